package admin

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"posd/configs/words"
	"posd/payment"
)

// saleLook is one payment on the page.
type saleLook struct {
	ID               payment.ID
	Time             string
	Amount           string
	Currency         payment.Currency
	Subject, Order   string
	Badge            badge
	Marks            []badge
	Reason, ReasonDo string
	Facts            []fact
	Steps            []stepLook
	Open             bool
	Href             string

	CanStop, CanPrint, CanRefund bool
	Left                         string // what can still be refunded
	AskStop, AskPrint, AskRefund string
}

type fact struct{ Name, Value string }

type stepLook struct {
	Time, Word, Reason string
	Seq                uint64
}

// lookPayments shows the newest payments, or those that were searched for.
func (s *Server) lookPayments(l *look, open []string) error {
	found, err := s.search(l.Find)
	if err != nil {
		return err
	}
	open = open[:min(len(open), pageOpen)]
	for _, p := range found {
		v := s.saleLook(l, p)
		if slices.Contains(open, string(p.ID)) {
			v.Open = true
			if v.Steps, err = s.stepLooks(l.Lang, p.ID); err != nil {
				return err
			}
		}
		l.Payments = append(l.Payments, v)
	}
	return nil
}

// search finds by the number on a receipt, by an attempt's number as Alipay's people name it, or by the till's order number.
func (s *Server) search(text string) ([]payment.Payment, error) {
	if text == "" {
		return s.parts.Payments.Recent(pagePayments)
	}
	id, _, _ := strings.Cut(text, "_")
	p, err := s.parts.Payments.Get(payment.ID(id))
	if err == nil {
		return []payment.Payment{p}, nil
	}
	if !errors.Is(err, payment.ErrUnknownPayment) {
		return nil, err
	}
	found, err := s.parts.Payments.ByOrder(text)
	return found[:min(len(found), pagePayments)], err
}

func (s *Server) saleLook(l *look, p payment.Payment) saleLook {
	job, printable := s.parts.Receipts.Of(p.ID)
	left := p.Refundable()
	v := saleLook{
		ID: p.ID, Time: s.when(p.Created), Amount: p.Order.Amount.Decimal(), Currency: p.Order.Amount.Currency,
		Subject: p.Order.Subject, Order: p.Order.Ref, Badge: stateBadge(l.Lang, p.State), Marks: marks(l.Lang, p),
		Facts: s.facts(l, p), Href: l.to(p.ID),
		CanStop: !p.State.Settled() && p.Wanted(), CanPrint: printable,
		CanRefund: left.Minor > 0 && !slices.ContainsFunc(p.Refunds, pending), Left: left.Decimal(),
		AskStop:   words.Text(l.Lang, "admin.ask_stop", p.Order.Amount.String()),
		AskPrint:  words.Text(l.Lang, "admin.ask_reprint", string(p.ID)),
		AskRefund: words.Text(l.Lang, "admin.ask_refund", "{amount} "+string(left.Currency), string(p.ID)),
	}
	if printable && job.State != "printed" {
		v.Marks = append(v.Marks, receiptBadge(l.Lang, job))
	}
	if p.Reason.Code != "" && p.State != payment.StatePaid {
		text, do := reasonWords(p.Reason)
		v.Reason, v.ReasonDo = text.In(l.Lang), do.In(l.Lang)
	}
	return v
}

func pending(f payment.Refund) bool { return !f.State.Final() }

// stateLooks gives each state its colour and sign.
var stateLooks = map[payment.State]string{
	payment.StateNone: "none", payment.StateCreated: "busy", payment.StateSending: "busy", payment.StatePresented: "busy", payment.StateConfirming: "busy",
	payment.StateUnknown: "warn", payment.StateCancelling: "busy", payment.StateQuerying: "warn", payment.StateWatched: "over",
	payment.StateUnresolved: "bad", payment.StateRefunding: "warn", payment.StatePaid: "good", payment.StateRefused: "bad",
	payment.StateNotSent: "bad", payment.StateCancelled: "over", payment.StateRefunded: "back",
}

func stateBadge(lang words.Lang, s payment.State) badge {
	return badge{stateLooks[s], words.Text(lang, words.Key("admin.state_"+s.String()))}
}

// refundLooks gives each state of a refund its colour and sign.
var refundLooks = map[payment.RefundState]string{
	payment.RefundPending: "busy", payment.RefundDone: "back", payment.RefundRefused: "bad", payment.RefundNotSent: "bad",
}

// marks tell beside the state what has become of a payment: money back, found late, returned.
func marks(lang words.Lang, p payment.Payment) []badge {
	var all []badge
	for _, f := range p.Refunds {
		if p.State == payment.StateRefunded && f.State == payment.RefundDone {
			continue // the state says so
		}
		word := words.Text(lang, words.Key("admin.refund_"+string(f.State)), f.Amount.Decimal())
		all = append(all, badge{refundLooks[f.State], word})
	}
	if p.Late {
		all = append(all, badge{"warn", words.Text(lang, "admin.mark_late")})
	}
	if p.Returned {
		all = append(all, badge{"back", words.Text(lang, "admin.mark_returned")})
	}
	if p.Recovered && p.State == payment.StatePaid {
		all = append(all, badge{"warn", words.Text(lang, "admin.mark_recovered")})
	}
	return all
}

// facts lists what is known about a payment and not empty.
func (s *Server) facts(l *look, p payment.Payment) []fact {
	paidBy := ""
	if p.Trade.PaidBy.Currency != "" && p.Trade.PaidBy != p.Order.Amount {
		paidBy = strings.TrimSpace(p.Trade.PaidBy.String() + " " + p.Trade.Rate)
	}
	attempts := ""
	if p.Attempt > 0 {
		attempts = strconv.Itoa(p.Attempt + 1)
	}
	all := []fact{
		{"number", string(p.ID)},
		{"order", p.Order.Ref},
		{"trade", p.Trade.Ref},
		{"code", p.Code},
		{"attempts", attempts},
		{"paid_by", paidBy},
		{"buyer", buyerOf(p.Trade)},
		{"operator", p.Order.Operator},
		{"source", sourceWord(l.Lang, p.Order.Source)},
		{"wire", p.Reason.Wire},
	}
	for _, f := range p.Refunds {
		all = append(all, fact{"refund_number", strings.Join(slices.DeleteFunc([]string{f.Number, f.Operator, f.Approver, f.Why}, empty), " ")})
	}
	all = slices.DeleteFunc(all, func(f fact) bool { return f.Value == "" })
	for i := range all {
		all[i].Name = l.T("fact_" + all[i].Name)
	}
	return all
}

func empty(s string) bool { return s == "" }

func sourceWord(lang words.Lang, source string) string {
	if key := words.Key("admin.source_" + source); words.Has(key) {
		return words.Text(lang, key)
	}
	return source
}

func (s *Server) stepLooks(lang words.Lang, id payment.ID) ([]stepLook, error) {
	steps, err := s.parts.Payments.Timeline(id)
	if err != nil {
		return nil, err
	}
	var all []stepLook
	for _, step := range steps {
		v := stepLook{Time: s.when(step.At), Word: step.Notice, Seq: step.Seq}
		if key := words.Key("admin.notice_" + step.Notice); words.Has(key) {
			v.Word = words.Text(lang, key)
		}
		if step.Reason.Code != "" {
			text, _ := reasonWords(step.Reason)
			v.Reason = text.In(lang)
		}
		all = append(all, v)
	}
	return all, nil
}
