package admin

import (
	"cmp"
	"errors"
	"net/http"

	"posd/configs/words"
	"posd/daemon/staff"
	"posd/payment"
)

// RefundRules are the merchant's rules for refunds that people ask for.
type RefundRules struct {
	Reason bool // it needs one
	PIN    bool // it needs the operator's PIN
	// Today sums up what the operator of a number has given back on this business day; needed where there are operators.
	Today func(id string) (int64, error)
}

// doing is in whose name something is done.
type doing struct {
	role  staff.Role
	who   *staff.Operator // nil for an administrator, and where there are no operators
	label string
	shift int
}

// doingOf tells in whose name a request acts: of the operator whose number and PIN it gives, else of who has signed on at the till.
// Only the unix socket, and an administrator while nobody is signed on, act without an operator. A name without its PIN counts only
// where there are no operators.
func (s *Server) doingOf(r *http.Request, named, pin string, needPIN bool) (doing, error) {
	if !s.staffInUse() {
		return doing{role: staff.Admin, label: named}, nil
	}
	a := actorOf(r)
	present, there := s.parts.Staff.Present()
	switch {
	case pin != "":
		o, err := s.parts.Staff.Prove(staff.Proof{ID: cmp.Or(named, present.ID), PIN: pin})
		return s.doingBy(o, a), err
	case a.operator.ID != "":
		return s.doingBy(a.operator, a), nil
	case a.socket:
		return s.doingAs(cmp.Or(named, "cli")), nil
	case there && needPIN:
		return doing{}, staff.ErrPINNeeded
	case there:
		return s.doingBy(present, a), nil
	case a.role.AtLeast(staff.Admin):
		return s.doingAs(cmp.Or(named, "admin")), nil
	}
	return doing{}, staff.ErrSignOn
}

// doingBy acts for an operator, with the role of the request where that is higher.
func (s *Server) doingBy(o staff.Operator, a actor) doing {
	_, shift := s.parts.Staff.Who()
	d := doing{role: o.Role, who: &o, label: o.Label(), shift: shift}
	if a.role.AtLeast(d.role) {
		d.role = a.role
	}
	return d
}

func (s *Server) doingAs(label string) doing {
	_, shift := s.parts.Staff.Who()
	return doing{role: staff.Admin, label: label, shift: shift}
}

// mayRefund holds a new refund against the merchant's rules and writes into it who gives it and who has approved it. s.refunding is
// held, so that no two refunds share what is left of a day's limit.
func (s *Server) mayRefund(r *http.Request, body backJSON, ask *payment.Refund) error {
	if s.parts.Refunds.Reason && ask.Why == "" {
		return staff.ErrReason
	}
	by, err := s.doingOf(r, body.Operator, body.PIN, s.parts.Refunds.PIN)
	if err != nil {
		return err
	}
	ask.Operator, ask.Shift = by.label, by.shift
	if by.who == nil {
		return nil
	}
	today, err := s.parts.Refunds.Today(by.who.ID)
	if err != nil {
		return err
	}
	err = s.parts.Staff.Allows(*by.who, ask.Amount.Minor, today)
	if _, above := errors.AsType[*staff.LimitError](err); !above || body.Approver == "" || body.Approver == by.who.ID {
		return s.aboveLimit(err)
	}
	approver, err := s.parts.Staff.Prove(staff.Proof{ID: body.Approver, PIN: body.ApproverPIN})
	if err != nil {
		return err
	}
	ask.Approver = approver.Label()
	return s.aboveLimit(s.parts.Staff.Approves(approver, ask.Amount.Minor))
}

// aboveLimit tells a limit in the currency of people.
func (s *Server) aboveLimit(err error) error {
	limit, is := errors.AsType[*staff.LimitError](err)
	if !is {
		return err
	}
	left := payment.Amount{Minor: limit.Left, Currency: s.parts.Limits.Currency}.String()
	key := words.Key("admin.limit_each")
	if limit.Day {
		key = "admin.limit_day"
	}
	return &refusal{status: http.StatusForbidden, code: "limit", say: words.Say(key, left), detail: left}
}
