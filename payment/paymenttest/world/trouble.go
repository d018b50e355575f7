package world

import (
	"time"

	"posd/payment"
)

// What can be drawn for each call; what is named more often comes more often.
var (
	payTroubles = []Fault{
		FaultNotSent, FaultLostRequest, FaultLostAnswer, FaultLostAnswer, FaultSlow, FaultUnknownDone, FaultUnknown, FaultForged,
		FaultDenied, FaultNoAnswer, FaultBehindCancel, FaultBehindCancel, FaultBehindCancel, FaultTwice,
	}
	queryTroubles = []Fault{
		FaultNotSent,
		FaultNotSent, FaultLostRequest, FaultLostAnswer, FaultSlow, FaultUnknownDone, FaultForged, FaultDenied, FaultNoAnswer,
		FaultNotYetFound, FaultNotYetFound, FaultNotYetFound, FaultNotYetFound,
	}
	cancelTroubles = []Fault{
		FaultNotSent, FaultLostRequest, FaultLostAnswer, FaultLostAnswer, FaultSlow, FaultUnknown, FaultForged, FaultDenied,
		FaultNoAnswer, FaultBehindCancel, FaultTwice, FaultCancelRefused, FaultCancelRefused, FaultCancelRefused,
		FaultCancelRetry, FaultCancelRetry, FaultCancelRetry,
	}
	refundTroubles = []Fault{
		FaultNotSent, FaultNotSent, FaultNotSent, FaultLostRequest, FaultLostAnswer, FaultSlow, FaultUnknownDone, FaultForged, FaultDenied, FaultNoAnswer,
		FaultBehindCancel, FaultTwice, FaultRefundRefused, FaultRefundRefused, FaultRefundRefused, FaultRefundRefused,
		FaultRefundRefused, FaultRefundRefused,
	}
)

func troublesOf(k payment.EffectKind) []Fault {
	switch k {
	case payment.EffPay, payment.EffPresent:
		return payTroubles
	case payment.EffQuery:
		return queryTroubles
	case payment.EffCancel:
		return cancelTroubles
	case payment.EffRefund, payment.EffSave, payment.EffWake, payment.EffTell, payment.EffReport:
	}
	return refundTroubles
}

// strays are the outcomes that are no answers to each call: they prove nothing, however well they are signed.
func strays(k payment.EffectKind) []payment.Outcome {
	switch k {
	case payment.EffPay:
		return []payment.Outcome{payment.Closed, payment.NotFound, payment.Done}
	case payment.EffPresent:
		return []payment.Outcome{payment.Paid, payment.Paid, payment.Closed, payment.NotFound, payment.Done, payment.Confirming}
	case payment.EffQuery:
		return []payment.Outcome{payment.Refused, payment.Done}
	case payment.EffCancel, payment.EffRefund, payment.EffSave, payment.EffWake, payment.EffTell, payment.EffReport:
	}
	return []payment.Outcome{payment.Paid, payment.Confirming, payment.Closed, payment.NotFound}
}

// luck says how likely each call of a sale meets trouble.
type luck uint8

const (
	luckGood luck = iota
	luckMixed
	luckBad
	luckWorst
)

// troublesPerSale is where even the worst luck ends, so that no sale keeps the storm to itself.
const troublesPerSale = 24

// luck draws it; most customers have the good one.
func (w *World) luck() luck {
	switch x := w.Float64(); {
	case x < 0.73:
		return luckGood
	case x < 0.86:
		return luckMixed
	case x < 0.96:
		return luckBad
	}
	return luckWorst
}

func (l luck) bad(in payment.State) float64 {
	rare := in == payment.StateQuerying || in == payment.StateUnresolved || in == payment.StateRefunding || in == payment.StateWatched
	switch {
	case l == luckWorst && in != payment.StateWatched:
		return 0.9
	case l == luckMixed && !rare:
		return 0.2
	}
	return 0.5
}

// troubleOf draws what happens to a call.
func (w *World) troubleOf(s *sale, x *letter) trouble {
	if w.calm() {
		return trouble{}
	}
	t := trouble{fault: faults}
	switch {
	case w.line.cut(w.now):
		t = w.outage(x.kind)
	case s.luck != luckGood && s.troubles < troublesPerSale && w.chance(s.luck.bad(s.kept.State)):
		s.troubles++
		choices := troublesOf(x.kind)
		f := choices[w.IntN(len(choices))]
		if s.luck == luckWorst && w.chance(0.5) {
			f = FaultNoAnswer
		}
		t = w.suffer(f, x)
	}
	if t.fault < faults {
		w.met(s, t.fault)
	}
	return t
}

// outage draws how nothing comes back. Only a pay may still get through: that leaves charged what nobody can ask about.
func (w *World) outage(k payment.EffectKind) trouble {
	if (k == payment.EffPay || k == payment.EffPresent) && w.chance(0.6) {
		return trouble{fault: FaultOutage, silent: true}
	}
	if w.chance(0.5) {
		return w.unsent(FaultOutage)
	}
	return trouble{fault: FaultOutage, never: true, silent: true}
}

func (w *World) unsent(f Fault) trouble {
	return trouble{fault: f, never: true, spoken: true, answer: payment.Answer{Outcome: payment.NotSent}}
}

func (w *World) suffer(f Fault, x *letter) trouble {
	t := trouble{fault: f}
	switch f {
	case FaultNotSent:
		return w.unsent(f)
	case FaultLostRequest:
		t.never, t.silent = true, true
	case FaultLostAnswer:
		t.silent = true
	case FaultSlow:
		t.arrives = w.within(time.Millisecond, 4*time.Second)
	case FaultBehindCancel:
		t.arrives = w.within(6*time.Second, oneOf(w.dice, time.Minute, 3*time.Minute, 20*time.Minute, 58*time.Minute))
	case FaultTwice:
		t.twice = w.within(time.Millisecond, oneOf(w.dice, 10*time.Second, 3*time.Minute, 58*time.Minute))
	case FaultUnknownDone:
		t.spoken, t.answer = true, signed(payment.Unknown)
	case FaultUnknown, FaultCancelRetry:
		t.never, t.spoken, t.answer = true, true, signed(payment.Unknown)
		if f == FaultCancelRetry {
			t.answer.Reason.Code = retryFlag
		}
	case FaultForged:
		forged := oneOf(w.dice, payment.Paid, payment.Refused, payment.Closed, payment.Done, payment.NotFound)
		t.never, t.spoken, t.answer = w.chance(0.5), true, payment.Answer{Outcome: forged, Returned: true}
	case FaultDenied:
		denied := payment.Answer{Denied: true, Reason: payment.Reason{Code: "our_key_refused"}}
		t.never, t.spoken, t.answer = w.chance(0.5), true, denied
	case FaultNoAnswer:
		of := strays(x.kind)
		t.never, t.spoken, t.answer = w.chance(0.5), true, signed(of[w.IntN(len(of))])
	case FaultNotYetFound:
		if !w.young(x.trade.Number) {
			return trouble{fault: faults}
		}
		t.never, t.spoken, t.answer = true, true, signed(payment.NotFound)
	case FaultCancelRefused, FaultRefundRefused:
		t.refuse = true
	}
	return t
}

// retryFlag is the reason under which a cancel was not done and wants to be tried again (40004 with retry_flag=Y).
const retryFlag = "retry"

// young reports whether a trade is so new that a query may not find it yet.
func (w *World) young(number string) bool {
	t := w.bank.find(number, w.now)
	return t != nil && w.now-t.began < moment(30*time.Second)
}
