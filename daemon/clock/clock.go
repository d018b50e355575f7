package clock

import (
	"errors"
	"fmt"
	"sync"
	"time"
)

// Source is who vouches for the time. Its text is the clock quality in every record of the journal.
type Source string

// Sources.
const (
	Unset   Source = "unset"   // nobody
	RTC     Source = "rtc"     // the system clock, set from a battery-backed one
	Person  Source = "person"  // an administrator
	Gateway Source = "gateway" // the gateway's own time
	Held    Source = "held"    // was NTP, which the kernel has lost since: the Clock runs on by itself
	NTP     Source = "ntp"     // the system clock, while the kernel says that it is disciplined
)

// Bounds.
const (
	// horizon is how far after the program was made a time may lie to be believed.
	horizon = 20 * 365 * 24 * time.Hour
	// coarse is how exact the gateway's time is taken to be: Date has whole seconds, and an answer may be on its way for some.
	coarse = 5 * time.Second
	// jumpMin is how far the system clock has to move against the monotonic one to be said to have jumped.
	jumpMin = time.Second
)

// Errors of [Clock.Set].
var (
	// ErrImpossible says that a time is before the program was made, or decades after it.
	ErrImpossible = errors.New("that time cannot be")
	// ErrVouched says that a better source than a person has set the clock.
	ErrVouched = errors.New("the clock is set by a better source")
)

// System is what the kernel knows about its clock.
type System struct {
	Synced  bool // somebody disciplines it
	Battery bool // it was set from a battery-backed clock
}

// Parts are what a Clock is made of. Changed may be nil.
type Parts struct {
	Wall   func() time.Time // the system clock
	System func() System
	Built  time.Time // when the program was made; zero if that is not known, and then any time can be
	// Changed hears of a new source, of a step of the Clock of a second or more, and of a jump of the system clock. It is called by
	// whoever brought the news, with no lock held, and must not block.
	Changed func(Change)
}

// Change is what has happened to the Clock.
type Change struct {
	From, To    time.Time // what the Clock said before, and says now
	Was, Source Source
	By          string        // who set it, of a person
	Jumped      time.Duration // of the system clock; 0 if it did not
}

// Step is how far the Clock has moved.
func (c Change) Step() time.Duration { return c.To.Sub(c.From) }

// Clock is a terminal's time. It is safe for concurrent use.
type Clock struct {
	parts Parts
	built time.Time

	mu     sync.Mutex
	source Source
	base   time.Time // what the Clock said at mark
	mark   time.Time // a monotonic reading
	floor  time.Time
	wall   time.Time // the system clock at seen
	seen   time.Time // a monotonic reading
	told   time.Time // the gateway's own time at heard
	heard  time.Time // a monotonic reading; zero before the gateway has told its time
}

// New returns a Clock that has looked at the system clock once.
func New(parts Parts) *Clock {
	changed := parts.Changed
	parts.Changed = nil // the first look is no news
	c := &Clock{parts: parts, built: parts.Built.UTC(), source: Unset, floor: parts.Built.UTC(), mark: time.Now()}
	c.base, c.wall, c.seen = c.floor.Local(), c.read(), c.mark
	c.Look()
	c.parts.Changed = changed
	return c
}

// read returns the system clock without its monotonic reading, which would hide its jumps.
func (c *Clock) read() time.Time { return c.parts.Wall().Round(0) }

// Now returns the time. It never blocks for long and calls nobody.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now()
}

func (c *Clock) now() time.Time { return c.base.Add(time.Since(c.mark)) }

// Quality returns the Source as the journal keeps it.
func (c *Clock) Quality() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return string(c.source)
}

// Believable reports whether anybody vouches for the time.
func (c *Clock) Believable() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.source != Unset
}

// Passed returns, while the Clock is unset, the latest moment that is known to have passed, and true.
func (c *Clock) Passed() (time.Time, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.floor, c.source == Unset
}

// Recorded tells the Clock of a record whose time somebody vouched for: that moment has passed.
func (c *Clock) Recorded(at time.Time) {
	c.change(func() {
		if c.possible(at) && at.After(c.floor) {
			c.floor = at
		}
		if wall := c.read(); c.source == RTC && wall.Before(c.floor) { // the battery is dead after all
			c.move(c.floor, Unset)
		}
		c.guess()
	})
}

