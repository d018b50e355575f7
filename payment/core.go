package payment

import (
	"encoding/binary"
	"fmt"
	"io"
	"log/slog"
	"time"
)

// Core is the heart of a Cashier: it makes each change durable that Next decides, then lets its Hands act. It knows no goroutine
// and no timer, so that the Cashier and a simulation drive the same code. It is not safe for concurrent use: all its functions
// are called from one goroutine, and Hands and Listener do not call back into it before they have returned.
type Core struct {
	hands    Hands
	store    Store
	rules    Policy
	random   io.Reader
	now      func() time.Time
	uptime   func() time.Duration
	hear     Listener
	log      *slog.Logger
	protocol func(Payment, Event) (Payment, []Effect)
	numbers  func() string

	live      map[ID]Payment // payments that are open, with their flights
	codes     usedCodes
	gate      Gate
	probing   bool
	probeWait time.Duration
	closing   bool
	broken    error           // the first failure of the store
	parked    map[ID]struct{} // what a failure of the store has stopped
}

// Hands do what a Core decides. None of them blocks.
type Hands interface {
	// Call makes the one request that e asks for, with one deadline, and brings what came back to Core.Answered.
	Call(p Payment, e Effect)
	// Probe makes one probe and brings what came back to Core.Probed.
	Probe()
	// Wake calls Core.Woke with id and seq once after has passed.
	Wake(id ID, seq uint32, after time.Duration)
	// Quiet stops the timer of a payment, if one runs.
	Quiet(id ID)
	// ProbeAfter calls Core.Probe once after has passed, in place of what it was asked for before; 0: never.
	ProbeAfter(after time.Duration)
}

// NewCore returns a Core that sells once Start has been called and the gate is open. Parts.Gateway is not used: Hands make the
// calls.
func NewCore(parts Parts, hands Hands) (*Core, error) {
	if err := parts.Rules.Check(); err != nil {
		return nil, err
	}
	c := &Core{
		hands: hands, store: parts.Store, rules: parts.Rules, random: parts.Random, now: parts.Now, uptime: parts.Uptime,
		hear: parts.Listener, log: parts.Log, protocol: parts.Protocol, numbers: parts.Numbers,
		live: map[ID]Payment{}, parked: map[ID]struct{}{}, gate: Gate{Cause: Reason{Code: CauseStarting}},
	}
	if c.now == nil {
		c.now = time.Now
	}
	if c.uptime == nil {
		begin := time.Now()
		c.uptime = func() time.Duration { return time.Since(begin) }
	}
	if c.log == nil {
		c.log = slog.New(slog.DiscardHandler)
	}
	if c.numbers == nil {
		c.numbers = func() string { return "" }
	}
	if c.protocol == nil {
		c.protocol = Next
	}
	c.codes = usedCodes{random: parts.Random, life: parts.Rules.CodeLife}
	return c, nil
}

// Start asks the gateway whether sales may begin, and takes up every payment that the journal holds open.
func (c *Core) Start() error {
	open, err := c.store.Open()
	if err != nil {
		return fmt.Errorf("read open payments: %w", err)
	}
	c.Probe()
	for _, p := range open {
		_, _ = c.apply(&p, &Event{Kind: EvRestart}) // what went wrong is logged and shown by apply
	}
	return nil
}

// Close starts nothing new from now on. Answers that still come are recorded; what is left resumes at the next start.
func (c *Core) Close() {
	c.closing = true
	c.hands.ProbeAfter(0)
	for id := range c.live {
		c.hands.Quiet(id)
	}
}

// Gate returns whether sales may start, and if not, why.
func (c *Core) Gate() Gate { return c.gate }

// Begin does what Cashier.Begin says.
func (c *Core) Begin(o Order, code Code) (Payment, error) {
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
	return c.apply(&Payment{}, &Event{Kind: EvCreate, ID: id, Order: o, Code: code})
}

// orderFree refuses a second live attempt at an order of the till's own number.
func (c *Core) orderFree(ref string) error {
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

func (c *Core) newID() (ID, error) {
	var b [8]byte
	if _, err := io.ReadFull(c.random, b[:]); err != nil {
		return "", fmt.Errorf("draw a payment number: %w", err)
	}
	return NewIDWithin(c.numbers(), binary.BigEndian.Uint64(b[:])), nil
}

// Forget drops what is kept of payment codes whose time is over, with the keys of their hashes, and returns when to call it again; 0:
// after the next code.
func (c *Core) Forget() time.Duration { return c.codes.expire(c.uptime()) }

func (c *Core) useCode(code Code, id ID) error {
	if code.IsZero() {
		return nil
	}
	by, used, err := c.codes.use(code, id, c.uptime())
	if err != nil {
		return err
	}
	if used {
		return fmt.Errorf("%w: by payment %s", ErrCodeUsed, by)
	}
	return nil
}

// Scan does what Cashier.Scan says.
func (c *Core) Scan(id ID, code Code) (Payment, error) {
	p, err := c.Get(id)
	if err != nil {
		return p, err
	}
	if err = c.attemptable(&p); err != nil {
		return p, err
	}
	if err = c.useCode(code, id); err != nil {
		return p, err
	}
	return c.apply(&p, &Event{Kind: EvCode, Code: code})
}

// Present does what Cashier.Present says.
func (c *Core) Present(id ID) (Payment, error) {
	p, err := c.Get(id)
	if err != nil {
		return p, err
	}
	if err = c.attemptable(&p); err != nil {
		return p, err
	}
	return c.apply(&p, &Event{Kind: EvPresent})
}

// attemptable returns why no attempt at a payment may begin now, if so.
func (c *Core) attemptable(p *Payment) error {
	if p.State != StateCreated {
		return fmt.Errorf("%w: payment %s is %s", ErrState, p.ID, p.State)
	}
	if !c.gate.Open {
		return fmt.Errorf("%w: %s", ErrNotReady, c.gate.Cause.Code)
	}
	return nil
}

// Stop does what Cashier.Stop says.
func (c *Core) Stop(id ID) (Payment, error) {
	p, err := c.Get(id)
	if err != nil {
		return p, err
	}
	if p.State.Final() {
		return p, fmt.Errorf("%w: payment %s is %s", ErrState, id, p.State)
	}
	if p.Flight.StopAsked || !p.Wanted() {
		return p, nil
	}
	if c.broken != nil { // giving up needs a record, so nothing may be promised
		return p, fmt.Errorf("%w: %w", ErrStore, c.broken)
	}
	return c.apply(&p, &Event{Kind: EvStop})
}

// Refund does what Cashier.Refund says.
func (c *Core) Refund(id ID, ask Refund) (Payment, Refund, error) {
	var b [8]byte
	if _, err := io.ReadFull(c.random, b[:]); err != nil {
		return Payment{}, Refund{}, fmt.Errorf("draw a refund number: %w", err)
	}
	before, err := c.Get(id)
	if err != nil {
		return before, Refund{}, err
	}
	if known, ok := before.RefundByKey(ask.Key); ok {
		if known.Digest != ask.Digest {
			return before, known, ErrKeyReused
		}
		return before, known, nil
	}
	ask.Number = NewRefundNumberWithin(c.numbers(), binary.BigEndian.Uint64(b[:]))
	p, err := c.apply(&before, &Event{Kind: EvRefund, Refund: ask})
	r, _ := p.RefundByNumber(ask.Number)
	return p, r, err
}

// Get returns a payment as it stands.
func (c *Core) Get(id ID) (Payment, error) {
	if p, ok := c.live[id]; ok {
		return p, nil
	}
	return c.store.Get(id)
}
