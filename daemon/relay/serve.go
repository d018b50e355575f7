package relay

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"posd/payment"
	"posd/payment/acquirer/protocol"
	"posd/payment/alipay/call"
)

// question is one request of a terminal, before it is passed on.
type question struct {
	from    caller
	request protocol.Request
	number  string
	amount  payment.Amount
	refund  string
	part    payment.Amount // of the refund
}

// serve answers one of the calls that Alipay is asked for.
func (r *Relay) serve(w http.ResponseWriter, q *http.Request, path string, ask func(context.Context, *question) payment.Answer) {
	began := r.now()
	request, ok := r.read(w, q)
	if !ok {
		return
	}
	// A terminal that goes away takes no call back that is on its way to Alipay.
	ctx, stop := context.WithTimeout(context.WithoutCancel(q.Context()), r.opts.CallTime)
	defer stop()
	x, refusal := r.admit(ctx, q, path, request)
	var a payment.Answer
	if refusal != nil {
		a = *refusal
	} else {
		a = ask(ctx, x)
	}
	r.gauges.call(path, a.Outcome, r.now().Sub(began))
	r.log.Info("call", "path", path, "terminal", x.from.Terminal, "merchant", x.from.Merchant, "number", x.number,
		"outcome", a.Outcome.String(), "reason", a.Reason.Code, "took_ms", r.now().Sub(began).Milliseconds())
	out := protocol.Answer{
		Message: request.Message, Number: request.Number, Amount: request.Amount, RefundNumber: request.RefundNumber,
	}
	out.Put(a)
	r.write(w, out)
}

// read takes a request that is one of the protocol's, or answers that it is none.
func (r *Relay) read(w http.ResponseWriter, q *http.Request) (protocol.Request, bool) {
	request, err := protocol.ReadRequest(q.Body)
	if err == nil && (len(request.Message) < 16 || len(request.Message) > protocol.MaxID) {
		err = protocol.ErrMessage
	}
	if err != nil {
		r.gauges.refused("malformed")
		r.log.Warn("request_malformed", "path", q.URL.Path, "error", err)
		http.Error(w, "not a request of the protocol", http.StatusBadRequest)
		return request, false
	}
	return request, true
}

func (r *Relay) write(w http.ResponseWriter, a protocol.Answer) {
	w.Header().Set("Content-Type", protocol.ContentType)
	w.Header().Set("Cache-Control", "no-store")
	if err := json.NewEncoder(w).Encode(a); err != nil {
		r.log.Info("answer_not_written", "error", err) // the terminal is gone; it will ask
	}
}

// admit decides whether a request is passed on, and to whom. What is refused was not sent: nobody has been asked.
func (r *Relay) admit(ctx context.Context, q *http.Request, path string, request protocol.Request) (*question, *payment.Answer) {
	x := &question{request: request, number: request.Number, refund: request.RefundNumber}
	var err error
	if x.from, err = r.identify(peers(q), r.now()); err != nil {
		r.log.Warn("terminal_refused", "path", path, "error", err)
		return x, r.refuse(path, "terminal_refused", true, err)
	}
	if fresh, age := r.registry.Fresh(); !fresh && path != protocol.PathQuery {
		r.log.Warn("engine_not_heard", "age", age)
		return x, r.refuse(path, "relay_not_ready", false, errStale)
	}
	if refusal := r.ration(ctx, path, x.from); refusal != nil {
		return x, refusal
	}
	if err := x.check(path); err != nil {
		return x, r.refuse(path, "request_invalid", false, err)
	}
	for _, number := range []string{x.number, x.refund} {
		if number != "" && !x.from.Covers(number) {
			r.log.Warn("number_foreign", "terminal", x.from.Terminal, "merchant", x.from.Merchant)
			return x, r.refuse(path, "number_foreign", false, errForeign)
		}
	}
	return x, nil
}

// ration takes one call from what the terminal may make. While the engine is silent queries are free.
func (r *Relay) ration(ctx context.Context, path string, from caller) *payment.Answer {
	ok, err := r.opts.Limit.take(ctx, r.opts.Engine.Limits, terminalKey(from.Merchant, from.Terminal), r.now())
	switch {
	case err != nil && path == protocol.PathQuery:
		return nil
	case err != nil:
		return r.refuse(path, "relay_not_ready", false, err)
	case !ok:
		return r.refuse(path, "too_many_requests", false, errTooMany)
	}
	return nil
}

