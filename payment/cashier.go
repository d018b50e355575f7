package payment

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync/atomic"
	"time"
)

// Cashier performs what Next decides: it makes each change durable, then acts, and feeds what comes back into Next again. All
// decisions are taken in the one goroutine of Run; calls to the gateway run beside it and post their answers.
type Cashier struct {
	gateway Gateway
	store   Store
	rules   Policy
	random  io.Reader
	now     func() time.Time
	hear    Listener
	log     *slog.Logger

	inbox chan func()
	done  chan struct{} // closed when Run has ended
	beat  atomic.Int64

	// What follows belongs to the goroutine of Run.
	live       map[ID]Payment // payments that are open, with their flights
	timers     map[ID]*time.Timer
	codes      usedCodes
	gate       Gate
	probing    bool
	probeWait  time.Duration
	probeLater *time.Timer // the one probe that is due
	inFlight   int         // calls that have not come back
	closing    bool
	broken     error // the first failure of the store
	callBase   context.Context

	shownGate atomic.Pointer[Gate]
}

// Parts are what a Cashier works with. Listener and Log may be empty.
type Parts struct {
	Gateway  Gateway
	Store    Store
	Rules    Policy
	Random   io.Reader        // crypto/rand.Reader outside of tests
	Now      func() time.Time // time.Now outside of tests that shift the wall clock
	Listener Listener
	Log      *slog.Logger
}

// Listener hears what has become durable. Its functions are called from the Cashier's own goroutine: they must not block and
// not call the Cashier.
type Listener struct {
	Payment func(Notice, Payment)
	Gate    func(Gate)
	// Broken is called once, when the journal refused a write.
	Broken func(error)
}

// NewCashier returns a Cashier that sells once Run has been called and the gate is open.
func NewCashier(parts Parts) (*Cashier, error) {
	if err := parts.Rules.Check(); err != nil {
		return nil, err
	}
	c := &Cashier{
		gateway: parts.Gateway, store: parts.Store, rules: parts.Rules, random: parts.Random, now: parts.Now,
		hear: parts.Listener, log: parts.Log,
		inbox: make(chan func(), 64), done: make(chan struct{}),
		live: map[ID]Payment{}, timers: map[ID]*time.Timer{},
		gate: Gate{Cause: Reason{Code: CauseStarting}},
	}
	if c.now == nil {
		c.now = time.Now
	}
	if c.log == nil {
		c.log = slog.New(slog.DiscardHandler)
	}
	c.codes = usedCodes{random: parts.Random, life: parts.Rules.CodeLife}
	gate := c.gate
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
	open, err := c.store.Open()
	if err != nil {
		return fmt.Errorf("read open payments: %w", err)
	}
	c.probe()
	for _, p := range open {
		c.live[p.ID] = p
		_, _ = c.apply(p, Event{Kind: EvRestart}) // what went wrong is logged and shown by apply
	}
	for {
		select {
		case work := <-c.inbox:
			work()
			c.beat.Add(1)
		case <-ctx.Done():
			return c.drain()
		}
	}
}

// drain lets the calls come home.
func (c *Cashier) drain() error {
	c.closing = true
	c.putOffProbe()
	for _, t := range c.timers {
		t.Stop()
	}
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
	return c.ask(ctx, func() error { c.probe(); return nil })
}

// Begin makes an order durable. With a code the money is asked for at once; without one the payment waits for Scan.
func (c *Cashier) Begin(ctx context.Context, o Order, code Code) (Payment, error) {
	var p Payment
	err := c.ask(ctx, func() (err error) {
		p, err = c.begin(o, code)
		return err
	})
	return p, err
}

func (c *Cashier) begin(o Order, code Code) (Payment, error) {
	if err := o.Check(); err != nil {
		return Payment{}, err
	}
	if !c.gate.Open {
		return Payment{}, fmt.Errorf("%w: %s", ErrNotReady, c.gate.Cause.Code)
	}
	if err := c.orderFree(o.Ref); err != nil {
		return Payment{}, err
	}
	id, err := c.newID()
	if err != nil {
		return Payment{}, err
	}
	if err := c.useCode(code, id); err != nil {
		return Payment{}, err
	}
	return c.apply(Payment{}, Event{Kind: EvCreate, ID: id, Order: o, Code: code})
}

