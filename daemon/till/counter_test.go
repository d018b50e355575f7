package till_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"posd/configs/words"
	"posd/daemon/till"
	"posd/display"
	"posd/drivers/scanner"
	"posd/payment"
	"posd/payment/alipay"
	"posd/payment/paymenttest"
)

// Codes as a scanner reads them.
const (
	goodCode   = "281234567890123456"
	freshCode  = "289876543210987654"
	wechatCode = "131234567890123456"
)

// hold is how long the counter of these tests shows a verdict.
const hold = 6 * time.Second

// diary notes, in one order, what became durable and what was shown.
type diary struct {
	mu    sync.Mutex
	lines []string
}

func (d *diary) note(format string, args ...any) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.lines = append(d.lines, fmt.Sprintf(format, args...))
}

func (d *diary) all() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return strings.Join(d.lines, ", ")
}

// store notes each save once it is done.
type store struct {
	*paymenttest.Memory

	diary *diary
}

func (s store) Save(p payment.Payment, n payment.Notice) error {
	if err := s.Memory.Save(p, n); err != nil {
		s.diary.note("save failed")
		return err
	}
	s.diary.note("save %s", p.State)
	return nil
}

// screen is a customer display that notes what it shows.
type screen struct {
	mu    sync.Mutex
	view  display.View
	views []display.Kind
	diary *diary
	gate  chan struct{} // if not nil, Show waits for it
}

func (s *screen) Show(v display.View) {
	s.mu.Lock()
	gate := s.gate
	s.mu.Unlock()
	if gate != nil {
		<-gate
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.view = v
	s.views = append(s.views, v.Kind)
	s.diary.note("show %s", v.Kind)
}

func (s *screen) now() display.View {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.view
}

// seen returns the kinds of all views so far.
func (s *screen) seen() []display.Kind {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.views)
}

// counter is a till with a real Cashier, a real scanner inbox, and a bank behind them. It lives in a bubble of virtual time.
type counter struct {
	*till.Till

	t       *testing.T
	diary   *diary
	bank    *paymenttest.Bank
	store   store
	inbox   *scanner.Inbox
	drops   []scanner.Drop
	screen  *screen
	cashier *payment.Cashier
	warmed  atomic.Int32
	changes atomic.Int32
	heard   []till.Signal
	why     words.Message // forbids sales
	stop    func()
}

// open opens a counter whose parts tune has changed; tune may be nil.
func open(t *testing.T, tune func(*till.Parts)) *counter {
	t.Helper()
	return openOn(t, paymenttest.NewBank(), paymenttest.NewMemory(), tune)
}

