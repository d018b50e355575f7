package admin

import (
	"net/http"
	"time"

	"posd/daemon/staff"
	"posd/payment"
)

// operatorJSON is an operator as the API tells it: no PIN, no hash, no badge's code.
type operatorJSON struct {
	ID        string      `json:"operator"`
	Name      string      `json:"name"`
	Role      staff.Role  `json:"role"`
	RefundMax *amountJSON `json:"refund_max"`
	RefundDay *amountJSON `json:"refund_day"`
	Badge     bool        `json:"badge"`
	Changed   time.Time   `json:"changed_at"`
	By        string      `json:"changed_by"`
}

type operatorsJSON struct {
	Operators []operatorJSON `json:"operators"`
}

// operatorAskJSON adds or changes an operator; what is left out stays as it is.
type operatorAskJSON struct {
	ID          string      `json:"operator"`
	Name        *string     `json:"name"`
	Role        *staff.Role `json:"role"`
	PIN         *string     `json:"pin"`
	RefundMax   *amountJSON `json:"refund_max"`
	RefundDay   *amountJSON `json:"refund_day"`
	ResetLimits bool        `json:"reset_limits"` // the role's hold again, before those that are given
	Badge       string      `json:"badge"`        // "new" gives one out, "none" takes it back
}

// operatorToldJSON is an operator with the code of a badge that was just given out: it is told this once.
type operatorToldJSON struct {
	Operator operatorJSON `json:"operator"`
	Badge    string       `json:"badge_code"`
}

func (s *Server) operatorOf(o staff.Operator) operatorJSON {
	in := func(minor *int64) *amountJSON {
		if minor == nil {
			return nil
		}
		a := amountOf(payment.Amount{Minor: *minor, Currency: s.parts.Limits.Currency})
		return &a
	}
	return operatorJSON{o.ID, o.Name, o.Role, in(o.Limits.Each), in(o.Limits.Day), o.Badge, o.Changed, o.By}
}

func (s *Server) listOperators(w http.ResponseWriter, r *http.Request) error {
	told := operatorsJSON{[]operatorJSON{}}
	if s.parts.Staff != nil {
		for _, o := range s.parts.Staff.Operators() {
			told.Operators = append(told.Operators, s.operatorOf(o))
		}
	}
	s.answer(w, r, http.StatusOK, told)
	return nil
}

// addOperator makes an operator. The first one puts operators into use: from then on nobody sells who has not signed on.
func (s *Server) addOperator(w http.ResponseWriter, r *http.Request) error {
	return s.putOperator(w, r, "", http.StatusCreated)
}

func (s *Server) changeOperator(w http.ResponseWriter, r *http.Request) error {
	return s.putOperator(w, r, r.PathValue("operator"), http.StatusOK)
}

// putOperator changes the operator id, or adds one where id is empty.
func (s *Server) putOperator(w http.ResponseWriter, r *http.Request, id string, status int) error {
	var ask operatorAskJSON
	if err := read(r, &ask); err != nil {
		return err
	}
	if s.parts.Staff == nil {
		return staff.ErrUnknown
	}
	change, err := s.changeOf(id, ask)
	if err != nil {
		return err
	}
	by := s.managerOf(r)
	act, put := "changed", s.parts.Staff.Change
	if id == "" {
		id, act, put = ask.ID, "added", s.parts.Staff.Add
	}
	o, badge, err := put(id, change, by)
	if err != nil {
		return err
	}
	s.parts.Log.Info("operator_kept", "act", act, "operator", o.ID, "role", string(o.Role), "source", sourceOf(r), "by", by)
	s.TillChanged()
	s.answer(w, r, status, operatorToldJSON{s.operatorOf(o), badge})
	return nil
}

// changeOf reads what is asked for; limits that are left out stay as they are.
func (s *Server) changeOf(id string, ask operatorAskJSON) (staff.Change, error) {
	c := staff.Change{Name: ask.Name, Role: ask.Role, PIN: ask.PIN, NewBadge: ask.Badge == "new", NoBadge: ask.Badge == "none"}
	if ask.Badge != "" && !c.NewBadge && !c.NoBadge {
		return c, refuse(http.StatusUnprocessableEntity, "operator", `badge: "new" or "none"`)
	}
	if ask.RefundMax == nil && ask.RefundDay == nil && !ask.ResetLimits {
		return c, nil
	}
	limits := staff.Limits{}
	if now, err := s.parts.Staff.Find(id); err == nil && !ask.ResetLimits {
		limits = now.Limits
	}
	for _, l := range []struct {
		asked *amountJSON
		into  **int64
	}{{ask.RefundMax, &limits.Each}, {ask.RefundDay, &limits.Day}} {
		if l.asked == nil {
			continue
		}
		a, err := l.asked.amount()
		if err != nil {
			return c, err
		}
		if a.Currency != s.parts.Limits.Currency {
			return c, refuse(http.StatusUnprocessableEntity, "currency", "this terminal sells in "+string(s.parts.Limits.Currency))
		}
		*l.into = &a.Minor
	}
	c.Limits = &limits
	return c, nil
}

// managerOf names who manages operators: an operator, or where the request came from.
func (s *Server) managerOf(r *http.Request) string {
	if o := actorOf(r).operator; o.ID != "" {
		return o.Label()
	}
	if label, _ := s.parts.Staff.Who(); label != "" && !actorOf(r).socket && s.parts.Token.IsZero() {
		return label
	}
	return sourceOf(r)
}

func (s *Server) removeOperator(w http.ResponseWriter, r *http.Request) error {
	var body struct{}
	if err := read(r, &body); err != nil {
		return err
	}
	if s.parts.Staff == nil {
		return staff.ErrUnknown
	}
	id, by := r.PathValue("operator"), s.managerOf(r)
	if err := s.parts.Staff.Remove(id, by); err != nil {
		return err
	}
	s.parts.Log.Info("operator_removed", "operator", id, "source", sourceOf(r), "by", by)
	s.TillChanged()
	return s.listOperators(w, r)
}
