package admin

import (
	"net/http"
	"time"

	"posd/daemon/drawer"
	"posd/payment"
)

// Drawer is the cash drawer.
type Drawer interface {
	State() drawer.State
	// Open keeps an opening without a sale durably and then makes it.
	Open(o drawer.Opening) error
}

// drawerJSON is the drawer as it stands.
type drawerJSON struct {
	Known    bool       `json:"known"` // a contact tells
	Open     bool       `json:"open"`
	Since    *time.Time `json:"since"`
	LeftOpen bool       `json:"left_open"`
}

// tellDrawer returns nil on a terminal without a drawer.
func (s *Server) tellDrawer() *drawerJSON {
	if s.parts.Drawer == nil {
		return nil
	}
	d := s.parts.Drawer.State()
	return &drawerJSON{d.Known, d.Open, timeIf(d.Since), d.LeftOpen}
}

type openJSON struct {
	Reason   string `json:"reason"`
	Operator string `json:"operator"`
	PIN      string `json:"pin"`
}

// openDrawer opens the drawer without a sale, for a reason that the journal keeps with the operator's name.
func (s *Server) openDrawer(w http.ResponseWriter, r *http.Request) error {
	var body openJSON
	if err := read(r, &body); err != nil {
		return err
	}
	if !isText(body.Operator, 64) {
		return refuse(http.StatusUnprocessableEntity, "text", "operator: at most 64 bytes")
	}
	if err := drawer.CheckReason(body.Reason); err != nil {
		return err
	}
	if s.parts.Drawer == nil {
		return refuse(http.StatusConflict, "no_drawer", "")
	}
	by, err := s.doingOf(r, body.Operator, body.PIN, false)
	if err != nil {
		return err
	}
	if err := s.parts.Drawer.Open(drawer.Opening{Reason: body.Reason, Operator: by.label, Shift: by.shift}); err != nil {
		return err
	}
	s.answer(w, r, http.StatusAccepted, s.tellTill())
	return nil
}

type armJSON struct {
	Payment payment.ID `json:"payment_id"`
}

// armRefund shows at the counter of which sale money is about to go back, as scanning its receipt does; without a payment it ends that.
func (s *Server) armRefund(w http.ResponseWriter, r *http.Request) error {
	var body armJSON
	if err := read(r, &body); err != nil {
		return err
	}
	if body.Payment != "" {
		p, err := s.parts.Payments.Get(body.Payment)
		if err != nil {
			return err
		}
		if p.Refundable().Minor == 0 {
			return refuse(http.StatusConflict, "refund", "nothing is left to refund")
		}
	}
	if err := s.parts.Till.ArmRefund(r.Context(), body.Payment); err != nil {
		return err
	}
	s.answer(w, r, http.StatusOK, s.tellTill())
	return nil
}