// refuse is the answer to what is not passed on.
func (r *Relay) refuse(path, reason string, denied bool, err error) *payment.Answer {
	r.gauges.refused(reason)
	a := payment.Answer{Denied: denied, Reason: payment.Reason{Code: reason, Action: payment.ActTechnician}, Detail: "relay: " + call.OneLine(err)}
	switch path {
	case protocol.PathPay, protocol.PathPresent, protocol.PathRefund:
		a.Outcome = payment.NotSent
	}
	switch reason {
	case "relay_not_ready", "too_many_requests":
		a.Reason.Action = payment.ActRetry
	}
	return &a
}

// check wants what the call needs, and reads the amounts.
func (x *question) check(path string) error {
	if path == protocol.PathProbe {
		return nil
	}
	var err error
	if x.amount, err = x.request.Amount.Read(); err != nil {
		return err
	}
	if x.part, err = x.request.RefundAmount.Read(); err != nil {
		return err
	}
	if err := call.CheckNumber(x.number); err != nil {
		return err
	}
	switch path {
	case protocol.PathRefund, protocol.PathRefundQuery:
		if err := call.CheckNumber(x.refund); err != nil {
			return err
		}
		return x.part.Check()
	case protocol.PathPay:
		if err := call.CheckCode(payment.NewCode(x.request.Code)); err != nil {
			return err
		}
		return x.amount.Check()
	case protocol.PathPresent:
		if err := call.CheckValid(x.valid()); err != nil {
			return err
		}
		return x.amount.Check()
	}
	return nil
}

// valid is how long a code is to pay. Seconds beyond any bound are none.
func (x *question) valid() time.Duration {
	if x.request.Seconds > int(call.MaxValid/time.Second) {
		return -1
	}
	return time.Duration(x.request.Seconds) * time.Second
}

// trade names the trade by our number alone.
func (x *question) trade() payment.TradeRequest {
	return payment.TradeRequest{Number: x.number, Amount: x.amount}
}

func (x *question) refundRequest() payment.RefundRequest {
	return payment.RefundRequest{Trade: x.trade(), Number: x.refund, Amount: x.part, Reason: x.request.Reason}
}

func (r *Relay) pay(ctx context.Context, x *question) payment.Answer {
	q := x.request
	return x.from.merchant.Gateway.Pay(ctx, payment.PayRequest{
		Number: x.number, Amount: x.amount, Subject: q.Subject, Code: payment.NewCode(q.Code), Operator: q.Operator,
		Terminal: x.terminal(), Shop: x.shop(), Created: x.created(),
	})
}

// present asks for a code to show, where the merchant's family has them.
func (r *Relay) present(ctx context.Context, x *question) payment.Answer {
	q := x.request
	presenter, ok := x.from.merchant.Gateway.(payment.Presenter)
	if !ok || !payment.CanPresent(x.from.merchant.Gateway) {
		return payment.NoCodes("relay: the family makes no codes to show")
	}
	return presenter.Present(ctx, payment.PresentRequest{
		Number: x.number, Amount: x.amount, Subject: q.Subject, Operator: q.Operator, Valid: x.valid(),
		Terminal: x.terminal(), Shop: x.shop(), Created: x.created(),
	})
}

// terminal is the one that sells: another relay tells whom it asks for.
func (x *question) terminal() string {
	if protocol.Name(x.request.Terminal) {
		return x.request.Terminal
	}
	return x.from.Terminal
}

func (x *question) shop() payment.Shop {
	if x.request.Store == nil {
		return payment.Shop{}
	}
	return payment.Shop{ID: x.request.Store.ID, Name: x.request.Store.Name}
}

// created is when the attempt began; without one the families leave it out.
func (x *question) created() time.Time {
	at, _ := time.Parse(time.RFC3339, x.request.Created)
	return at
}

func (r *Relay) query(ctx context.Context, x *question) payment.Answer {
	return x.from.merchant.Gateway.Query(ctx, x.trade())
}

func (r *Relay) cancel(ctx context.Context, x *question) payment.Answer {
	return x.from.merchant.Gateway.Cancel(ctx, x.trade())
}

func (r *Relay) refund(ctx context.Context, x *question) payment.Answer {
	return x.from.merchant.Gateway.Refund(ctx, x.refundRequest())
}

// refundQuery asks what became of a refund. Where the family has no such call nothing is proved, and the terminal sends the refund
// again under its number.
func (r *Relay) refundQuery(ctx context.Context, x *question) payment.Answer {
	finder, ok := x.from.merchant.Gateway.(RefundFinder)
	if !ok {
		return payment.Answer{Reason: payment.Reason{Code: "result_unknown"}, Detail: "relay: the family has no refund query"}
	}
	return finder.FindRefund(ctx, x.refundRequest())
}

func (r *Relay) probe(ctx context.Context, x *question) payment.Answer {
	return x.from.merchant.Gateway.Probe(ctx)
}
