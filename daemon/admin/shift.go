package admin

import (
	"net/http"
	"time"

	"posd/daemon/staff"
)

// shiftJSON is the present shift, or the last.
type shiftJSON struct {
	Number   int         `json:"number"`
	State    staff.State `json:"state"`
	Opened   time.Time   `json:"opened_at"`
	OpenedBy string      `json:"opened_by"`
	Ended    *time.Time  `json:"ended_at"`
	EndedBy  string      `json:"ended_by"`
	To       string      `json:"handed_to"`
	Z        int         `json:"z"`
}

// presentJSON is who works at the terminal.
type presentJSON struct {
	InUse    bool       `json:"in_use"` // there are operators
	Operator *whoJSON   `json:"operator"`
	Shift    *shiftJSON `json:"shift"`
	Role     staff.Role `json:"role"` // what whoever asks may do
}

type whoJSON struct {
	ID   string     `json:"operator"`
	Name string     `json:"name"`
	Role staff.Role `json:"role"`
}

// signJSON is how somebody shows who they are.
type signJSON struct {
	Operator string `json:"operator"`
	PIN      string `json:"pin"`
	Badge    string `json:"badge_code"`
}

func (j signJSON) proof() staff.Proof { return staff.Proof{ID: j.Operator, PIN: j.PIN, Badge: j.Badge} }

func (s *Server) tellPresent(r *http.Request) presentJSON {
	j := presentJSON{InUse: s.staffInUse(), Role: actorOf(r).role}
	if s.parts.Staff == nil {
		return j
	}
	j.Operator = s.who()
	if shift := s.parts.Staff.Shift(); shift.State != staff.ShiftNone {
		told := shiftOf(shift)
		j.Shift = &told
	}
	return j
}

// who tells who has signed on, nil for nobody.
func (s *Server) who() *whoJSON {
	if s.parts.Staff == nil {
		return nil
	}
	o, there := s.parts.Staff.Present()
	if !there {
		return nil
	}
	return &whoJSON{o.ID, o.Name, o.Role}
}

func shiftOf(shift staff.Shift) shiftJSON {
	return shiftJSON{
		shift.Number, shift.State, shift.Opened, shift.OpenedBy, timeIf(shift.Ended), shift.EndedBy, shift.To, shift.Z,
	}
}

func (s *Server) getShift(w http.ResponseWriter, r *http.Request) error {
	s.answer(w, r, http.StatusOK, s.tellPresent(r))
	return nil
}

// signOn lets an operator work at the till, by number and PIN or by badge.
func (s *Server) signOn(w http.ResponseWriter, r *http.Request) error {
	var body signJSON
	if err := read(r, &body); err != nil {
		return err
	}
	if !s.staffInUse() {
		return staff.ErrPIN
	}
	shift, err := s.parts.Staff.SignOn(body.proof())
	if err != nil {
		return err
	}
	s.parts.Log.Info("signed_on", "operator", shift.Present, "shift", shift.Number, "source", sourceOf(r))
	s.TillChanged()
	return s.getShift(w, r)
}

func (s *Server) signOff(w http.ResponseWriter, r *http.Request) error {
	var body struct{}
	if err := read(r, &body); err != nil {
		return err
	}
	if s.parts.Staff != nil {
		if _, err := s.parts.Staff.SignOff(); err != nil {
			return err
		}
		s.parts.Log.Info("signed_off", "source", sourceOf(r))
		s.TillChanged()
	}
	return s.getShift(w, r)
}

type handoverJSON struct {
	Shift  shiftJSON  `json:"shift"` // the one that has begun
	Report reportJSON `json:"report"`
}

// handOver ends the shift and begins the next one with whoever shows that they take it; the ticket is owed with it.
func (s *Server) handOver(w http.ResponseWriter, r *http.Request) error {
	var body signJSON
	if err := read(r, &body); err != nil {
		return err
	}
	if !s.staffInUse() {
		return staff.ErrShift
	}
	shift, report, job, err := s.parts.Reports.HandOver(r.Context(), body.proof())
	if err != nil {
		return err
	}
	s.parts.Log.Info("shift_handed_over", "operator", shift.Present, "shift", shift.Number, "source", sourceOf(r))
	s.TillChanged()
	s.answer(w, r, http.StatusCreated, handoverJSON{shiftOf(shift), reportOf(report, job)})
	return nil
}