// Look looks at the system clock: whether it has jumped, and whether the kernel vouches for it. Call it every minute, and more
// often while nobody vouches.
func (c *Clock) Look() {
	system := c.parts.System()
	c.change(func() {
		wall := c.read()
		switch {
		case system.Synced && c.possible(wall):
			c.move(wall, NTP)
		case c.source == NTP:
			c.source = Held
		case c.source == Unset && system.Battery && c.possible(wall) && !wall.Before(c.floor):
			c.move(wall, RTC)
		default:
			c.guess()
		}
	})
}

// guess is the best that an unset Clock can say.
func (c *Clock) guess() {
	if c.source != Unset {
		return
	}
	if wall := c.read(); c.possible(wall) && wall.After(c.floor) {
		c.move(wall, Unset)
	} else if c.now().Before(c.floor) {
		c.move(c.floor, Unset)
	}
}

// Hear takes in the gateway's own time, of an answer that is known to be the gateway's. A disciplined system clock is not moved by
// it; their difference is then told by [Clock.State].
func (c *Clock) Hear(at time.Time) {
	c.change(func() {
		if !c.possible(at) {
			return
		}
		c.told, c.heard = at, time.Now()
		if c.source == NTP {
			return
		}
		if now := c.now(); c.source == Unset || now.Sub(at).Abs() > coarse {
			c.move(at, Gateway)
			return
		}
		c.source = Gateway
	})
}

// Set takes the word of a person, who may know better than a battery but not than NTP or the gateway. The error wraps
// ErrImpossible or ErrVouched.
func (c *Clock) Set(at time.Time, by string) error {
	var err error
	c.changeBy(by, func() {
		switch {
		case !c.possible(at):
			err = fmt.Errorf("%w: it is not between %s and %s", ErrImpossible, c.built.Format(time.DateOnly),
				c.built.Add(horizon).Format(time.DateOnly))
		case c.source == NTP || c.source == Gateway:
			err = fmt.Errorf("%w: %s", ErrVouched, c.source)
		default:
			c.move(at, Person)
		}
	})
	return err
}

// possible reports whether a time can be at all.
func (c *Clock) possible(at time.Time) bool {
	return !at.Before(c.built) && (c.built.IsZero() || at.Before(c.built.Add(horizon)))
}

// move sets the Clock. A source that vouches for a time also corrects what was taken to have passed.
func (c *Clock) move(at time.Time, source Source) {
	c.base, c.mark, c.source = at.Local(), time.Now(), source
	if source != Unset && source != RTC {
		c.floor = at
	}
}

// change runs f under the lock and tells what it changed.
func (c *Clock) change(f func()) { c.changeBy("", f) }

func (c *Clock) changeBy(by string, f func()) {
	c.mu.Lock()
	was := Change{From: c.now(), Was: c.source, By: by, Jumped: c.jumped()}
	f()
	was.To, was.Source = c.now(), c.source
	c.mu.Unlock()
	news := was.Was != was.Source || was.Step().Abs() >= jumpMin || was.Jumped != 0
	if news && c.parts.Changed != nil {
		c.parts.Changed(was)
	}
}

// jumped returns how far the system clock has moved against the monotonic one since it was last looked at, if that is worth telling.
func (c *Clock) jumped() time.Duration {
	wall, elapsed := c.read(), time.Since(c.seen)
	jump := wall.Sub(c.wall) - elapsed
	c.wall, c.seen = wall, time.Now()
	if jump.Abs() < jumpMin {
		return 0
	}
	return jump
}

// State is the Clock as people are told of it.
type State struct {
	Now    time.Time
	Source Source
	Floor  time.Time     // the latest moment that is known to have passed
	System time.Time     // what the system clock says
	Absurd bool          // it cannot be right
	Heard  bool          // the gateway has told its time
	Skew   time.Duration // how far the system clock is ahead of the gateway's, if that was heard
}

// State returns the present state.
func (c *Clock) State() State {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := State{Now: c.now(), Source: c.source, Floor: c.floor, System: c.read(), Heard: !c.heard.IsZero()}
	s.Absurd = !c.possible(s.System) || s.System.Before(s.Floor)
	if s.Heard {
		s.Skew = s.System.Sub(c.told.Add(time.Since(c.heard)))
	}
	return s
}
