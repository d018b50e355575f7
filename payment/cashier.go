package payment

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"sync/atomic"
	"time"
)

// Cashier performs what Next decides: it makes each change durable, then acts, and feeds what comes back into Next again. All
// decisions are taken by its Core, in the one goroutine of Run; calls to the gateway run beside it and post their answers.
type Cashier struct {
	gateway Gateway
	rules   Policy
	inbox   chan func()
	done    chan struct{} // closed when Run has ended
	beat    atomic.Int64

	// What follows belongs to the goroutine of Run.
	core       *Core
	timers     map[ID]*time.Timer
	forgets    bool          // a timer runs for the codes that are to be forgotten
	heard      map[ID]string // the attempt of each payment for which a query was made early
	probeLater *time.Timer   // the one probe that is due
	inFlight   int           // calls that have not come back
	callBase   context.Context

	shownGate atomic.Pointer[Gate]
}

// Parts are what a Cashier works with. Uptime, Listener, Log and Protocol may be empty.
type Parts struct {
	Gateway  Gateway
	Store    Store
	Rules    Policy
	Random   io.Reader        // crypto/rand.Reader outside of tests
	Now      func() time.Time // what the journal takes for the time; it may jump
	Listener Listener
	// Uptime is a clock that never jumps: the time since a moment before the Cashier was made. Empty, it is Go's monotonic clock.
	Uptime func() time.Duration
	Log    *slog.Logger
	// Numbers returns the digits with which new numbers go on after their first, two to four, where the gateway gives them out; nil
	// or "": any. See NewIDWithin.
	Numbers func() string
	// Protocol is Next; a simulation puts a broken one in its place, to see that it is caught.
	Protocol func(Payment, Event) (Payment, []Effect)
}

// Listener hears what has become durable. Its functions are called from the Cashier's own goroutine: they must not block and
// not call the Cashier.
type Listener struct {
	Payment func(Notice, Payment)
	Gate    func(Gate)
	// Broken is called when the journal refuses a write, once until it is mended.
	Broken func(error)
}

// NewCashier returns a Cashier that sells once Run has been called and the gate is open.
func NewCashier(parts Parts) (*Cashier, error) {
	c := &Cashier{
		gateway: parts.Gateway, rules: parts.Rules,
		inbox: make(chan func(), 64), done: make(chan struct{}), timers: map[ID]*time.Timer{}, heard: map[ID]string{},
	}
	hear := parts.Listener.Gate
	parts.Listener.Gate = func(g Gate) {
		c.shownGate.Store(&g)
		if hear != nil {
			hear(g)
		}
	}
	core, err := NewCore(parts, hands{c})
	if err != nil {
		return nil, err
	}
	c.core = core
	gate := core.Gate()
	c.shownGate.Store(&gate)
	return c, nil
}

// Run reads the open payments and works until ctx ends. Then it starts nothing new, waits for the calls that are out (each has
// its deadline), records their answers and returns: what is left resumes at the next start.
func (c *Cashier) Run(ctx context.Context) error {
	defer close(c.done)
	base, abandon := context.WithCancel(context.WithoutCancel(ctx))
	defer abandon()
	c.callBase = base
	if err := c.core.Start(); err != nil {
		return err
	}
	for {
		select {
		case work := <-c.inbox:
			work()
			c.beat.Add(1)
			c.forgetCodes()
		case <-ctx.Done():
			return c.drain()
		}
	}
}

// drain lets the calls come home.
func (c *Cashier) drain() error {
	c.core.Close()
	for c.inFlight > 0 {
		(<-c.inbox)()
	}
	return nil
}

// Beat returns a number that grows whenever the loop has done something; Touch makes it do so.
func (c *Cashier) Beat() int64 { return c.beat.Load() }

// Touch passes through the loop and returns when it answered. A watchdog uses it: it writes nothing and calls nobody.
func (c *Cashier) Touch(ctx context.Context) error {
	return c.ask(ctx, func() error { return nil })
}

// Gate returns whether sales may start, and if not, why.
func (c *Cashier) Gate() Gate { return *c.shownGate.Load() }

// Probe asks the gateway again now, as after a change of keys or cables.
func (c *Cashier) Probe(ctx context.Context) error {
	return c.ask(ctx, func() error { c.core.Probe(); return nil })
}

// Mend lets sales go on that a refused write has ended, now that the store takes writes again. Without such a write it does
// nothing.
func (c *Cashier) Mend(ctx context.Context) error {
	return c.ask(ctx, func() error { c.core.Mend(); return nil })
}

// Begin makes an order durable. With a code, or one to show, the attempt begins at once; else the payment
// waits for Scan or Present.
func (c *Cashier) Begin(ctx context.Context, o Order, code Code) (Payment, error) {
	var p Payment
	err := c.ask(ctx, func() (err error) {
		p, err = c.core.Begin(o, code)
		return err
	})
	return p, err
}

// Scan gives a waiting payment its code and asks for the money.
func (c *Cashier) Scan(ctx context.Context, id ID, code Code) (Payment, error) {
	var p Payment
	err := c.ask(ctx, func() (err error) {
		p, err = c.core.Scan(id, code)
		return err
	})
	return p, err
}

// Present shows a waiting payment's customer a code instead of scanning one: the gateway is asked for it, and once it is there and
// durable the Listener is told NoticePresented. ErrShowsNone where the rules have no time for it.
func (c *Cashier) Present(ctx context.Context, id ID) (Payment, error) {
	var p Payment
	err := c.ask(ctx, func() (err error) {
		p, err = c.core.Present(id)
		return err
	})
	return p, err
}

// Stop ends a sale that is not paid yet, as soon as that is safe. Asking twice is asking once. A final payment refuses.
func (c *Cashier) Stop(ctx context.Context, id ID) (Payment, error) {
	var p Payment
	err := c.ask(ctx, func() (err error) {
		p, err = c.core.Stop(id)
		return err
	})
	return p, err
}

// Refund gives back part or all of a paid payment. It returns once the refund is durable; its outcome follows.
//
// Of ask only Amount, Why, Operator, Approver, Shift, Key and Digest count. A request whose key is known to the payment gets the
// refund that it asked for before, or ErrKeyReused if the digest differs.
func (c *Cashier) Refund(ctx context.Context, id ID, ask Refund) (Payment, Refund, error) {
	var p Payment
	var r Refund
	err := c.ask(ctx, func() (err error) {
		p, r, err = c.core.Refund(id, ask)
		return err
	})
	return p, r, err
}

// Get returns a payment as it stands.
func (c *Cashier) Get(ctx context.Context, id ID) (Payment, error) {
	var p Payment
	err := c.ask(ctx, func() (err error) {
		p, err = c.core.Get(id)
		return err
	})
	return p, err
}

// ask runs work in the loop's goroutine and waits for it.
func (c *Cashier) ask(ctx context.Context, work func() error) error {
	answer := make(chan error, 1)
	job := func() {
		if c.core.closing {
			answer <- ErrStopped
			return
		}
		answer <- work()
	}
	select {
	case c.inbox <- job:
	case <-ctx.Done():
		return ctx.Err()
	case <-c.done:
		return ErrStopped
	}
	select {
	case err := <-answer:
		return err
	case <-c.done:
	}
	select {
	case err := <-answer: // it was done just before the loop ended
		return err
	default:
		return errors.Join(ErrStopped, ctx.Err())
	}
}

// post hands work to the loop from a goroutine of the Cashier's own.
func (c *Cashier) post(work func()) {
	select {
	case c.inbox <- work:
	case <-c.done:
	}
}
