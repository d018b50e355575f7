package payment_test

import (
	"crypto/rand"
	"errors"
	"strings"
	"testing"
	"time"

	"posd/payment"
	"posd/payment/paymenttest"
)

// still are hands that do nothing but note: whoever holds them brings answers himself.
type still struct {
	calls  []payment.EffectKind
	timers map[payment.ID]uint32
	probes int
	again  time.Duration // when the next probe is due
}

func (h *still) Call(_ payment.Payment, e payment.Effect)        { h.calls = append(h.calls, e.Kind) }
func (h *still) Probe()                                          { h.probes++ }
func (h *still) Wake(id payment.ID, seq uint32, _ time.Duration) { h.timers[id] = seq }
func (h *still) Quiet(id payment.ID)                             { delete(h.timers, id) }
func (h *still) ProbeAfter(after time.Duration)                  { h.again = after }
func (h *still) last() payment.EffectKind                        { return h.calls[len(h.calls)-1] }

// ready is a Core whose gateway has answered a probe.
func ready(t *testing.T, store payment.Store, hear payment.Listener) (*payment.Core, *still) {
	t.Helper()
	hands := &still{timers: map[payment.ID]uint32{}}
	c, err := payment.NewCore(payment.Parts{Store: store, Rules: payment.DefaultPolicy(), Random: rand.Reader, Listener: hear}, hands)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	c.Probed(payment.Answer{Outcome: payment.Done, Signed: true})
	return c, hands
}

// answer brings the answer to the call that a payment waits for.
func answer(t *testing.T, c *payment.Core, id payment.ID, kind payment.EffectKind, a payment.Answer) payment.Payment {
	t.Helper()
	p, err := c.Get(id)
	if err != nil {
		t.Fatal(err)
	}
	c.Answered(id, payment.Effect{Kind: kind, Seq: p.Flight.Seq}, a)
	if p, err = c.Get(id); err != nil {
		t.Fatal(err)
	}
	return p
}

// TestARefundKeyBelongsToOneRequest: the same request finds its refund, another one is refused.
func TestARefundKeyBelongsToOneRequest(t *testing.T) {
	t.Parallel()
	c, _ := ready(t, paymenttest.NewMemory(), payment.Listener{})
	p, err := c.Begin(coffee, code)
	if err != nil {
		t.Fatal(err)
	}
	want(t, answer(t, c, p.ID, payment.EffPay, payment.Answer{Outcome: payment.Paid, Signed: true}), payment.StatePaid)
	ask := payment.Refund{Amount: payment.Amount{Minor: 100, Currency: "CNY"}, Key: "k", Digest: "d"}
	_, first, err := c.Refund(p.ID, ask)
	if err != nil || first.Number == "" {
		t.Fatalf("%+v, %v", first, err)
	}
	if _, again, err := c.Refund(p.ID, ask); err != nil || again.Number != first.Number {
		t.Errorf("the same request: %+v, %v", again, err)
	}
	ask.Digest = "e"
	if _, _, err := c.Refund(p.ID, ask); !errors.Is(err, payment.ErrKeyReused) {
		t.Errorf("another request under the key: %v", err)
	}
}

// TestABrokenJournalIsSaidOnceAndParksWhatIsInFlight: the payment stays as the journal last knew it, and nothing more leaves for it.
func TestABrokenJournalIsSaidOnceAndParksWhatIsInFlight(t *testing.T) {
	t.Parallel()
	store, said := paymenttest.NewMemory(), 0
	c, hands := ready(t, store, payment.Listener{Broken: func(err error) {
		if said++; !errors.Is(err, paymenttest.ErrDisk) {
			t.Errorf("broken for %v", err)
		}
	}})
	p, err := c.Begin(coffee, code)
	if err != nil {
		t.Fatal(err)
	}
	store.Break()
	before := p.Flight
	p = answer(t, c, p.ID, payment.EffPay, payment.Answer{Outcome: payment.Paid, Signed: true})
	if p.State != payment.StateSending || p.Flight.Kind != payment.FlightNone || p.Flight.Seq != before.Seq+1 {
		t.Errorf("parked as %s with %+v under way", p.State, p.Flight)
	}
	if c.Answered(p.ID, payment.Effect{Kind: payment.EffPay, Seq: before.Seq}, payment.Answer{}); hands.last() != payment.EffPay {
		t.Errorf("a %s left after the journal broke", hands.last())
	}
	if _, err := c.Begin(coffee, payment.NewCode("289999999999999999")); !errors.Is(err, payment.ErrNotReady) || said != 1 {
		t.Errorf("a sale on a broken journal: %v; said %d times", err, said)
	}
}

// TestWordsOfTheProtocol: they are in logs and in the documentation, so nobody changes them by accident.
func TestWordsOfTheProtocol(t *testing.T) {
	t.Parallel()
	for k, word := range map[payment.EventKind]string{
		payment.EvCreate: "create", payment.EvCode: "code", payment.EvStop: "stop", payment.EvAnswer: "answer",
		payment.EvWake: "wake", payment.EvRefund: "refund", payment.EvRestart: "restart",
	} {
		if k.String() != word {
			t.Errorf("event %d is %s, not %s", k, k, word)
		}
	}
	for k, word := range map[payment.EffectKind]string{
		payment.EffSave: "save", payment.EffPay: "pay", payment.EffQuery: "query", payment.EffCancel: "cancel",
		payment.EffRefund: "refund", payment.EffWake: "wake", payment.EffTell: "tell", payment.EffReport: "report",
	} {
		if k.String() != word {
			t.Errorf("effect %d is %s, not %s", k, k, word)
		}
	}
}

// TestNoJumpOfTheClockTouchesUsedCodes: the wall clock may go where it likes, a code is known for its minute and good after two.
func TestNoJumpOfTheClockTouchesUsedCodes(t *testing.T) {
	t.Parallel()
	for name, jump := range map[string]time.Duration{"a year on": 8760 * time.Hour, "two minutes on": 2 * time.Minute, "a year back": -8760 * time.Hour, "none": 0} {
		wall, on := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC), time.Duration(0)
		c, err := payment.NewCore(payment.Parts{
			Store: paymenttest.NewMemory(), Rules: payment.DefaultPolicy(), Random: rand.Reader,
			Now: func() time.Time { return wall.Add(on) }, Uptime: func() time.Duration { return on },
		}, &still{})
		if err != nil {
			t.Fatal(err)
		}
		c.Probed(payment.Answer{Outcome: payment.Done, Signed: true})
		if _, err := c.Begin(coffee, code); err != nil {
			t.Fatal(err)
		}
		wall = wall.Add(jump)
		for _, on = range []time.Duration{0, time.Second, time.Minute - 1} {
			if _, err := c.Begin(coffee, code); !errors.Is(err, payment.ErrCodeUsed) {
				t.Errorf("%s: after %v the code is taken again: %v", name, on, err)
			}
		}
		on = 2 * time.Minute
		if _, err := c.Begin(coffee, code); err != nil {
			t.Errorf("%s: after two minutes the code is refused: %v", name, err)
		}
	}
}

// TestNumbersAreDigitsWithoutATerminalsOwn: a Core that is given no digits of its terminal draws random ones.
func TestNumbersAreDigitsWithoutATerminalsOwn(t *testing.T) {
	t.Parallel()
	c, _ := ready(t, paymenttest.NewMemory(), payment.Listener{})
	if id := string(begun(t, c, 1)); len(id) != 20 || id[0] != '9' || strings.Trim(id, "0123456789") != "" {
		t.Errorf("a payment is called %s", id)
	}
}
