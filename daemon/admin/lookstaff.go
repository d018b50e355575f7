package admin

import (
	"net/http"

	"posd/configs/words"
	"posd/daemon/staff"
	"posd/payment"
)

// staffLook is who works at the terminal, and what they can do beside selling.
type staffLook struct {
	InUse    bool
	Who      string // who has signed on; empty for nobody
	Shift    string // number and beginning of the open shift; empty for none
	Manage   bool   // whoever looks may manage operators
	MayClose bool   // and close the day
	Ask      bool   // the first operator changes how the terminal works
	AskZ     string
	AskFirst string

	Operators []operatorLook
	Roles     []roleLook
	Drawer    *badge // nil without a drawer
	Reason    bool   // a refund needs a reason
	PIN       bool   // and a PIN
}

type operatorLook struct {
	ID, Name, Role, Limits string
	Badge                  bool
	AskRemove, AskBadge    string
}

type roleLook struct {
	Role staff.Role
	Word string
}

func (s *Server) lookStaff(l *look, r *http.Request) error {
	role := actorOf(r).role
	v := &l.Staff
	v.InUse, v.Manage, v.MayClose = s.staffInUse(), role.AtLeast(staff.Admin) && s.parts.Staff != nil, role.AtLeast(staff.Supervisor)
	v.Ask, v.Reason, v.PIN = !v.InUse, s.parts.Refunds.Reason, s.parts.Refunds.PIN && v.InUse
	v.AskZ, v.AskFirst = l.T("ask_z"), l.T("ask_first")
	for _, role := range staff.Roles() {
		v.Roles = append(v.Roles, roleLook{role, l.T("role_" + string(role))})
	}
	s.lookDrawer(l)
	if s.parts.Staff != nil {
		s.lookShift(l)
		s.lookOperators(l)
	}
	return s.lookArmed(l)
}

func (s *Server) lookShift(l *look) {
	if o, there := s.parts.Staff.Present(); there {
		l.Staff.Who = o.Label() + " (" + l.T("role_"+string(o.Role)) + ")"
	}
	if shift := s.parts.Staff.Shift(); shift.Open() {
		l.Staff.Shift = words.Text(l.Lang, "admin.shift_open", shift.Number, s.when(shift.Opened), shift.OpenedBy)
	}
}

func (s *Server) lookOperators(l *look) {
	if !l.Staff.Manage {
		return
	}
	for _, o := range s.parts.Staff.Operators() {
		v := operatorLook{
			ID: o.ID, Name: o.Name, Role: l.T("role_" + string(o.Role)), Badge: o.Badge,
			AskRemove: words.Text(l.Lang, "admin.ask_remove", o.Label()), AskBadge: words.Text(l.Lang, "admin.ask_badge", o.Label()),
		}
		for _, minor := range []*int64{o.Limits.Each, o.Limits.Day} {
			if minor != nil {
				v.Limits += " ≤ " + payment.Amount{Minor: *minor, Currency: l.Currency}.Decimal()
			}
		}
		l.Staff.Operators = append(l.Staff.Operators, v)
	}
}

func (s *Server) lookDrawer(l *look) {
	if s.parts.Drawer == nil {
		return
	}
	b := badge{"none", l.T("drawer_unknown")}
	switch d := s.parts.Drawer.State(); {
	case d.LeftOpen:
		b = badge{"warn", words.Text(l.Lang, "admin.drawer_left", s.when(d.Since))}
	case d.Known && d.Open:
		b = badge{"busy", l.T("drawer_open")}
	case d.Known:
		b = badge{"good", l.T("drawer_closed")}
	}
	l.Staff.Drawer = &b
}

// lookArmed shows the sale of which somebody is about to give money back.
func (s *Server) lookArmed(l *look) error {
	sale := s.parts.Till.Sale()
	if sale.Active || sale.Refund == "" {
		return nil
	}
	p, err := s.parts.Payments.Get(sale.Refund)
	if err != nil {
		return err
	}
	v := s.saleLook(l, p)
	l.Refund = &v
	return nil
}