// orderFree refuses a second live attempt at an order of the till's own number.
func (c *Cashier) orderFree(ref string) error {
	if ref == "" {
		return nil
	}
	before, err := c.store.ByOrder(ref)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrStore, err)
	}
	for _, p := range before {
		if p.Live() {
			return fmt.Errorf("%w: order %s is %s as payment %s", ErrState, ref, p.State, p.ID)
		}
	}
	return nil
}

func (c *Cashier) newID() (ID, error) {
	var b [8]byte
	if _, err := io.ReadFull(c.random, b[:]); err != nil {
		return "", fmt.Errorf("draw a payment number: %w", err)
	}
	return NewID(binary.BigEndian.Uint64(b[:])), nil
}

func (c *Cashier) useCode(code Code, id ID) error {
	if code.IsZero() {
		return nil
	}
	by, used, err := c.codes.use(code, id, c.now())
	if err != nil {
		return err
	}
	if used {
		return fmt.Errorf("%w: by payment %s", ErrCodeUsed, by)
	}
	return nil
}

// Scan gives a waiting payment its code and asks for the money.
func (c *Cashier) Scan(ctx context.Context, id ID, code Code) (Payment, error) {
	var p Payment
	err := c.ask(ctx, func() (err error) {
		if p, err = c.find(id); err != nil {
			return err
		}
		if p.State != StateCreated {
			return fmt.Errorf("%w: payment %s is %s", ErrState, id, p.State)
		}
		if !c.gate.Open {
			return fmt.Errorf("%w: %s", ErrNotReady, c.gate.Cause.Code)
		}
		if err = c.useCode(code, id); err != nil {
			return err
		}
		p, err = c.apply(p, Event{Kind: EvCode, Code: code})
		return err
	})
	return p, err
}

// Stop ends a sale that is not paid yet, as soon as that is safe. Asking twice is asking once. A final payment refuses.
func (c *Cashier) Stop(ctx context.Context, id ID) (Payment, error) {
	var p Payment
	err := c.ask(ctx, func() (err error) {
		if p, err = c.find(id); err != nil {
			return err
		}
		if p.State.Final() {
			return fmt.Errorf("%w: payment %s is %s", ErrState, id, p.State)
		}
		if p.Flight.StopAsked || !p.Wanted() {
			return nil
		}
		if c.broken != nil { // giving up needs a record, so nothing may be promised
			return fmt.Errorf("%w: %w", ErrStore, c.broken)
		}
		p, err = c.apply(p, Event{Kind: EvStop})
		return err
	})
	return p, err
}

// Refund gives back part or all of a paid payment. It returns once the refund is durable; its outcome follows.
//
// Of ask only Amount, Why, Operator, Key and Digest count. A request whose key is known to the payment gets the refund that it
// asked for before, or ErrKeyReused if the digest differs.
func (c *Cashier) Refund(ctx context.Context, id ID, ask Refund) (Payment, Refund, error) {
	var p Payment
	var r Refund
	err := c.ask(ctx, func() error {
		var b [8]byte
		if _, err := io.ReadFull(c.random, b[:]); err != nil {
			return fmt.Errorf("draw a refund number: %w", err)
		}
		before, err := c.find(id)
		if err != nil {
			return err
		}
		if known, ok := before.RefundByKey(ask.Key); ok {
			p, r = before, known
			if known.Digest != ask.Digest {
				return ErrKeyReused
			}
			return nil
		}
		ask.Number = NewRefundNumber(binary.BigEndian.Uint64(b[:]))
		p, err = c.apply(before, Event{Kind: EvRefund, Refund: ask})
		r, _ = p.RefundByNumber(ask.Number)
		return err
	})
	return p, r, err
}

// Get returns a payment as it stands.
func (c *Cashier) Get(ctx context.Context, id ID) (Payment, error) {
	var p Payment
	err := c.ask(ctx, func() (err error) {
		p, err = c.find(id)
		return err
	})
	return p, err
}

func (c *Cashier) find(id ID) (Payment, error) {
	if p, ok := c.live[id]; ok {
		return p, nil
	}
	return c.store.Get(id)
}

// ask runs work in the loop's goroutine and waits for it.
func (c *Cashier) ask(ctx context.Context, work func() error) error {
	answer := make(chan error, 1)
	job := func() {
		if c.closing {
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
