package paymenttest

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"strconv"
	"sync"
	"time"

	"posd/payment"
)

// How long a counter's weather lasts.
const (
	storm = 8 * time.Hour
	quiet = 40 * time.Hour
)

// counter is one till with its bank: one process after the other works at it, on the same disk.
type counter struct {
	seed  uint64
	tally *Tally
	bank  *Bank
	disk  *Memory
	calm  time.Time // when the storm ends

	outages []outage
	lives   sync.WaitGroup

	mu      sync.Mutex
	cashier *payment.Cashier
	pays    map[string]bool
	latest  map[payment.ID]payment.Payment // as the disk keeps it
	lines   map[payment.ID][]string
	wrong   []string
}

func newCounter(seed uint64, tally *Tally) *counter {
	c := &counter{
		seed: seed, tally: tally, bank: NewBank(), disk: NewMemory(), pays: map[string]bool{},
		latest: map[payment.ID]payment.Payment{}, lines: map[payment.ID][]string{},
	}
	c.bank.Buyer = c.buyer
	return c
}

// run opens the counter, lets the storm pass, waits for the end of everything and judges.
func (c *counter) run() {
	d := newDice(c.seed, "machine")
	<-time.After(d.within(9*time.Hour, 15*time.Hour)) // so that the Beijing day, and with it the cancel window, ends in the storm
	c.calm = time.Now().Add(storm)
	c.foresee(d)
	var customers sync.WaitGroup
	for i := range salesPerCounter {
		customers.Go(func() { c.serve(newDice(c.seed, "customer "+strconv.Itoa(i))) })
	}
	for n := 0; time.Now().Before(c.calm); n++ {
		c.shift(d, n)
	}
	last := c.start(-1, &plan{})
	customers.Wait()
	<-time.After(quiet)
	last.stop()
	c.lives.Wait()
	c.judge()
}

// foresee draws when nothing will get through. Often that is when the cancel window ends.
func (c *counter) foresee(d dice) {
	for range d.IntN(5) {
		begins := d.within(0, storm)
		c.outages = append(c.outages, outage{begins, begins + d.within(time.Minute, 40*time.Minute)})
	}
	if d.chance(0.5) {
		window := storm - c.calm.Sub(cancelEnds(time.Now()))
		c.outages = append(c.outages, outage{window - d.within(10*time.Minute, 30*time.Minute), window + d.within(0, 10*time.Minute)})
	}
}

// outage is a span of the storm, from its start.
type outage struct{ begins, ends time.Duration }

// process is one life of posd.
type process struct {
	power *Power
	stop  context.CancelFunc
	ended chan struct{}
}

// shift is one process from its start to its end, and the time until the next.
func (c *counter) shift(d dice, life int) {
	p := d.plan()
	proc := c.start(life, p)
	select {
	case <-proc.power.Gone():
		c.tally.met(p.hazard)
	case <-time.After(p.after):
		c.endShift(proc, p)
	}
	proc.stop()
	proc.power.Cut()
	<-time.After(d.within(time.Millisecond, oneOf(d, time.Second, time.Minute, 30*time.Minute)))
}

// endShift ends a process whose time is over.
func (c *counter) endShift(proc *process, p *plan) {
	switch {
	case p.hazard == hazardShutdown:
		proc.stop()
		<-proc.ended
	case p.hazard == hazardCrash, p.broke():
	default: // what was planned never came
		return
	}
	c.tally.met(p.hazard)
}

// start runs a Cashier on what the disk holds.
func (c *counter) start(life int, plan *plan) *process {
	power := c.disk.PowerOn()
	ctx, stop := context.WithCancel(context.Background())
	p := &process{power: power, stop: stop, ended: make(chan struct{})}
	power.Fate = func(payment.Payment, payment.Notice) Fate { return plan.fate() }
	var seed [32]byte
	copy(seed[:], fmt.Appendf(nil, "%d/%d", c.seed, life))
	rules := payment.DefaultPolicy()
	rules.ShowFor(2 * time.Minute)
	cashier, err := payment.NewCashier(payment.Parts{
		Gateway: newLine(c, life, power, plan), Store: witness{power, c}, Rules: rules, Random: rand.NewChaCha8(seed),
		Listener: payment.Listener{Payment: func(n payment.Notice, p payment.Payment) { c.hear(power, n, p) }},
	})
	if err != nil {
		c.fail("", "no cashier: %v", err)
	}
	c.mu.Lock()
	c.cashier = cashier
	c.mu.Unlock()
	c.lives.Go(func() {
		defer close(p.ended)
		if err := cashier.Run(ctx); err != nil {
			c.fail("", "the cashier ended with %v", err)
		}
	})
	return p
}

// till returns the Cashier of the process that runs, or ran last.
func (c *counter) till() *payment.Cashier {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.cashier
}

// hear holds what is told against what is kept: nothing is told that a power cut could still undo.
func (c *counter) hear(power *Power, n payment.Notice, p payment.Payment) {
	if power.IsOff() {
		return
	}
	c.tally.told(n)
	c.note(p.ID, "told %s", n)
	body, err := payment.Encode(p)
	if kept := c.disk.Record(p.ID); err != nil || !bytes.Equal(kept, body) {
		c.fail(p.ID, "%s was told of\n%s\nbut the journal has\n%s (%v)", n, body, kept, err)
	}
	if paid := n == payment.NoticePaid || n == payment.NoticePaidLate; paid && p.State != payment.StatePaid {
		c.fail(p.ID, "%s was told of a payment that is %s", n, p.State)
	}
}

// first notes a number under which a pay leaves, and reports whether it is the first time.
func (c *counter) first(number string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	again := c.pays[number]
	c.pays[number] = true
	return !again
}

// note keeps a line of a payment's story.
func (c *counter) note(id payment.ID, format string, args ...any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.lines[id] = append(c.lines[id], time.Now().UTC().Format("02 15:04:05.000 ")+fmt.Sprintf(format, args...))
}

// fail notes that a rule was broken.
func (c *counter) fail(id payment.ID, format string, args ...any) {
	c.note(id, "WRONG: "+format, args...)
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.wrong) == 0 { // what follows from it only hides it
		c.wrong = append(append(c.wrong, string(id)), c.lines[id]...)
	}
}
