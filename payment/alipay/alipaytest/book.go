package alipaytest

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"time"
)

// verdict is what the books said, in the words of codes.go, which a front puts into its family's.
type verdict struct {
	code   string // result code
	trade  Trade  // zero when there is none to speak of
	refund Refund
	show   string // what a code to scan says
}

// book takes a request to the books.
func (a *Alipay) book(req *request) verdict {
	switch req.call {
	case CallPay:
		return a.bookPay(req)
	case CallPresent:
		return a.bookPresent(req)
	case CallQuery:
		return a.bookQuery(req)
	case CallCancel:
		return a.bookCancel(req)
	case CallRefund:
		return a.bookRefund(req)
	case CallRefundQuery:
		return a.bookRefundQuery(req)
	}
	return verdict{code: CodeSystemError}
}

func (a *Alipay) bookPay(req *request) verdict {
	trade, err := a.ledger.Pay(Order{
		Number: req.key.Number, Fingerprint: req.fingerprint, Amount: req.amount, Title: req.title, Code: req.code,
		Arrived: req.arrived, Expires: req.expires, Buyer: req.play.scenario.Buyer,
	})
	if err != nil {
		return verdict{code: codeOf(err)}
	}
	switch trade.Status {
	case StatusWaiting:
		return verdict{code: CodeInProcess, trade: trade}
	case StatusSuccess:
		return verdict{code: CodeSuccess, trade: trade}
	case StatusClosed:
	}
	return verdict{code: CodeClosed}
}

// bookPresent offers a code until the request's own expiry, or as long as one lives at most.
func (a *Alipay) bookPresent(req *request) verdict {
	until := req.arrived.Add(a.ledger.opts.OfferLife)
	if !req.expires.IsZero() && req.expires.Before(until) {
		until = req.expires
	}
	sum := sha256.Sum256([]byte(req.key.Number + " " + req.fingerprint))
	show, trade, err := a.ledger.Offer(Offer{
		Order: Order{
			Number: req.key.Number, Fingerprint: req.fingerprint, Amount: req.amount, Title: req.title, Arrived: req.arrived, Expires: until,
			Buyer: req.play.scenario.Buyer,
		},
		Text: req.offers.begins + hex.EncodeToString(sum[:10]), Until: until, Known: req.offers.known,
	})
	if err != nil {
		return verdict{code: codeOf(err), trade: trade}
	}
	return verdict{code: CodeSuccess, trade: trade, show: show}
}

// bookQuery: the result is that of the call; what became of the trade is in the trade.
func (a *Alipay) bookQuery(req *request) verdict {
	trade, err := a.ledger.Query(req.key)
	if err != nil {
		return verdict{code: codeOf(err)}
	}
	return verdict{code: CodeSuccess, trade: trade}
}

func (a *Alipay) bookCancel(req *request) verdict {
	trade, err := a.ledger.Cancel(req.key)
	if req.play != nil {
		req.play.cancelSeen()
	}
	if err != nil {
		return verdict{code: codeOf(err)}
	}
	return verdict{code: CodeSuccess, trade: trade}
}

func (a *Alipay) bookRefund(req *request) verdict {
	refund, trade, err := a.ledger.Refund(RefundOrder{Trade: req.key, Number: req.refund, Amount: req.amount})
	if err != nil {
		return verdict{code: codeOf(err)}
	}
	return verdict{code: CodeSuccess, trade: trade, refund: refund}
}

// bookRefundQuery tells of a refund that was executed; one that never came to the books is not there.
func (a *Alipay) bookRefundQuery(req *request) verdict {
	refund, trade, err := a.ledger.FindRefund(req.refund)
	if err != nil {
		return verdict{code: codeOf(err)}
	}
	return verdict{code: CodeSuccess, trade: trade, refund: refund}
}

// codeOf puts an error of the books into the words of codes.go.
func codeOf(err error) string {
	if no, ok := errors.AsType[*RefusedError](err); ok {
		return no.Code
	}
	for _, pair := range []struct {
		err  error
		code string
	}{
		{ErrNotFound, CodeNotExist},
		{ErrInconsistent, CodeInconsistent},
		{ErrPaid, CodePaid},
		{ErrOver, CodeClosed},
		{ErrCodeUsed, RefusedInvalidCode},
		{ErrCodeExpired, RefusedExpiredCode},
		{ErrExpired, CodeClosed},
		{ErrCancelWindow, CodeCancelWindow},
		{ErrHasRefunds, CodeProcessFail},
		{ErrRefundWindow, CodeRefundWindow},
		{ErrRefundAmount, CodeRefundAmount},
		{ErrCurrency, CodeParamIllegal},
		{ErrNotPaid, CodeStatusInvalid},
	} {
		if errors.Is(err, pair.err) {
			return pair.code
		}
	}
	return CodeSystemError
}

// fingerprint stands for the content of a pay beside its head, whatever the order of its members.
func fingerprint(body object) string {
	text, err := json.Marshal(body) // members sorted, blanks removed
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// claimed is what a lie says: everything went well, and the code to scan, if one is asked for, pays somebody else.
func (a *Alipay) claimed(req *request) verdict {
	v := verdict{code: CodeSuccess, trade: a.claim(req), refund: Refund{Number: req.refund, Amount: req.amount}}
	if req.call == CallPresent {
		v.show = req.offers.begins + "notyours"
	}
	return v
}

// claim is the trade that a lie speaks of: paid, with the numbers of the request.
func (a *Alipay) claim(req *request) Trade {
	trade, known := a.ledger.Trade(req.key.Number)
	if !known {
		trade = Trade{Number: req.key.Number, AcquirementID: "2099123112007101000000000000", Amount: req.amount}
	}
	trade.Status, trade.Paid = StatusSuccess, time.Now()
	trade.BuyerPaid = trade.Amount
	return trade
}
