package paymenttest

import (
	"math/rand/v2"
	"time"

	"posd/payment"
)

// Hazard is a class of what goes wrong in a World.
type Hazard string

// Hazards of the line. Each stands for itself with every call that it is drawn for.
const (
	hazardNotSent       Hazard = "nothing leaves the terminal"
	hazardLostRequest   Hazard = "request lost"
	hazardLostAnswer    Hazard = "answer lost"
	hazardSlow          Hazard = "request slow"
	hazardBehindCancel  Hazard = "request arrives long after the call was given up"
	hazardTwice         Hazard = "request arrives twice"
	hazardUnknownDone   Hazard = "answered unknown, though executed"
	hazardUnknown       Hazard = "answered unknown, and not executed"
	hazardForged        Hazard = "forged verdict"
	hazardDenied        Hazard = "unsigned refusal of the keys"
	hazardOutage        Hazard = "nothing gets through for a while"
	hazardNotYetFound   Hazard = "query behind the trade"
	hazardCancelRefused Hazard = "cancel refused before its window is over"
	hazardWindowOver    Hazard = "cancel refused after its window"
	hazardRefundRefused Hazard = "refund refused"
)

// Hazards of the buyer and the cashier.
const (
	hazardRefuses       Hazard = "buyer refused for good"
	hazardRescan        Hazard = "code refused, a fresh one may cure it"
	hazardConfirms      Hazard = "buyer confirms after some queries"
	hazardNeverConfirms Hazard = "buyer never confirms"
	hazardLastInstant   Hazard = "buyer pays in the instant before the cancel"
	hazardStop          Hazard = "stop pressed"
	hazardCodeAgain     Hazard = "code scanned again"
	hazardSaleAgain     Hazard = "order begun again after it ended unpaid"
	hazardOverRefund    Hazard = "more asked back than is left"
	hazardRefundAgain   Hazard = "refund asked for again under its key"
)

// Hazards of the machine.
const (
	hazardShutdown    Hazard = "shut down in order"
	hazardCrash       Hazard = "crash at any time"
	hazardCutBefore   Hazard = "power cut before a save"
	hazardCutAfter    Hazard = "power cut between save and effect"
	hazardCutSending  Hazard = "power cut as a request leaves"
	hazardCutHearing  Hazard = "power cut as an answer comes"
	hazardRefusedSave Hazard = "disk refuses, and keeps nothing"
	hazardKeptSave    Hazard = "disk refuses, and keeps it"
)

func hazards() []Hazard {
	return []Hazard{
		hazardNotSent, hazardLostRequest, hazardLostAnswer, hazardSlow, hazardBehindCancel, hazardTwice, hazardUnknownDone,
		hazardUnknown, hazardForged, hazardDenied, hazardOutage, hazardNotYetFound, hazardCancelRefused, hazardWindowOver, hazardRefundRefused,
		hazardRefuses, hazardRescan, hazardConfirms, hazardNeverConfirms, hazardLastInstant, hazardStop, hazardCodeAgain,
		hazardSaleAgain, hazardOverRefund, hazardRefundAgain, hazardShutdown, hazardCrash, hazardCutBefore, hazardCutAfter,
		hazardCutSending, hazardCutHearing, hazardRefusedSave, hazardKeptSave,
	}
}

// dice draw from a seed.
type dice struct{ *rand.Rand }

func newDice(seed uint64, of string) dice {
	h := uint64(14695981039346656037) // FNV-1a
	for _, b := range []byte(of) {
		h = (h ^ uint64(b)) * 1099511628211
	}
	return dice{rand.New(rand.NewPCG(seed, h))} //nolint:gosec // G404: a world has to come again from its seed
}

func (d dice) chance(p float64) bool { return d.Float64() < p }

// within draws a time from least up to most, to the nanosecond, so that hardly anything happens at the same instant.
func (d dice) within(least, most time.Duration) time.Duration {
	return least + time.Duration(d.Int64N(int64(most-least)))
}

// oneOf draws an element.
func oneOf[T any](d dice, of ...T) T { return of[d.IntN(len(of))] }

// trouble draws what happens to one call in the storm. The longest delay is shorter than the time for which a number is watched.
func (d dice) trouble(call Call) (Hazard, Trouble) {
	choices := []Hazard{
		hazardNotSent, hazardLostRequest, hazardLostRequest, hazardLostAnswer, hazardLostAnswer, hazardSlow, hazardUnknownDone,
		hazardUnknown, hazardForged, hazardDenied,
	}
	switch call {
	case CallPay, CallPresent:
		choices = append(choices, hazardBehindCancel, hazardBehindCancel, hazardBehindCancel, hazardTwice)
	case CallQuery:
		choices = append(choices, hazardNotYetFound)
	case CallCancel:
		choices = append(choices, hazardBehindCancel, hazardTwice, hazardCancelRefused, hazardCancelRefused, hazardCancelRefused)
	case CallRefund:
		choices = append(choices, hazardBehindCancel, hazardTwice, hazardRefundRefused)
	case CallProbe:
	}
	h := oneOf(d, choices...)
	return h, d.suffer(h)
}

// outage draws how nothing comes back. Only a pay may still get through: that leaves charged what nobody can ask about.
func (d dice) outage(call Call) Trouble {
	if (call == CallPay || call == CallPresent) && d.chance(0.6) {
		return Trouble{LoseAnswer: true}
	}
	return oneOf(d, Trouble{LoseRequest: true}, Trouble{NotSent: true})
}

func (d dice) suffer(h Hazard) Trouble {
	verdict := func(a payment.Answer) *payment.Answer { return &a }
	switch h {
	case hazardNotSent:
		return Trouble{NotSent: true}
	case hazardLostRequest:
		return Trouble{LoseRequest: true}
	case hazardLostAnswer:
		return Trouble{LoseAnswer: true}
	case hazardSlow:
		return Trouble{Arrives: d.within(time.Millisecond, 4*time.Second)}
	case hazardBehindCancel:
		return Trouble{Arrives: d.within(6*time.Second, oneOf(d, time.Minute, 3*time.Minute, 20*time.Minute, 58*time.Minute))}
	case hazardTwice:
		return Trouble{Twice: d.within(time.Millisecond, oneOf(d, 10*time.Second, 3*time.Minute, 58*time.Minute))}
	case hazardUnknownDone:
		return Trouble{Answer: verdict(signed(payment.Unknown))}
	case hazardUnknown:
		return Trouble{Ignored: true, Answer: verdict(signed(payment.Unknown))}
	case hazardForged:
		forged := oneOf(d, payment.Paid, payment.Refused, payment.Closed, payment.Done, payment.NotFound)
		return Trouble{Ignored: d.chance(0.5), Answer: verdict(payment.Answer{Outcome: forged, Returned: true})}
	case hazardDenied:
		denied := payment.Answer{Denied: true, Reason: payment.Reason{Code: "our_key_refused"}}
		return Trouble{Ignored: d.chance(0.5), Answer: &denied}
	case hazardNotYetFound:
		return Trouble{Ignored: true, Answer: verdict(signed(payment.NotFound))}
	case hazardCancelRefused, hazardRefundRefused:
		return Trouble{Refuses: true}
	default:
		return Trouble{}
	}
}