// openOn opens a counter on what a process before it left.
func openOn(t *testing.T, bank *paymenttest.Bank, disk *paymenttest.Memory, tune func(*till.Parts)) *counter {
	t.Helper()
	c := &counter{t: t, diary: &diary{}, bank: bank}
	c.store = store{disk, c.diary}
	c.inbox = scanner.NewInbox(func(_ scanner.Scan, why scanner.Drop) { c.drops = append(c.drops, why) })
	c.screen = &screen{diary: c.diary}
	rules := payment.DefaultPolicy()
	rules.ShowFor(2 * time.Minute)
	var err error
	c.cashier, err = payment.NewCashier(payment.Parts{
		Gateway: c.bank, Store: c.store, Rules: rules, Random: rand.Reader,
		Listener: payment.Listener{
			Payment: func(n payment.Notice, p payment.Payment) { c.Notice(n, p) },
			Broken:  func(error) { c.Halt(words.Say("till.halted")) },
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	parts := till.Parts{
		Cashier: c.cashier, Scanner: c.inbox, Display: c.screen, Signal: func(s till.Signal) { c.heard = append(c.heard, s) },
		Changed: func() { c.changes.Add(1) }, Warm: func(context.Context) { c.warmed.Add(1) },
		Ready: func() words.Message { return c.why }, Recognise: recognise,
		Rescan: true, ScanTimeout: time.Minute, Hold: hold,
	}
	if tune != nil {
		tune(&parts)
	}
	c.Till = till.New(parts)
	c.run()
	return c
}

// run lets the counter work until the test ends.
func (c *counter) run() {
	ctx, cancel := context.WithCancel(c.t.Context())
	ended := make(chan error, 2)
	go func() { ended <- c.cashier.Run(ctx) }()
	go func() { ended <- c.Run(ctx) }()
	c.stop = sync.OnceFunc(func() {
		cancel()
		for range 2 {
			if err := <-ended; err != nil {
				c.t.Error(err)
			}
		}
	})
	c.t.Cleanup(c.stop)
	synctest.Wait() // the gate is open
}

func recognise(text string) (payment.Code, error) {
	code, err := alipay.ParseCode(text, alipay.CodeRules{})
	if err != nil {
		return code, &till.NotACodeError{What: words.Say(words.Key("reason." + alipay.CodeReason(err).Code))}
	}
	return code, nil
}

func coffee() payment.Order {
	return payment.Order{Subject: "coffee", Amount: payment.Amount{Minor: 1250, Currency: "CNY"}, Source: "test"}
}

// sell begins a sale for which a code has to be scanned.
func (c *counter) sell() payment.Payment {
	c.t.Helper()
	p, err := c.Start(c.t.Context(), till.Request{Order: coffee()})
	if err != nil {
		c.t.Fatal(err)
	}
	return p
}

// scan is the customer's phone under the scanner.
func (c *counter) scan(text string) {
	c.inbox.Deliver(scanner.Scan{Text: text, At: time.Now()})
	synctest.Wait()
}

// shows fails unless the display shows kind.
func (c *counter) shows(kind display.Kind) {
	c.t.Helper()
	synctest.Wait()
	if got := c.screen.now().Kind; got != kind {
		c.t.Errorf("the display shows %s, not %s; until now: %v", got, kind, c.screen.seen())
	}
	if got := c.Sale().View.Kind; got != kind {
		c.t.Errorf("the page shows %s, not %s", got, kind)
	}
}

// says fails unless the display gives a reason and an instruction.
func (c *counter) says(reason, instruction words.Key) {
	c.t.Helper()
	v := c.screen.now()
	if v.Reason.Key != reason || v.Instruction != instruction {
		c.t.Errorf("the display says %q and %q, not %q and %q", v.Reason.Key, v.Instruction, reason, instruction)
	}
	for _, key := range []words.Key{reason, instruction} {
		if key != "" && !words.Has(key) {
			c.t.Errorf("%s has no words", key)
		}
	}
}

// meanwhile lets happen what happens while the till's loop is at something else, and then lets the loop go on.
func (c *counter) meanwhile(happens func()) {
	c.t.Helper()
	gate := make(chan struct{})
	c.screen.mu.Lock()
	c.screen.gate = gate
	c.screen.mu.Unlock()
	c.Notice(payment.NoticeChecking, c.Sale().Payment)
	synctest.Wait() // the loop is in Show
	happens()
	synctest.Wait()
	c.screen.mu.Lock()
	c.screen.gate = nil
	c.screen.mu.Unlock()
	close(gate)
	synctest.Wait()
}

// state fails unless a payment is durably in a state.
func (c *counter) state(id payment.ID, want payment.State) payment.Payment {
	c.t.Helper()
	synctest.Wait()
	p, err := c.store.Get(id)
	if err != nil {
		c.t.Fatal(err)
	}
	if p.State != want {
		c.t.Errorf("the payment is %s, not %s", p.State, want)
	}
	return p
}

// armed fails unless the scanner is armed, or not.
func (c *counter) armed(want bool) {
	c.t.Helper()
	synctest.Wait()
	if got := c.Sale().Armed; got != want {
		c.t.Errorf("armed: %t, not %t", got, want)
	}
}

// calls counts the calls of a kind that left for the bank.
func (c *counter) calls(kind paymenttest.Call) int {
	n := 0
	for _, made := range c.bank.Calls() {
		if made.Call == kind {
			n++
		}
	}
	return n
}

// bubble runs a test in virtual time.
func bubble(t *testing.T, f func(t *testing.T)) {
	t.Helper()
	t.Parallel()
	synctest.Test(t, f)
}
