package paymenttest

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"posd/payment"
	"posd/payment/alipay/alipaytest"
)

// stall is a terminal's client beside a simulated Alipay.
type stall struct {
	t       *testing.T
	f       Family
	alipay  *alipaytest.Alipay
	client  Client
	dialErr error // what dialling brings, if it is not a connection
	dials   atomic.Int32
	log     lockedBuffer
	codes   []string

	mu      sync.Mutex
	details []string
	calls   map[alipaytest.Call]int // that were handed to the client
	serial  int
}

// lockedBuffer is a log that several goroutines write.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

// Write appends p.
func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

// String returns what was written.
func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// at runs test at a stall, in virtual time.
func at(t *testing.T, f Family, test func(*stall)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		gateway, err := alipaytest.New(f.Opts)
		if err != nil {
			t.Fatal(err)
		}
		listener := alipaytest.NewPipeListener()
		ctx, stop := context.WithCancel(t.Context())
		served := make(chan error, 1)
		go func() { served <- gateway.Serve(ctx, listener) }()
		c := &stall{t: t, f: f, alipay: gateway, calls: make(map[alipaytest.Call]int)}
		c.client = f.Open(t, Line{
			Alipay: gateway, Log: slog.New(slog.NewTextHandler(&c.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
			Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
				c.dials.Add(1)
				if c.dialErr != nil {
					return nil, c.dialErr
				}
				return listener.Dial(ctx)
			},
		})
		test(c)
		c.clean()
		c.client.CloseIdle()
		stop()
		if err := errors.Join(<-served, gateway.Close()); err != nil {
			t.Error(err)
		}
	})
}

// attempt is one attempt at a sale.
type attempt struct {
	c      *stall
	trade  payment.TradeRequest
	code   payment.Code
	show   string    // what the code says that was made for it
	began  time.Time // of such a sale
	refund string
}

// sell mints a code that plays a scenario.
func (c *stall) sell(scenario string, value int) *attempt {
	c.t.Helper()
	code, err := c.alipay.Mint(scenario, value)
	if err != nil {
		c.t.Fatal(err)
	}
	c.serial++
	c.codes = append(c.codes, code)
	id := payment.NewID(uint64(c.serial)) //nolint:gosec // a small count
	return &attempt{
		c: c, code: payment.NewCode(code), trade: payment.TradeRequest{Number: string(id) + "_0", Amount: c.f.Amount},
		refund: "8" + string(id)[1:],
	}
}

// part is what a refund of a script gives back.
func (s *attempt) part() payment.Amount {
	return payment.Amount{Minor: s.trade.Amount.Minor / 5, Currency: s.trade.Amount.Currency}
}

// pay is the request of the sale's pay.
func (s *attempt) pay() payment.PayRequest {
	return payment.PayRequest{Number: s.trade.Number, Amount: s.trade.Amount, Subject: "茶", Code: s.code, Created: time.Now()}
}

// do makes one call by its name and holds it to the time limit.
func (s *attempt) do(call string) payment.Answer {
	s.c.t.Helper()
	ctx, start := s.c.t.Context(), time.Now()
	var a payment.Answer
	switch call {
	case "pay":
		a = s.c.client.Pay(ctx, s.pay())
	case "present":
		a = s.present(s.c.t.Context())
		s.show = a.Show
	case "query":
		a = s.c.client.Query(ctx, s.trade)
	case "cancel":
		a = s.c.client.Cancel(ctx, s.trade)
	case "refund":
		a = s.c.client.Refund(ctx, payment.RefundRequest{Trade: s.trade, Number: s.refund, Amount: s.part(), Reason: "cold"})
	default:
		s.c.t.Fatalf("no call is named %q", call)
	}
	if took := time.Since(start); took > s.c.f.Deadline {
		s.c.t.Errorf("%s took %v", call, took)
	}
	s.c.heed(call, a)
	if a.Trade.Ref != "" {
		s.trade.Ref = a.Trade.Ref
	}
	return a
}

// heed keeps what would be logged, and counts the calls of which anything may have left.
func (c *stall) heed(call string, a payment.Answer) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.details = append(c.details, a.Detail, a.Reason.Wire, a.Reason.Code)
	if a.Outcome != payment.NotSent {
		c.calls[alipaytest.Call(call)]++
	}
	if certain(a.Outcome) && !a.Signed {
		c.t.Errorf("%s: %s without a signature", call, a.Outcome)
	}
	if strings.ContainsAny(a.Detail, "\r\n") {
		c.t.Errorf("%s: detail of more than one line: %q", call, a.Detail)
	}
}

// certain outcomes come from the gateway alone.
func certain(o payment.Outcome) bool { return o != payment.Unknown && o != payment.NotSent }

// play makes the calls of a script such as "pay:unknown 3s query:paid" and checks each outcome.
func (s *attempt) play(script string) {
	s.c.t.Helper()
	for step := range strings.FieldsSeq(script) {
		if d, err := time.ParseDuration(step); err == nil {
			time.Sleep(d) //nolint:forbidigo // virtual time
			continue
		}
		if step == "scan" {
			if _, err := s.c.alipay.Ledger().Scan(s.show); err != nil {
				s.c.t.Errorf("scan of %q: %v", s.show, err)
			}
			continue
		}
		call, want, _ := strings.Cut(step, ":")
		want, reason, _ := strings.Cut(want, "/")
		a := s.do(call)
		if a.Outcome.String() != want || (reason != "" && a.Reason.Code != reason) {
			s.c.t.Errorf("%s: %s, reason %+v, %s; want %s", call, a.Outcome, a.Reason, a.Detail, step)
		}
	}
}

// clean checks that the real gateway would have taken every message, that none went out twice, and that nothing secret was said.
func (c *stall) clean() {
	c.t.Helper()
	for _, v := range c.alipay.Violations() {
		c.t.Errorf("violation: %+v", v)
	}
	arrived := make(map[alipaytest.Call]int)
	for _, e := range c.alipay.Ledger().Events(0) {
		if e.Kind == alipaytest.EventMessage && e.Note != "second copy" {
			arrived[e.Call]++
		}
	}
	for _, call := range []alipaytest.Call{alipaytest.CallPay, alipaytest.CallPresent, alipaytest.CallCancel, alipaytest.CallRefund} {
		if arrived[call] > c.calls[call] {
			c.t.Errorf("%d %s messages of %d calls: something was sent again", arrived[call], call, c.calls[call])
		}
	}
	said := c.log.String() + strings.Join(c.details, "\n")
	for _, secret := range append(c.codes, c.f.Secrets...) {
		if strings.Contains(said, secret[:min(len(secret), 10)]) {
			c.t.Errorf("%.4s... is in the log or a detail", secret)
		}
	}
}
