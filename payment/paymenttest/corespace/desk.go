package corespace

import (
	"errors"
	"fmt"
	"slices"

	"posd/payment"
)

// doBegin brings the order, with a code at once or without, and holds what becomes of it against the rules.
func (w *world) doBegin(coded bool) {
	w.begins++
	open, free, sales := w.open, w.free(), len(w.sales)
	ref := order
	if w.scope.Given && w.begins > 1 {
		ref, free = "", true
	}
	o := payment.Order{Ref: ref, Subject: "x", Amount: payment.Amount{Minor: price, Currency: "CNY"}, KeepOpen: w.scope.Attempts > 1}
	code := payment.Code{}
	if coded {
		code = w.code()
	}
	_, err := w.core.Begin(o, code)
	switch {
	case !open && (!errors.Is(err, payment.ErrNotReady) || len(w.sales) > sales):
		w.violate("promise 28: an order is taken while the gate is shut: %v", err)
	case open && errors.Is(err, payment.ErrNotReady):
		w.violate("promise 28: an order is refused while the gate is open: %v", err)
	case open && !free && (!errors.Is(err, payment.ErrState) || len(w.sales) > sales):
		w.violate("promise 2: an order is taken a second time: %v", err)
	case open && free && err != nil && !w.refuses:
		w.violate("promise 2: an order that is closed is refused: %v", err)
	}
}

// free reports whether the order may be sold (again): each sale of it is closed, or only watched.
func (w *world) free() bool {
	closed := []payment.State{payment.StateRefused, payment.StateNotSent, payment.StateCancelled, payment.StateWatched, payment.StateRefunded}
	return !slices.ContainsFunc(w.sales, func(s *sale) bool { return !slices.Contains(closed, s.kept.State) })
}

func (w *world) code() payment.Code {
	w.codes++
	return payment.NewCode(fmt.Sprintf("28%016d", w.codes))
}

func (w *world) doScan(s *sale) {
	open := w.open
	_, err := w.core.Scan(s.id, w.code())
	if open == errors.Is(err, payment.ErrNotReady) {
		w.violate("promise 28: the gate is open: %v, and a scan brings %v", open, err)
	}
}

// ways are those in which a call may end; see answered. That our key is refused, the last of a pay and of a query, is about the gate.
func (w *world) ways(call payment.EffectKind) []string {
	all := callWays[call]
	if !w.scope.Gate && (call == payment.EffPay || call == payment.EffQuery) {
		return all[:len(all)-1]
	}
	return all
}

var callWays = map[payment.EffectKind][]string{ //nolint:exhaustive // the others are no calls
	payment.EffPay: {
		"is charged", "is refused for its code", "is refused", "is charged, and nobody hears of it", "is lost on its way", "does not leave",
		"is answered by a refusal of our key",
	},
	payment.EffQuery:  {"is answered truly", "is lost", "is answered by a refusal of our key"},
	payment.EffCancel: {"is done", "is refused", "is done, and nobody hears of it", "is lost on its way"},
	payment.EffRefund: {"is done", "is done, and nobody hears of it", "is lost"},
}

// probeWays are those in which a probe may end, where that is left open.
var probeWays = []string{"signed", "not signed", "by a refusal of our key", "by nobody"}

// probed answers the probe: signed; as it should be but for the signature; with a refusal of our key; not at all.
func (w *world) probed(way int) {
	w.probing = false
	a := payment.Answer{Outcome: payment.Done, Signed: way == 0}
	switch way {
	case 1:
		a.Reason.Code = "answer_unsigned"
	case 2:
		a = payment.Answer{Outcome: payment.Unknown, Denied: true, Reason: payment.Reason{Code: "our_key_refused"}}
	case 3:
		a = payment.Answer{Outcome: payment.Unknown, Reason: payment.Reason{Code: "no_network"}}
	}
	if !w.broken {
		w.open = way == 0
		w.waited = min(max(2*w.waited, probeLeast), probeMost)
		if w.open {
			w.waited = 0
		}
	}
	if w.mistake == ProbeTrusted {
		a.Signed = true
	}
	w.core.Probed(a)
}
