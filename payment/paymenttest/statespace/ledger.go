package statespace

import "posd/payment"

// trade is what the gateway knows of one attempt's number.
type trade uint8

const (
	tradeNone     trade = iota
	tradeRefused        // no trade, and never one under this number
	tradeOffered        // there is a code that pays it, which nobody has scanned yet
	tradeWaiting        // the buyer is to confirm it
	tradeCharged        // paid
	tradeClosed         // over without payment
	tradeReversed       // was paid, and given back by cancel
)

// line is what the gateway knows of one refund's number.
type line struct {
	done    int8 // the amount that went back; 0: nothing
	refused bool // refused, and so is what left under the number before that
}

// ledger is the gateway's book. Its rules are those of the API pages.
type ledger struct {
	trades  [attempts]trade
	refunds [slots]line
}

// fate is one way in which the gateway may deal with a request.
type fate struct {
	ledger ledger
	answer answer
	fault  bool // a gateway in good order does not do this
}

func says(o payment.Outcome) answer { return answer{outcome: uint8(o)} }

// pay: a fresh number makes a trade, unless it is refused; a known one is told its state (money rule 1). An expired code makes none.
func (l ledger) pay(n uint8, fresh bool) []fate {
	become := func(t trade, a answer) fate {
		l := l
		l.trades[n] = t
		return fate{ledger: l, answer: a}
	}
	rescan := answer{outcome: uint8(payment.Refused), rescan: true}
	switch l.trades[n] {
	case tradeNone:
		if !fresh {
			return []fate{become(tradeRefused, rescan)}
		}
		return []fate{
			become(tradeCharged, says(payment.Paid)), become(tradeWaiting, says(payment.Confirming)),
			become(tradeRefused, rescan), become(tradeRefused, says(payment.Refused)),
		}
	case tradeRefused:
		return []fate{{ledger: l, answer: rescan}}
	case tradeWaiting:
		return []fate{{ledger: l, answer: says(payment.Confirming)}}
	case tradeCharged:
		return []fate{{ledger: l, answer: says(payment.Paid)}}
	case tradeOffered, tradeClosed, tradeReversed:
	}
	return []fate{{ledger: l, answer: says(payment.Unknown)}} // an error that proves nothing
}

// present: a fresh number gets a code, unless it is refused; a known one gets its code again until somebody has scanned it.
func (l ledger) present(n uint8, fresh bool) []fate {
	become := func(t trade, a answer) fate {
		l := l
		l.trades[n] = t
		return fate{ledger: l, answer: a}
	}
	switch t := l.trades[n]; {
	case t == tradeNone && fresh, t == tradeOffered && fresh:
		offered := become(tradeOffered, says(payment.Confirming))
		if t == tradeOffered {
			return []fate{offered}
		}
		return []fate{offered, become(tradeRefused, says(payment.Refused))}
	case t == tradeRefused:
		return []fate{{ledger: l, answer: says(payment.Refused)}}
	}
	return []fate{{ledger: l, answer: says(payment.Unknown)}}
}

// query tells the state. A trade that is over may also be gone without a trace, and one that is new may not be found yet.
func (l ledger) query(n uint8, fresh bool) []fate {
	told := func(outcomes ...payment.Outcome) []fate {
		var all []fate
		for _, o := range outcomes {
			all = append(all, fate{ledger: l, answer: says(o)})
		}
		return all
	}
	var all []fate
	switch t := l.trades[n]; {
	case t == tradeNone:
		return told(payment.NotFound)
	case t == tradeOffered: // some families know the number from the beginning, others once it was scanned
		return told(payment.NotFound, payment.Confirming)
	case t == tradeWaiting:
		all = told(payment.Confirming)
	case t == tradeCharged && l.back(n) < price:
		all = told(payment.Paid)
	case t == tradeCharged:
		all = told(payment.Closed)
	default:
		return told(payment.Closed, payment.NotFound)
	}
	if fresh {
		all = append(all, fate{ledger: l, answer: says(payment.NotFound), fault: true})
	}
	return all
}

// cancel succeeds for a number that was never seen, closes an unpaid trade and reverses a paid one while its window is open (money
// rules 5 and 6). It may be refused, and whether it says that money went back depends on the family. A part of the gateway that does not
// know a new trade yet says done, and does nothing.
func (l ledger) cancel(n uint8, unseen bool) []fate {
	refused := fate{ledger: l, answer: says(payment.Refused), fault: l.trades[n] != tradeCharged}
	done := fate{ledger: l, answer: says(payment.Done)}
	var idle []fate
	if unseen {
		idle = []fate{{ledger: l, answer: says(payment.Done), fault: true}}
	}
	switch l.trades[n] {
	case tradeOffered, tradeWaiting:
		done.ledger.trades[n] = tradeClosed
	case tradeCharged:
		if l.back(n) > 0 {
			return []fate{refused}
		}
		done.ledger.trades[n] = tradeReversed
		loud := done
		loud.answer.returned = true
		return append([]fate{refused, done, loud}, idle...)
	case tradeNone, tradeRefused, tradeClosed, tradeReversed:
	}
	return append([]fate{refused, done}, idle...)
}

// refund executes a number once. A refusal is a verdict on all that left under the number before it.
func (l ledger) refund(slot, n uint8, amount int8) []fate {
	done, refused := fate{ledger: l, answer: says(payment.Done)}, fate{ledger: l, answer: says(payment.Refused)}
	refused.ledger.refunds[slot].refused = true
	switch {
	case l.refunds[slot].done != 0:
		return []fate{done}
	case l.refunds[slot].refused, l.trades[n] != tradeCharged, l.back(n)+amount > price:
		return []fate{refused}
	}
	done.ledger.refunds[slot].done = amount
	refused.fault = true
	return []fate{done, refused}
}

// left notes that a request leaves under a refund's number: a refusal that was given before says nothing about it.
func (l *ledger) left(slot uint8) { l.refunds[slot].refused = false }

// refundsOf returns the attempt that a refund's number is about: the one whose late payment it returns, or the one that was paid.
func (l ledger) refundsOf(slot uint8) uint8 {
	if slot < attempts {
		return slot
	}
	for n := range uint8(attempts) {
		if l.trades[n] == tradeCharged {
			return n
		}
	}
	return 0
}

// back returns what was refunded of a trade.
func (l ledger) back(n uint8) int8 {
	sum := l.refunds[n].done
	if l.trades[n] != tradeCharged {
		return sum
	}
	for slot := attempts; slot < slots; slot++ {
		sum += l.refunds[slot].done
	}
	return sum
}

// net returns what the merchant has got under an attempt's number.
func (l ledger) net(n uint8) int8 {
	if l.trades[n] != tradeCharged {
		return 0
	}
	return price - l.back(n)
}
