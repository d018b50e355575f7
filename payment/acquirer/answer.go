package acquirer

import (
	"errors"
	"net/http"
	"slices"

	"posd/payment"
	"posd/payment/acquirer/protocol"
	"posd/payment/alipay/call"
	"posd/payment/alipay/wire"
)

// verdicts are the outcomes that each call can have, beside unknown.
var verdicts = map[string][]payment.Outcome{
	protocol.PathPay:         {payment.Paid, payment.Refused, payment.Confirming, payment.NotSent},
	protocol.PathPresent:     {payment.Refused, payment.Confirming, payment.NotSent},
	protocol.PathQuery:       {payment.Paid, payment.Confirming, payment.Closed, payment.NotFound},
	protocol.PathCancel:      {payment.Done, payment.Refused},
	protocol.PathRefund:      {payment.Done, payment.Refused, payment.NotSent},
	protocol.PathRefundQuery: {payment.Done, payment.NotFound},
	protocol.PathProbe:       {payment.Done},
}

// judge decides whether a reply is believed, and returns what it says.
func judge(q *question, reply wire.Reply) (payment.Answer, *call.Disbelief) {
	if q.path == protocol.PathPresent && (reply.Status == http.StatusNotFound || reply.Status == http.StatusMethodNotAllowed) {
		return payment.NoCodes("the relay is of before there were codes to show"), nil // it has asked nobody
	}
	a, d := hold(q, reply)
	if d != nil {
		return payment.Answer{}, d
	}
	out, err := a.Take()
	if err == nil {
		err = weigh(q, out)
	}
	if err != nil {
		return payment.Answer{}, disbelieve(err)
	}
	show := out.Show
	out.Show = ""
	if q.path == protocol.PathPresent && out.Outcome == payment.Confirming {
		return call.Presented(out, show), nil
	}
	return out, nil
}

// hold reads a reply and holds it against its question.
func hold(q *question, reply wire.Reply) (protocol.Answer, *call.Disbelief) {
	if reply.Status != http.StatusOK {
		return protocol.Answer{}, call.BadStatus(reply.Status)
	}
	a, err := protocol.ReadAnswer(reply.Body)
	if err != nil {
		return a, disbelieve(err)
	}
	amount, err := a.Amount.Read()
	if err != nil {
		return a, disbelieve(err)
	}
	if a.Message != q.message || a.Number != q.number || a.RefundNumber != q.refund || amount != q.amount {
		return a, disbelieve(errNotOurs)
	}
	return a, nil
}

// weigh wants a verdict that the call can have, and Alipay's signature under it.
func weigh(q *question, a payment.Answer) error {
	switch {
	case a.Outcome == payment.Unknown:
		return nil
	case !slices.Contains(verdicts[q.path], a.Outcome):
		return errWord
	case a.Outcome != payment.NotSent && !a.Signed:
		return errUnsigned
	}
	return nil
}

func disbelieve(err error) *call.Disbelief {
	d := &call.Disbelief{Detail: call.OneLine(err)}
	switch {
	case errors.Is(err, errNotOurs):
		d.Reason = payment.Reason{Code: "answer_mismatch", Action: payment.ActTechnician}
	case errors.Is(err, errUnsigned):
		d.Reason = payment.Reason{Code: "answer_unsigned"}
	case errors.Is(err, errWord):
		d.Reason = payment.Reason{Code: "result_unknown"}
	default:
		d.Reason = payment.Reason{Code: wire.AnswerUnreadable}
	}
	return d
}
