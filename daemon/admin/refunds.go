package admin

import (
	"errors"
	"net/http"
	"time"
	"unicode/utf8"

	"posd/payment"
)

// backJSON is the body that asks for money to go back.
type backJSON struct {
	Amount   *amountJSON `json:"amount"` // without it, all that is left
	Reason   string      `json:"reason"`
	Operator string      `json:"operator"`
	PIN      string      `json:"pin"`

	Approver    string `json:"approver"` // who approves what is above the operator's limit
	ApproverPIN string `json:"approver_pin"`
}

type refundedJSON struct {
	Refund  refundJSON  `json:"refund"`
	Payment paymentJSON `json:"payment"`
}

// refundPayment gives part or all of a paid payment back: 201, or 200 with the refund that the same key asked for before.
func (s *Server) refundPayment(w http.ResponseWriter, r *http.Request) error {
	wait, err := waitOf(r)
	if err != nil {
		return err
	}
	ask, body, err := readRefund(r)
	if err != nil {
		return err
	}
	p, err := s.find(r)
	if err != nil {
		return err
	}
	p, back, fresh, err := s.giveBack(r, p.ID, ask, body)
	if err != nil {
		return err
	}
	s.parts.Log.Info("refund_asked", "payment_id", p.ID, "refund", back.Number, "source", sourceOf(r), "operator", back.Operator)
	if p, back, err = s.awaitRefund(w, r, p, back, wait); err != nil {
		return err
	}
	status := http.StatusOK
	if fresh {
		status = http.StatusCreated
	}
	s.answer(w, r, status, refundedJSON{refundOf(back), s.tell(p)})
	return nil
}

// readRefund reads a request for a refund.
func readRefund(r *http.Request) (ask payment.Refund, body backJSON, err error) {
	if err = read(r, &body); err != nil {
		return ask, body, err
	}
	if ask.Key, err = keyOf(r); err != nil {
		return ask, body, err
	}
	if !isText(body.Reason, 128) || !isText(body.Operator, 64) {
		return ask, body, refuse(http.StatusUnprocessableEntity, "text", "reason: at most 128 bytes; operator: at most 64 bytes")
	}
	ask.Why, ask.Operator = body.Reason, body.Operator
	whole := body.Amount == nil
	if !whole {
		if ask.Amount, err = body.Amount.amount(); err != nil {
			return ask, body, err
		}
	}
	if ask.Key != "" {
		ask.Digest = digest([]any{"refund", whole, ask.Amount.Minor, ask.Amount.Currency, ask.Why, ask.Operator})
	}
	return ask, body, nil
}

func isText(s string, most int) bool { return len(s) <= most && utf8.ValidString(s) }

// giveBack asks for the refund under its key's lock, so that the whole that is left is looked up once.
func (s *Server) giveBack(r *http.Request, id payment.ID, ask payment.Refund, body backJSON) (
	p payment.Payment, back payment.Refund, fresh bool, err error,
) {
	ctx := r.Context()
	lock := ""
	if ask.Key != "" {
		lock = string(id) + " " + ask.Key // no key holds a space
	}
	unlock, err := s.keys.lock(ctx, lock)
	if err != nil {
		return p, back, false, err
	}
	defer unlock()
	if p, err = s.parts.Payments.Get(id); err != nil {
		return p, back, false, err
	}
	_, known := p.RefundByKey(ask.Key)
	if !known {
		s.refunding.Lock()
		defer s.refunding.Unlock()
	}
	if body.Amount == nil && !known {
		if ask.Amount = p.Refundable(); ask.Amount.Minor == 0 && p.State == payment.StatePaid {
			return p, back, false, refuse(http.StatusConflict, "refund", "nothing is left to refund")
		}
	}
	if !known {
		if err = s.mayRefund(r, body, &ask); err != nil {
			return p, back, false, err
		}
	}
	p, back, err = s.parts.Till.Refund(ctx, id, ask)
	if errors.Is(err, payment.ErrState) {
		err = refuse(http.StatusConflict, "refund", err.Error())
	}
	return p, back, !known, err
}

// awaitRefund returns the refund as it stands once it is settled or the wait is over.
func (s *Server) awaitRefund(w http.ResponseWriter, r *http.Request, p payment.Payment, back payment.Refund, wait time.Duration) (
	payment.Payment, payment.Refund, error,
) {
	if wait == 0 {
		return p, back, nil
	}
	err := s.await(w, r, wait, func() (bool, error) {
		now, err := s.parts.Payments.Get(p.ID)
		if err != nil {
			return false, err
		}
		p = now
		back, _ = now.RefundByNumber(back.Number)
		return back.State.Final(), nil
	})
	return p, back, err
}
