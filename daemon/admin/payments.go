package admin

import (
	"context"
	"errors"
	"net/http"
	"time"

	"posd/daemon/till"
	"posd/payment"
)

// saleJSON is the body that begins a sale.
type saleJSON struct {
	Order    string     `json:"order"`
	Subject  string     `json:"subject"`
	Amount   amountJSON `json:"amount"`
	Code     string     `json:"payment_code"`
	Operator string     `json:"operator"`
	Present  bool       `json:"present"`
}

// createPayment begins a sale: 201, or 200 with the payment that an earlier request under the same key began.
func (s *Server) createPayment(w http.ResponseWriter, r *http.Request) error {
	wait, err := waitOf(r)
	if err != nil {
		return err
	}
	ask, err := s.readSale(r)
	if err != nil {
		return err
	}
	p, fresh, err := s.begin(r.Context(), ask)
	if err != nil {
		return err
	}
	if p, err = s.awaitSettled(w, r, p, wait); err != nil {
		return err
	}
	w.Header().Set("Location", "/api/v1/payments/"+string(p.ID))
	status := http.StatusOK
	if fresh {
		status = http.StatusCreated
	}
	s.answer(w, r, status, s.tell(p))
	return nil
}

// readSale reads a request for a sale and holds it against every rule that needs no till: so a bad one writes nothing.
func (s *Server) readSale(r *http.Request) (till.Request, error) {
	var body saleJSON
	if err := read(r, &body); err != nil {
		return till.Request{}, err
	}
	key, err := keyOf(r)
	if err != nil {
		return till.Request{}, err
	}
	amount, err := body.Amount.amount()
	if err != nil {
		return till.Request{}, err
	}
	if err := s.parts.Limits.check(amount); err != nil {
		return till.Request{}, err
	}
	o := payment.Order{
		Ref: body.Order, Subject: body.Subject, Amount: amount, Operator: body.Operator, Source: sourceOf(r), Key: key,
	}
	if key != "" {
		o.Digest = body.digest(amount)
	}
	if o.Subject == "" {
		o.Subject = s.parts.Build.Shop
	}
	if len(body.Code) > 512 {
		return till.Request{}, refuse(http.StatusUnprocessableEntity, "payment_code", "")
	}
	if body.Present && body.Code != "" {
		return till.Request{}, refuse(http.StatusUnprocessableEntity, "present_code", "")
	}
	o.Present = body.Present
	return till.Request{Order: o, Code: body.Code}, o.Check()
}

// digest sums up what is asked for; of the payment code only what may be kept.
func (b saleJSON) digest(amount payment.Amount) string {
	code := ""
	if b.Code != "" {
		code = payment.Mask(b.Code)
	}
	asked := []any{"sale", b.Order, b.Subject, amount.Minor, amount.Currency, code, b.Operator}
	if b.Present { // a key from before there were codes to show still finds its payment
		asked = append(asked, "present")
	}
	return digest(asked)
}

// begin starts the sale unless its key has begun one before.
func (s *Server) begin(ctx context.Context, ask till.Request) (p payment.Payment, fresh bool, err error) {
	unlock, err := s.keys.lock(ctx, ask.Order.Key)
	if err != nil {
		return p, false, err
	}
	defer unlock()
	if ask.Order.Key != "" {
		known, err := s.parts.Payments.ByKey(ask.Order.Key)
		if err == nil && known.Order.Digest != ask.Order.Digest {
			return p, false, payment.ErrKeyReused
		}
		if !errors.Is(err, payment.ErrUnknownPayment) {
			return known, false, err
		}
	}
	p, err = s.start(ctx, ask)
	if err == nil {
		s.parts.Log.Info("sale_started", "payment_id", p.ID, "source", p.Order.Source, "operator", p.Order.Operator)
	}
	return p, true, err
}

// handOver bounds how long a sale that has been settled may still occupy the till.
const handOver = time.Second

// start begins the sale. A till that is busy with a sale that is durably settled is just about to hear of it: whoever waited for
// the one sale can begin the next at once.
func (s *Server) start(ctx context.Context, ask till.Request) (payment.Payment, error) {
	for pause := 4 * time.Millisecond; ; pause *= 2 {
		p, err := s.parts.Till.Start(ctx, ask)
		busy, is := errors.AsType[*till.BusyError](err)
		if !is || pause > handOver {
			return p, err
		}
		if before, found := s.parts.Payments.Get(busy.ID); found != nil || !before.State.Settled() {
			return p, err
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return p, err
		}
	}
}

// awaitSettled returns p as it stands once it is settled or the wait is over.
func (s *Server) awaitSettled(w http.ResponseWriter, r *http.Request, p payment.Payment, wait time.Duration) (payment.Payment, error) {
	if wait == 0 {
		return p, nil
	}
	err := s.await(w, r, wait, func() (bool, error) {
		now, err := s.parts.Payments.Get(p.ID)
		if err == nil {
			p = now
		}
		return p.State.Settled(), err
	})
	return p, err
}

func (s *Server) getPayment(w http.ResponseWriter, r *http.Request) error {
	wait, err := waitOf(r)
	if err != nil {
		return err
	}
	p, err := s.find(r)
	if err != nil {
		return err
	}
	if p, err = s.awaitSettled(w, r, p, wait); err != nil {
		return err
	}
	s.answer(w, r, http.StatusOK, s.tell(p))
	return nil
}

// find returns the payment of the path.
func (s *Server) find(r *http.Request) (payment.Payment, error) {
	id, err := idOf(r)
	if err != nil {
		return payment.Payment{}, err
	}
	return s.parts.Payments.Get(id)
}

type paymentsJSON struct {
	Payments []paymentJSON `json:"payments"`
}

func (s *Server) listPayments(w http.ResponseWriter, r *http.Request) error {
	limit, err := number(r, "limit", 50, 1, 500)
	if err != nil {
		return err
	}
	var found []payment.Payment
	if ref := r.URL.Query().Get("order"); ref != "" {
		found, err = s.parts.Payments.ByOrder(ref)
	} else {
		found, err = s.parts.Payments.Recent(int(limit))
	}
	if err != nil {
		return err
	}
	s.answer(w, r, http.StatusOK, paymentsJSON{s.tellAll(found[:min(len(found), int(limit))])})
	return nil
}

// cancelPayment stops a sale that is not paid yet. What comes of it follows; a final payment refuses.
func (s *Server) cancelPayment(w http.ResponseWriter, r *http.Request) error {
	var body struct{}
	if err := read(r, &body); err != nil {
		return err
	}
	p, err := s.find(r)
	if err != nil {
		return err
	}
	if p, err = s.parts.Till.Stop(r.Context(), p.ID); err != nil {
		return cancelRefused(p, err)
	}
	s.parts.Log.Info("stop_asked", "payment_id", p.ID, "source", sourceOf(r))
	s.answer(w, r, http.StatusAccepted, s.tell(p))
	return nil
}

// cancelRefused points a client that wants paid money back to refunds.
func cancelRefused(p payment.Payment, err error) error {
	if !errors.Is(err, payment.ErrState) {
		return err
	}
	return &refusal{status: http.StatusConflict, code: "final", detail: err.Error(), payment: p.ID}
}
