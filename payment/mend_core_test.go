package payment_test

import (
	"errors"
	"slices"
	"strconv"
	"testing"

	"posd/payment"
	"posd/payment/paymenttest"
)

// moody is a disk that refuses while a test says so, and keeps what it refuses if the test says that too.
type moody struct {
	*paymenttest.Memory

	refuses, keeps bool
	blind          bool // it cannot be read
}

func (m *moody) Open() ([]payment.Payment, error) {
	if m.blind {
		return nil, errFull
	}
	return m.Memory.Open()
}

func (m *moody) Save(p payment.Payment, n payment.Notice) error {
	if !m.refuses || m.keeps {
		if err := m.Memory.Save(p, n); err != nil {
			return err
		}
	}
	if m.refuses {
		return errFull
	}
	return nil
}

var (
	signedPaid = payment.Answer{Outcome: payment.Paid, Signed: true}
	nothing    = payment.Answer{}
)

// begun sells coffee under a code of its own.
func begun(t *testing.T, c *payment.Core, n int) payment.ID {
	t.Helper()
	p, err := c.Begin(coffee, payment.NewCode("28000000000000000"+strconv.Itoa(n)))
	if err != nil {
		t.Fatal(err)
	}
	return p.ID
}

// givenUp sells coffee that nobody pays for: a timer runs after the first cancel.
func givenUp(t *testing.T, c *payment.Core, n int) payment.ID {
	t.Helper()
	id := begun(t, c, n)
	answer(t, c, id, payment.EffPay, nothing)
	if _, err := c.Stop(id); err != nil {
		t.Fatal(err)
	}
	want(t, answer(t, c, id, payment.EffQuery, nothing), payment.StateCancelling)
	answer(t, c, id, payment.EffCancel, nothing)
	return id
}

// TestOnlyQueriesLeaveOnceTheJournalIsBroken: a cancel and a refund whose intent is durable wait too, until there is room or a new
// start, and then go out under the same numbers.
func TestOnlyQueriesLeaveOnceTheJournalIsBroken(t *testing.T) {
	t.Parallel()
	disk := &moody{Memory: paymenttest.NewMemory()}
	c, hands := ready(t, disk, payment.Listener{})
	cancelling := givenUp(t, c, 1)
	alarmed := givenUp(t, c, 2)
	for p, _ := c.Get(alarmed); p.State == payment.StateCancelling; {
		c.Woke(alarmed, hands.timers[alarmed])
		p = answer(t, c, alarmed, payment.EffCancel, nothing)
	}
	asked := begun(t, c, 3)
	answer(t, c, asked, payment.EffPay, nothing)
	refunding := begun(t, c, 4)
	answer(t, c, refunding, payment.EffPay, signedPaid)
	_, refund, err := c.Refund(refunding, payment.Refund{Amount: coffee.Amount})
	if err != nil {
		t.Fatal(err)
	}
	answer(t, c, refunding, payment.EffRefund, nothing)
	last := begun(t, c, 5)

	disk.refuses = true
	answer(t, c, last, payment.EffPay, signedPaid) // whose record the disk refuses
	hands.calls = nil
	for _, id := range []payment.ID{cancelling, alarmed, asked, refunding} {
		c.Woke(id, hands.timers[id])
	}
	answer(t, c, alarmed, payment.EffQuery, nothing) // would be followed by a cancel
	if !slices.Equal(hands.calls, []payment.EffectKind{payment.EffQuery, payment.EffQuery}) {
		t.Errorf("on a broken journal these left: %v", hands.calls)
	}
	want(t, answer(t, c, asked, payment.EffQuery, nothing), payment.StateUnknown)

	disk.refuses, hands.calls = false, nil
	c.Mend()
	slices.Sort(hands.calls)
	if !slices.Equal(hands.calls, []payment.EffectKind{payment.EffQuery, payment.EffQuery, payment.EffCancel, payment.EffRefund}) {
		t.Errorf("once there was room these left: %v", hands.calls)
	}
	if got := answer(t, c, refunding, payment.EffRefund, payment.Answer{Outcome: payment.Done, Signed: true}); got.State != payment.StateRefunded ||
		got.Refunds[0].Number != refund.Number {
		t.Errorf("the refund: %+v", got)
	}
	want(t, answer(t, c, last, payment.EffQuery, signedPaid), payment.StatePaid)
}

