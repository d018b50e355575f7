package drivertest

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"sync"

	"posd/drivers"
)

// Op is what passed a connection in one direction before the other one spoke.
type Op struct {
	Wrote bool // by the host; else it was read from the device
	Data  []byte
}

// Wrote is an Op of the host.
func Wrote(data string) Op { return Op{Wrote: true, Data: []byte(data)} }

// Read is an Op of the device.
func Read(data string) Op { return Op{Data: []byte(data)} }

// String shows the direction as seen by the host, and the bytes: "> 10 04 02".
func (o Op) String() string {
	if o.Wrote {
		return fmt.Sprintf("> % x", o.Data)
	}
	return fmt.Sprintf("< % x", o.Data)
}

// Recorder is a connection that writes down what passes. Bytes are noted when they were handed
// over, so what a write lost is not.
type Recorder struct {
	drivers.Conn

	mu  sync.Mutex
	ops []Op
}

// Read implements [drivers.Conn].
func (r *Recorder) Read(p []byte) (int, error) {
	n, err := r.Conn.Read(p)
	r.note(false, p[:n])
	return n, err
}

// Write implements [drivers.Conn].
func (r *Recorder) Write(p []byte) (int, error) {
	n, err := r.Conn.Write(p)
	r.note(true, p[:n])
	return n, err
}

// Ops returns what passed so far.
func (r *Recorder) Ops() []Op {
	r.mu.Lock()
	defer r.mu.Unlock()
	ops := slices.Clone(r.ops)
	for i := range ops {
		ops[i].Data = bytes.Clone(ops[i].Data)
	}
	return ops
}

func (r *Recorder) note(wrote bool, data []byte) {
	if len(data) == 0 {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if last := len(r.ops) - 1; last >= 0 && r.ops[last].Wrote == wrote {
		r.ops[last].Data = append(r.ops[last].Data, data...)
		return
	}
	r.ops = append(r.ops, Op{Wrote: wrote, Data: bytes.Clone(data)})
}

// ErrOffScript says that a driver did something else than the playback expected.
var ErrOffScript = errors.New("not what the script says")

// Playback is a device that follows a script: it speaks once the host has written what comes before
// in the script. What the host writes must be in the script, in order; in how many pieces is its
// own business. At the end of the script the device is silent.
type Playback struct {
	mu    sync.Mutex
	wake  *sync.Cond
	ops   []Op // what is left
	shut  bool
	fault error
}

// NewPlayback returns a connection to a device that follows the script.
func NewPlayback(script ...Op) *Playback {
	p := &Playback{}
	for _, op := range script {
		if len(op.Data) > 0 {
			p.ops = append(p.ops, op)
		}
	}
	p.wake = sync.NewCond(&p.mu)
	return p
}

// Read implements [drivers.Conn].
func (p *Playback) Read(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for !p.shut && (len(p.ops) == 0 || p.ops[0].Wrote) {
		p.wake.Wait()
	}
	if p.shut {
		return 0, drivers.ErrClosed
	}
	n := copy(b, p.ops[0].Data)
	p.use(0, n)
	return n, nil
}

// Write implements [drivers.Conn]. It fails with ErrOffScript where b leaves the script.
func (p *Playback) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.shut {
		return 0, drivers.ErrClosed
	}
	for done := 0; done < len(b); {
		i := slices.IndexFunc(p.ops, func(op Op) bool { return op.Wrote })
		n := 0
		if i >= 0 {
			n = common(p.ops[i].Data, b[done:])
		}
		if n == 0 {
			p.fault = fmt.Errorf("%w: written % x", ErrOffScript, b[done:])
			return done, p.fault
		}
		p.use(i, n)
		done += n
	}
	return len(b), nil
}

// common returns how long the longest common start of a and b is.
func common(a, b []byte) int {
	n := 0
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	return n
}

// use takes n bytes off the op at i.
func (p *Playback) use(i, n int) {
	p.ops[i].Data = p.ops[i].Data[n:]
	if len(p.ops[i].Data) == 0 {
		p.ops = slices.Delete(p.ops, i, i+1)
	}
	p.wake.Broadcast()
}

// Close implements [drivers.Conn].
func (p *Playback) Close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.shut = true
	p.wake.Broadcast()
	return nil
}

// Done returns nil if the whole script was played, else what is wrong or missing.
func (p *Playback) Done() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.fault != nil {
		return p.fault
	}
	if len(p.ops) > 0 {
		return fmt.Errorf("%w: missing %v", ErrOffScript, p.ops)
	}
	return nil
}
