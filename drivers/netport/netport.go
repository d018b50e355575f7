// Package netport is a printer on the network: a TCP connection to its port 9100, where bytes go in
// and the printer's answers come back.
//
// # A connection that is dead and does not say so
//
// A printer that loses its power, or whose cable is pulled, sends nothing. [Open] has the kernel ask
// an idle connection every few seconds (keepalive) and give up on bytes that nobody acknowledges
// (TCP_USER_TIMEOUT), so that Read and Write end with [drivers.ErrGone] within Opts.Dead. Package
// hotplug then dials again.
//
// # Caveats
//
// Port 9100 has no password and no encryption: printer and terminal belong into a network of their
// own. Most printers serve one connection at a time and refuse, or leave waiting, whoever comes
// second; a computer that keeps its connection open keeps posd out.
//
// A printer that is out of paper and full of bytes takes no more, which the kernel cannot tell from
// one that is dead: after Opts.Dead that connection ends as well, and a new one is made. What had not
// been taken is lost with it.
//
// An acknowledged byte is in the printer's network buffer, which is no proof that it is on paper.
package netport

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"sync/atomic"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"posd/drivers"
)

// DefaultPort is the port of raw printing ("JetDirect", IANA pdl-datastream).
const DefaultPort = "9100"

// Opts are the limits of a connection; the zero value will do.
type Opts struct {
	DialTimeout  time.Duration // to find the printer and be accepted; 3 s when 0
	WriteTimeout time.Duration // for the printer to take the next 4 KB; 1 s when 0
	Dead         time.Duration // without a sign of life on the wire; 15 s when 0, at least 3 s
}

const (
	defaultDial  = 3 * time.Second
	defaultWrite = time.Second
	defaultDead  = 15 * time.Second
	probes       = 3    // keepalive questions without an answer
	piece        = 4096 // bytes under one deadline
)

func (o Opts) complete() Opts {
	for _, d := range []struct {
		value     *time.Duration
		otherwise time.Duration
	}{{&o.DialTimeout, defaultDial}, {&o.WriteTimeout, defaultWrite}, {&o.Dead, defaultDead}} {
		if *d.value <= 0 {
			*d.value = d.otherwise
		}
	}
	o.Dead = max(o.Dead, probes*time.Second)
	return o
}

// Port is an open connection. It implements [drivers.Conn].
type Port struct {
	conn net.Conn
	opts Opts
	shut atomic.Bool
}

var _ drivers.Conn = (*Port)(nil)

// Open connects to the printer at address, a host with or without a port. Errors wrap ErrGone when
// it cannot be reached, whatever the reason, and the reason itself.
func Open(ctx context.Context, address string, o Opts) (*Port, error) {
	o = o.complete()
	dialer := net.Dialer{
		Timeout: o.DialTimeout,
		KeepAliveConfig: net.KeepAliveConfig{
			Enable: true, Idle: o.Dead / probes, Interval: o.Dead / (2 * probes), Count: probes,
		},
		Control: func(_, _ string, raw syscall.RawConn) error { return giveUpAfter(raw, o.Dead) },
	}
	conn, err := dialer.DialContext(ctx, "tcp", withPort(address))
	if err != nil {
		return nil, fmt.Errorf("network printer %s: %w: %w", address, drivers.ErrGone, err)
	}
	return &Port{conn: conn, opts: o}, nil
}

// giveUpAfter bounds how long written bytes may go without an acknowledgement.
func giveUpAfter(raw syscall.RawConn, d time.Duration) error {
	var failed error
	err := raw.Control(func(fd uintptr) {
		failed = unix.SetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_USER_TIMEOUT, int(d.Milliseconds()))
	})
	return errors.Join(err, failed)
}

// withPort adds the usual port to an address without one.
func withPort(address string) string {
	if _, _, err := net.SplitHostPort(address); err == nil {
		return address
	}
	return net.JoinHostPort(address, DefaultPort)
}

// Read implements [drivers.Conn].
func (p *Port) Read(b []byte) (int, error) {
	n, err := p.conn.Read(b)
	if n > 0 {
		return n, nil
	}
	return n, p.told(err)
}

// Write implements [drivers.Conn]. It ends with ErrTimeout when the printer takes nothing for as long
// as Opts.WriteTimeout: its buffer is full, and it is out of paper or offline.
func (p *Port) Write(b []byte) (int, error) {
	done := 0
	for done < len(b) {
		if err := p.conn.SetWriteDeadline(time.Now().Add(p.opts.WriteTimeout)); err != nil {
			return done, p.told(err)
		}
		n, err := p.conn.Write(b[done:min(done+piece, len(b))])
		done += n
		if err != nil {
			return done, p.told(err)
		}
	}
	return done, nil
}

// Close implements [drivers.Conn].
func (p *Port) Close() error {
	if p.shut.Swap(true) {
		return nil
	}
	return p.conn.Close()
}

// told returns err in the terms of package drivers. On a network nearly everything means that the
// other end is not there any more: it hung up, or its packets stay away.
func (p *Port) told(err error) error {
	netErr, isNet := errors.AsType[net.Error](err)
	switch {
	case err == nil:
		return nil
	case p.shut.Load():
		return drivers.ErrClosed
	case errors.Is(err, syscall.ETIMEDOUT): // of the kernel, and a Timeout too: nobody is there
	case isNet && netErr.Timeout():
		return fmt.Errorf("%w: %w", drivers.ErrTimeout, err)
	case errors.Is(err, io.EOF):
		err = errors.New("the printer hung up")
	}
	return fmt.Errorf("%w: %w", drivers.ErrGone, err)
}
