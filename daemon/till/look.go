package till

import (
	"posd/configs/words"
	"posd/display"
	"posd/payment"
)

// look is how a notice appears at the counter.
type look struct {
	kind    display.Kind
	signal  Signal
	audible bool
	refund  bool // the amount and the reason are the newest refund's
}

var looks = map[payment.Notice]look{
	payment.NoticeCreated:       {kind: display.AskCode},
	payment.NoticeSending:       {kind: display.InProgress},
	payment.NoticePresented:     {kind: display.ShowCode, signal: SignalLook, audible: true},
	payment.NoticeConfirming:    {kind: display.Confirming, signal: SignalLook, audible: true},
	payment.NoticeChecking:      {kind: display.Checking},
	payment.NoticePaid:          {kind: display.Paid, signal: SignalGood, audible: true},
	payment.NoticePaidLate:      {kind: display.PaidLate, signal: SignalGood, audible: true},
	payment.NoticeScanAgain:     {kind: display.ScanAgain, signal: SignalLook, audible: true},
	payment.NoticeRefused:       {kind: display.Refused, signal: SignalBad, audible: true},
	payment.NoticeNotSent:       {kind: display.NotSent, signal: SignalBad, audible: true},
	payment.NoticeStopping:      {kind: display.Stopping},
	payment.NoticeCancelling:    {kind: display.Stopping},
	payment.NoticeCancelled:     {kind: display.NotPaid, signal: SignalBad, audible: true},
	payment.NoticeWatched:       {kind: display.NotPaid, signal: SignalBad, audible: true},
	payment.NoticeReturning:     {kind: display.Refunding},
	payment.NoticeReturned:      {kind: display.NotPaid, signal: SignalLook, audible: true},
	payment.NoticeUnresolved:    {kind: display.Problem, signal: SignalBad, audible: true},
	payment.NoticeRefundPending: {kind: display.Refunding, refund: true},
	payment.NoticeRefundUnknown: {kind: display.Refunding, refund: true},
	payment.NoticeRefunded:      {kind: display.Refunded, signal: SignalGood, audible: true, refund: true},
	payment.NoticeRefundRefused: {kind: display.Problem, signal: SignalBad, audible: true, refund: true},
	payment.NoticeRefundNotSent: {kind: display.Problem, signal: SignalBad, audible: true, refund: true},
}

// tell shows a notice and lets it be heard.
func (t *Till) tell(n notice) {
	l, known := looks[n.kind]
	if !known {
		return
	}
	t.show(l.view(n.p))
	if l.audible {
		t.parts.Signal(l.signal)
	}
}

// view is what the customer reads of p.
func (l look) view(p payment.Payment) display.View {
	v := saleView(l.kind, p)
	if l.refund && len(p.Refunds) > 0 {
		last := p.Refunds[len(p.Refunds)-1]
		v.Amount = last.Amount.Decimal()
		v.Reason, v.Instruction = reasonWords(last.Reason)
	}
	return v
}

// saleView is the customer's view of p with the words of its last reason.
func saleView(kind display.Kind, p payment.Payment) display.View {
	v := display.View{Kind: kind, Amount: p.Order.Amount.Decimal(), Currency: string(p.Order.Amount.Currency)}
	v.Reason, v.Instruction = reasonWords(p.Reason)
	return v
}

// reasonWords are the words of r, and of what to do about it.
func reasonWords(r payment.Reason) (what words.Message, do words.Key) {
	if r.Code == "" {
		return words.Message{}, ""
	}
	key := words.Key("reason." + r.Code)
	return words.Say(key), key + ".do"
}
