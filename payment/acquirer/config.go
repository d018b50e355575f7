package acquirer

import (
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"time"
	"unicode/utf8"

	"posd/payment/acquirer/protocol"
	"posd/payment/alipay/wire"
)

// DefaultCallTimeout is how long one call may take. It is longer than a family's own 5 s, so that the relay can say that Alipay did
// not answer.
const DefaultCallTimeout = 7 * time.Second

// maxURLs bounds the instances of a relay.
const maxURLs = 8

// Config says where the relay is. URLs is needed.
type Config struct {
	URLs  []string // of each instance, "https://host[:port][/prefix]"; tried in this order
	Proxy string   // "http://host:port"; empty means none, whatever the environment says

	StoreID, StoreName string // where we stand, if the relay does not say it; at most 64 and 256 characters

	CallTimeout time.Duration // of one call, 1 s to 60 s; 0 means DefaultCallTimeout
	IdleTimeout time.Duration // of a kept connection; 0 means wire.DefaultIdle
}

// Parts are what a client works with. Identity is needed.
type Parts struct {
	Identity *Identity
	Code     func() (string, error) // the one-time code for Run to enrol with, "" if there is none; may be nil
	Dial     wire.DialFunc          // nil means the network
	RootCAs  *x509.CertPool         // nil means the system's
	Now      func() time.Time
	Passed   func() (time.Time, bool) // see [wire.Config]; nil: the time is known
	Heard    func(time.Time)          // told the relay's own time, the Date of each answer; may be nil
	Peer     func(*x509.Certificate)  // told the relay's certificate with each connection; may be nil
	Logger   *slog.Logger             // nil means silent
}

func (c Config) check(parts Parts) error {
	var faults []error
	if len(c.URLs) < 1 || len(c.URLs) > maxURLs {
		faults = append(faults, fmt.Errorf("%w: 1..%d addresses are needed", ErrConfig, maxURLs))
	}
	if c.CallTimeout < time.Second || c.CallTimeout > time.Minute {
		faults = append(faults, fmt.Errorf("%w: call timeout is outside 1s..1m", ErrConfig))
	}
	if utf8.RuneCountInString(c.StoreID) > protocol.MaxID || utf8.RuneCountInString(c.StoreName) > protocol.MaxText {
		faults = append(faults, fmt.Errorf("%w: store", ErrConfig))
	}
	if parts.Identity == nil {
		faults = append(faults, fmt.Errorf("%w: no identity", ErrConfig))
	}
	return errors.Join(faults...)
}