// TestMendGoesByWhatTheStoreHolds: a refused write may be there all the same. What it made final is left alone, what it began is
// asked for.
func TestMendGoesByWhatTheStoreHolds(t *testing.T) {
	t.Parallel()
	disk := &moody{Memory: paymenttest.NewMemory()}
	c, hands := ready(t, disk, payment.Listener{})
	paid, untouched := begun(t, c, 1), begun(t, c, 2)
	disk.refuses, disk.keeps = true, true
	answer(t, c, paid, payment.EffPay, signedPaid)
	disk.refuses, hands.calls = false, nil
	before, err := c.Get(untouched)
	if err != nil {
		t.Fatal(err)
	}
	c.Mend()
	if got, err := c.Get(paid); err != nil || got.State != payment.StatePaid || len(hands.calls) > 0 {
		t.Errorf("it is %s (%v), and %v left", got.State, err, hands.calls)
	}
	if after, err := c.Get(untouched); err != nil || after.Flight != before.Flight {
		t.Errorf("a sale that waits for its answer: %+v became %+v (%v)", before.Flight, after.Flight, err)
	}

	if gate := c.Gate(); gate.Open || gate.Cause.Code != payment.CauseStarting {
		t.Errorf("before the gateway has answered again the gate is %+v", gate)
	}
	c.Probed(proof)
	disk.refuses = true
	if _, err := c.Begin(coffee, payment.NewCode("280000000000000003")); !errors.Is(err, payment.ErrStore) {
		t.Fatal(err)
	}
	disk.refuses = false
	c.Mend()
	open, err := disk.Open()
	if err != nil || len(open) != 2 {
		t.Fatalf("%v open, %v", open, err)
	}
	for _, p := range open {
		if p.ID != untouched && (p.State != payment.StateUnknown || hands.last() != payment.EffQuery) {
			t.Errorf("what was begun and refused is %s, and last left a %s", p.State, hands.last())
		}
	}
}

// TestAnAnswerFromBeforeTheMendingFitsNothing: a call's number is not given twice.
func TestAnAnswerFromBeforeTheMendingFitsNothing(t *testing.T) {
	t.Parallel()
	disk := &moody{Memory: paymenttest.NewMemory()}
	c, _ := ready(t, disk, payment.Listener{})
	id := begun(t, c, 1)
	disk.refuses = true
	before, _ := c.Get(id)
	answer(t, c, id, payment.EffPay, signedPaid)
	disk.refuses = false
	c.Mend()
	if after, _ := c.Get(id); after.Flight.Seq <= before.Flight.Seq {
		t.Errorf("call %d comes after call %d", after.Flight.Seq, before.Flight.Seq)
	}
}

// TestNothingIsMendedThatIsNotBroken, nor once the Core closes.
func TestNothingIsMendedThatIsNotBroken(t *testing.T) {
	t.Parallel()
	disk := &moody{Memory: paymenttest.NewMemory()}
	c, hands := ready(t, disk, payment.Listener{})
	id, probes := begun(t, c, 1), hands.probes
	if c.Mend(); !c.Gate().Open || hands.probes != probes {
		t.Error("a Core in good order asks anew")
	}
	disk.refuses = true
	answer(t, c, id, payment.EffPay, signedPaid)
	c.Close()
	disk.refuses = false
	if c.Mend(); c.Gate().Cause.Code != payment.CauseJournal || hands.last() != payment.EffPay {
		t.Errorf("a Core that closes goes on: %+v, and last left a %s", c.Gate(), hands.last())
	}
}

// TestWhatWasMendedOnceIsLeftAloneTheSecondTime: only what the present failure has stopped is taken up again.
func TestWhatWasMendedOnceIsLeftAloneTheSecondTime(t *testing.T) {
	t.Parallel()
	disk := &moody{Memory: paymenttest.NewMemory()}
	c, hands := ready(t, disk, payment.Listener{})
	first, second := begun(t, c, 1), begun(t, c, 2)
	for _, id := range []payment.ID{first, second} {
		disk.refuses = true
		answer(t, c, id, payment.EffPay, signedPaid)
		disk.refuses, hands.calls = false, nil
		if c.Mend(); !slices.Equal(hands.calls, []payment.EffectKind{payment.EffQuery}) {
			t.Errorf("%v left", hands.calls)
		}
	}
}

// TestNothingGoesOnWhileTheStoreCannotBeRead: nobody knows what to take up.
func TestNothingGoesOnWhileTheStoreCannotBeRead(t *testing.T) {
	t.Parallel()
	disk := &moody{Memory: paymenttest.NewMemory()}
	c, hands := ready(t, disk, payment.Listener{})
	id := begun(t, c, 1)
	disk.refuses = true
	answer(t, c, id, payment.EffPay, signedPaid)
	disk.refuses, disk.blind = false, true
	probes := hands.probes
	if c.Mend(); c.Gate().Cause.Code != payment.CauseJournal || hands.probes != probes {
		t.Errorf("the gate is %+v, %d probes left", c.Gate(), hands.probes-probes)
	}
	disk.blind = false
	if c.Mend(); c.Gate().Cause.Code != payment.CauseStarting || hands.last() != payment.EffQuery {
		t.Errorf("the gate is %+v, last left a %s", c.Gate(), hands.last())
	}
}

// TestASaleWhoseCodeTheDiskRefusedIsClosed: nothing was sent for it, and nobody waits for it any more.
func TestASaleWhoseCodeTheDiskRefusedIsClosed(t *testing.T) {
	t.Parallel()
	disk := &moody{Memory: paymenttest.NewMemory()}
	c, _ := ready(t, disk, payment.Listener{})
	p, err := c.Begin(coffee, payment.Code{})
	if err != nil {
		t.Fatal(err)
	}
	disk.refuses = true
	if _, err := c.Scan(p.ID, code); !errors.Is(err, payment.ErrStore) {
		t.Fatal(err)
	}
	disk.refuses = false
	c.Mend()
	if p, err = c.Get(p.ID); err != nil || p.State != payment.StateCancelled {
		t.Errorf("it is %s (%v)", p.State, err)
	}
}
