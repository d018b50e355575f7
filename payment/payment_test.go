package payment_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"posd/payment"
)

// codes of wallets that reach the same scanner, and of Alipay+ in the lengths to come (alipay.md, "Payment code").
var aCode = regexp.MustCompile(`^((2[5-9]|30)\d{14,30}|1[0-5]\d{16}|62\d{17})$`)

func TestNumbersAreNoPaymentCodes(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	draws := []uint64{0, 1, 9, 9_999_999_999_999_999_999, 10_000_000_000_000_000_000, math.MaxUint64}
	for range 10_000 {
		draws = append(draws, random.Uint64())
	}
	digits := regexp.MustCompile(`^[0-9]{20}$`)
	for _, draw := range draws {
		for _, number := range []string{string(payment.NewID(draw)), payment.NewRefundNumber(draw)} {
			if !digits.MatchString(number) || aCode.MatchString(number) {
				t.Fatalf("%d makes %s", draw, number)
			}
			for cut := range number { // as a scanner that loses digits at an end reads it
				if aCode.MatchString(number[:cut]) {
					t.Fatalf("%s begins like a payment code", number)
				}
			}
		}
	}
	if payment.NewID(7) == payment.NewID(8) || payment.NewID(7) != "90000000000000000007" || payment.NewRefundNumber(7) != "80000000000000000007" {
		t.Errorf("7 makes %s and %s", payment.NewID(7), payment.NewRefundNumber(7))
	}
}

func TestEachAttemptHasItsNumber(t *testing.T) {
	t.Parallel()
	p := payment.Payment{ID: "91"}
	if p.Number() != "91_0" {
		t.Errorf("first: %s", p.Number())
	}
	p.Attempt = 12
	if p.Number() != "91_12" {
		t.Errorf("thirteenth: %s", p.Number())
	}
	rules := payment.DefaultPolicy()
	p.State, p.Order.KeepOpen, p.Flight = payment.StateSending, true, payment.Flight{Seq: 1, Kind: payment.FlightPay}
	again, _ := payment.Next(p, payment.Event{Kind: payment.EvAnswer, Seq: 1, Rules: &rules, Answer: payment.Answer{
		Outcome: payment.Refused, Signed: true, Reason: payment.Reason{Action: payment.ActRescan},
	}})
	if again.State != payment.StateCreated || again.Number() != "91_13" || len(again.Spent) != 1 || again.Spent[0].Number != "91_12" {
		t.Errorf("after a refusal that a fresh code cures: %s, %s, spent %+v", again.State, again.Number(), again.Spent)
	}
	last := payment.Payment{ID: payment.NewID(math.MaxUint64), Attempt: math.MaxInt32}
	if n := len(last.Number() + "R"); n > 64 {
		t.Errorf("a number of %d characters fits no gateway", n)
	}
}

