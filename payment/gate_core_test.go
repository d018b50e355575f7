package payment_test

import (
	"testing"
	"time"

	"posd/payment"
	"posd/payment/paymenttest"
)

var proof = payment.Answer{Outcome: payment.Done, Signed: true}

// TestTheGateIsToldOnceForEachCause: every sale that meets the same refusal does not tell it anew, another cause is told.
func TestTheGateIsToldOnceForEachCause(t *testing.T) {
	t.Parallel()
	var heard []string
	c, hands := ready(t, paymenttest.NewMemory(), payment.Listener{Gate: func(g payment.Gate) { heard = append(heard, g.Cause.Code) }})
	ids := []payment.ID{begun(t, c, 1), begun(t, c, 2), begun(t, c, 3)}
	heard, hands.probes = nil, 0
	for i, cause := range []string{"our_key_refused", "our_key_refused", "merchant_unknown"} {
		answer(t, c, ids[i], payment.EffPay, payment.Answer{Denied: true, Reason: payment.Reason{Code: cause}})
	}
	if len(heard) != 2 || heard[0] != "our_key_refused" || heard[1] != "merchant_unknown" || hands.probes != 1 {
		t.Errorf("heard %q, and %d probes left at once", heard, hands.probes)
	}
}

// TestARefusalOfTheKeysDoesNotHideABrokenJournal, nor is the gateway asked then.
func TestARefusalOfTheKeysDoesNotHideABrokenJournal(t *testing.T) {
	t.Parallel()
	disk := &moody{Memory: paymenttest.NewMemory()}
	c, hands := ready(t, disk, payment.Listener{})
	refusedWrite, later := begun(t, c, 1), begun(t, c, 2)
	disk.refuses = true
	answer(t, c, refusedWrite, payment.EffPay, signedPaid)
	probes := hands.probes
	answer(t, c, later, payment.EffPay, payment.Answer{Denied: true, Reason: payment.Reason{Code: "our_key_refused"}})
	if gate := c.Gate(); gate.Cause.Code != payment.CauseJournal || hands.probes != probes {
		t.Errorf("the gate is %+v, %d probes left", gate, hands.probes-probes)
	}
}

// TestPausesBetweenProbes double while the gateway refuses, begin anew after a proof, and end when somebody asks at once.
func TestPausesBetweenProbes(t *testing.T) {
	t.Parallel()
	c, hands := ready(t, paymenttest.NewMemory(), payment.Listener{})
	const s = time.Second
	for i, want := range []time.Duration{1 * s, 2 * s, 4 * s, 0, 1 * s, 2 * s} {
		c.Probe()
		if hands.again != 0 {
			t.Errorf("a probe has left, and another one is due in %v", hands.again)
		}
		if c.Probed(payment.Answer{}); want == 0 {
			c.Probe()
			c.Probed(proof)
		}
		if hands.again != want {
			t.Errorf("after answer %d the next probe is due in %v, not in %v", i, hands.again, want)
		}
	}
}
