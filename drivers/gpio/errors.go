package gpio

import "errors"

var (
	// ErrPattern says that a pattern cannot be played.
	ErrPattern = errors.New("pattern cannot be played")
	// ErrPulse says that a drawer cannot be given such a pulse.
	ErrPulse = errors.New("pulse is out of range")
	// ErrCutShort says that a pulse ended early, and the drawer may be shut.
	ErrCutShort = errors.New("drawer pulse was cut short")
	// ErrOverrun says that a pulse lasted longer than it should have, by more than Slack.
	ErrOverrun = errors.New("drawer pulse was too long")
	// ErrStuck says that a pin cannot be switched off: what hangs on it may still be on.
	ErrStuck = errors.New("pin cannot be switched off")
)