func TestOrderCheck(t *testing.T) {
	t.Parallel()
	good := payment.Order{Subject: "coffee", Amount: payment.Amount{Minor: 1, Currency: "CNY"}}
	for _, c := range []struct {
		name   string
		change func(*payment.Order)
		want   error
	}{
		{"good", func(*payment.Order) {}, nil},
		{"all members", func(o *payment.Order) {
			o.Ref, o.Operator, o.Source, o.Key, o.Digest = "A/1_2-3.4", "李", "api", "k-1", "ab"
		}, nil},
		{"longest", func(o *payment.Order) {
			o.Ref, o.Subject = strings.Repeat("z", 64), strings.Repeat("x", 256)
			o.Operator, o.Key = strings.Repeat("x", 64), strings.Repeat("9", 128)
			o.Source, o.Digest = strings.Repeat("x", 64), strings.Repeat("x", 128)
		}, nil},
		{"no amount", func(o *payment.Order) { o.Amount.Minor = 0 }, payment.ErrAmount},
		{"no subject", func(o *payment.Order) { o.Subject = "" }, payment.ErrOrder},
		{"long subject", func(o *payment.Order) { o.Subject = strings.Repeat("x", 257) }, payment.ErrOrder},
		{"broken subject", func(o *payment.Order) { o.Subject = "\xff" }, payment.ErrOrder},
		{"long number", func(o *payment.Order) { o.Ref = strings.Repeat("x", 65) }, payment.ErrOrder},
		{"number with a space", func(o *payment.Order) { o.Ref = "A 1" }, payment.ErrOrder},
		{"number with a letter beyond ASCII", func(o *payment.Order) { o.Ref = "é" }, payment.ErrOrder},
		{"number just before A", func(o *payment.Order) { o.Ref = "@" }, payment.ErrOrder},
		{"number just after Z", func(o *payment.Order) { o.Ref = "[" }, payment.ErrOrder},
		{"number just before a", func(o *payment.Order) { o.Ref = "`" }, payment.ErrOrder},
		{"number just after z", func(o *payment.Order) { o.Ref = "{" }, payment.ErrOrder},
		{"number just after 9", func(o *payment.Order) { o.Ref = ":" }, payment.ErrOrder},
		{"all that a number may hold at the ends of its ranges", func(o *payment.Order) { o.Ref = "azAZ09" }, nil},
		{"long key", func(o *payment.Order) { o.Key = strings.Repeat("x", 129) }, payment.ErrOrder},
		{"key with a line end", func(o *payment.Order) { o.Key = "a\n" }, payment.ErrOrder},
		{"long operator", func(o *payment.Order) { o.Operator = strings.Repeat("x", 65) }, payment.ErrOrder},
		{"broken operator", func(o *payment.Order) { o.Operator = "\xff" }, payment.ErrOrder},
		{"long source", func(o *payment.Order) { o.Source = strings.Repeat("x", 65) }, payment.ErrOrder},
		{"broken source", func(o *payment.Order) { o.Source = "\xff" }, payment.ErrOrder},
		{"long digest", func(o *payment.Order) { o.Digest = strings.Repeat("x", 129) }, payment.ErrOrder},
		{"broken digest", func(o *payment.Order) { o.Digest = "\xff" }, payment.ErrOrder},
	} {
		o := good
		c.change(&o)
		if err := o.Check(); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestWhatOccupiesAnOrder(t *testing.T) {
	t.Parallel()
	free := map[payment.State]bool{
		payment.StateNone: true, payment.StateRefused: true, payment.StateNotSent: true, payment.StateCancelled: true,
		payment.StateWatched: true, payment.StateRefunded: true,
	}
	for s := payment.StateNone; s <= payment.StateRefunded; s++ {
		if p := (payment.Payment{State: s}); p.Live() == free[s] {
			t.Errorf("%s: live %v", s, p.Live())
		}
	}
	if p := (payment.Payment{State: 200}); !p.Live() {
		t.Error("a state that nobody knows is taken for closed")
	}
}

func TestStatesHaveWords(t *testing.T) {
	t.Parallel()
	for s := payment.StateNone; s <= payment.StateRefunded; s++ {
		if got, ok := payment.ParseState(s.String()); got != s || !ok {
			t.Errorf("%d is %q is %d", s, s, got)
		}
	}
	if s, ok := payment.ParseState("maybe"); ok || s != payment.StateNone {
		t.Errorf("maybe is a state: %s", s)
	}
	background := map[payment.State]bool{payment.StateWatched: true, payment.StateUnresolved: true, payment.StateRefunding: true}
	for s := payment.StateNone; s <= payment.StateRefunded; s++ {
		if s.Final() != (s >= payment.StatePaid) || s.Settled() != (s.Final() || background[s]) {
			t.Errorf("%s: final %v, settled %v", s, s.Final(), s.Settled())
		}
	}
	if payment.State(200).Final() || payment.State(200).String() != "invalid" || payment.EventKind(200).String() != "invalid" ||
		payment.EffectKind(200).String() != "invalid" || payment.Outcome(200).String() != "invalid" {
		t.Error("a value that does not exist has a word")
	}
}

func TestCodesAreMasked(t *testing.T) {
	t.Parallel()
	c := payment.NewCode("281234567890123456")
	text, err := c.MarshalText()
	for _, shown := range []string{c.String(), c.GoString(), c.Masked(), c.LogValue().String(), string(text)} {
		if !strings.Contains(shown, "28****3456") || strings.Contains(shown, "1234567") {
			t.Errorf("shown as %s (%v)", shown, err)
		}
	}
	if c.GoString() != "payment.Code(28****3456)" {
		t.Errorf("%%#v is %s", c.GoString())
	}
	if payment.Mask("123456789") != "****" || payment.Mask("") != "****" || payment.Mask("1234567890") != "12****7890" {
		t.Error("short texts are not hidden whole")
	}
	if c.Reveal() != "281234567890123456" || c.IsZero() || !payment.NewCode("").IsZero() {
		t.Error("the code is not what was scanned")
	}
}
