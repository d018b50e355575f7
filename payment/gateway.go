package payment

import (
	"context"
	"time"
)

// Gateway is the way to Alipay: directly, through an acquirer, or through a merchant's backend. Each call is one request with
// one deadline, never repeated inside the gateway once a byte was handed to a socket.
//
// There are no errors. What a call learned is its Answer, classified once, at the adapter's edge; a broken connection, a
// timeout, a wrong signature, HTML, an unknown word are all Unknown, which is the zero value. A caller may conclude from an
// outcome exactly what the outcome's comment says, and nothing from its absence.
type Gateway interface {
	// Pay asks for the money. Outcomes: Paid, Refused, Confirming, NotSent, Unknown.
	Pay(ctx context.Context, r PayRequest) Answer
	// Query asks what became of a number. Outcomes: Paid, Confirming, Closed, NotFound, Unknown.
	Query(ctx context.Context, r TradeRequest) Answer
	// Cancel closes an unpaid trade and gives the money of a paid one back. Outcomes: Done, Refused, Unknown.
	// Done also answers for a number that the gateway never saw, so it is no fence against a request still on its way.
	Cancel(ctx context.Context, r TradeRequest) Answer
	// Refund gives back part or all of a paid trade; the same refund number is executed at most once. Outcomes: Done,
	// Refused, NotSent, Unknown.
	Refund(ctx context.Context, r RefundRequest) Answer
	// Probe asks for a number that cannot exist, to prove that address, ids and keys are right before a sale depends on
	// them. Done means that the gateway answered under a valid signature.
	Probe(ctx context.Context) Answer
}

// Presenter is a Gateway whose product also has the other way round: the terminal shows a code and the customer scans it.
type Presenter interface {
	// Present asks for a code that pays a number. The code stops to pay after PresentRequest.Valid where the product lets that be said.
	// Outcomes: Confirming with Answer.Show, Refused, NotSent, Unknown. A query of the number may answer NotFound until the code was scanned.
	Present(ctx context.Context, r PresentRequest) Answer
}

// CanPresent reports whether a gateway makes codes to show. One that stands before another says by a method Presents what that one
// can. A relay can as far as the terminal knows, and refuses where the family behind it has no codes.
func CanPresent(g Gateway) bool {
	if before, ok := g.(interface{ Presents() bool }); ok {
		return before.Presents()
	}
	_, ok := g.(Presenter)
	return ok
}

// NoCodes is the answer of a gateway that makes no codes to show: nothing was sent, and a technician may turn them off.
func NoCodes(detail string) Answer {
	return Answer{Outcome: NotSent, Reason: Reason{Code: "present_not_supported", Action: ActTechnician}, Detail: detail}
}

// ShowMax is the length in bytes of the longest code that is shown: more would make a QR code that no small display holds.
const ShowMax = 512

// Waiter is a Gateway that hears of a trade before it is asked, as from a relay that Alipay notifies.
type Waiter interface {
	// Await waits until something was heard about a number, at most patience or until ctx ends, and reports whether it was. What
	// was heard proves nothing: a query tells.
	Await(ctx context.Context, r TradeRequest, patience time.Duration) bool
}

// Notification is what Alipay sent unasked, verified: about which number, and what it wants to hear. It says when to ask, never what
// to believe.
type Notification struct {
	Number string            // of the trade; "" where it is about none of ours
	Sent   time.Time         // when it was sent, as its sender has signed
	Header map[string]string // of the answer
	Answer []byte            // its body, exactly as the family wants it
}

// Outcome is what one call to the gateway proved.
type Outcome uint8

// Outcomes. The zero value is Unknown, so that a forgotten assignment is never a verdict.
const (
	Unknown    Outcome = iota // nothing is proved: money may or may not have moved
	Paid                      // the money is taken: said by the call's own paid word under a valid signature
	Refused                   // definitively no: for pay, no trade exists or ever will under this number; for cancel and refund, nothing was done, nor will be by what left before under the same number
	Confirming                // a trade waits for the buyer: to confirm it on the phone, or to scan the code that pays it
	Closed                    // the trade is over without payment, or fully given back (query)
	NotFound                  // the gateway does not know the number, yet (query)
	NotSent                   // no byte of the request was handed to a socket
	Done                      // the cancel or refund was executed, now or by an earlier request with the same number
)

// Action is what the cashier or technician does about a refusal.
type Action uint8

// Actions.
const (
	ActNone         Action = iota
	ActRescan              // ask the customer to refresh the code, then scan again: a new attempt of the same order
	ActOtherTender         // another card in the wallet, or another way to pay
	ActAmount              // the amount is outside what the customer or product allows
	ActRetry               // start again: a new order, the same customer
	ActTechnician          // configuration or contract: the merchant's technician or Alipay's support must act
	ActCheckNetwork        // nothing left this terminal: see to cable, Wi-Fi, DNS
)

// Reason says why, in the project's stable words. Its texts in Chinese and English are in the catalogue of words under
// "reason." + Code.
type Reason struct {
	Code   string // ours: lower case with underscores, such as "code_expired"
	Wire   string // the gateway's own code, such as "PAYMENT_AUTH_CODE_INVALID"; for logs and support
	Action Action
}

// Trade is what the gateway says about a trade under a valid signature. Empty members were not said.
type Trade struct {
	Ref      string    // Alipay's own number (acquirementId, trade_no, paymentId)
	Time     time.Time // when the buyer paid
	PaidBy   Amount    // what the buyer was charged, maybe in another currency
	Rate     string    // conversion rate, as sent
	Buyer    string    // masked by the gateway; masked again before it is shown
	Discount Amount
}

// Answer is what one call brought back.
type Answer struct {
	Outcome  Outcome
	Signed   bool   // verified under the gateway's key and bound to our request
	Denied   bool   // an unsigned refusal of our key or ids: proves nothing about the trade, and closes the gate for new sales
	Returned bool   // a cancel that found the trade paid and gave the money back (action=refund)
	Reason   Reason // for Refused, Closed, NotSent, and for Unknown where the cause is known
	Show     string // for Confirming, from Present: what the code to show says, 1..ShowMax bytes
	Trade    Trade
	Detail   string // one line for the log: never a key, a code, a buyer
}

// PayRequest carries one attempt. The same Number always comes with the same other members.
type PayRequest struct {
	Number   string // merchant transaction number (out_trade_no, merchantTransId, paymentRequestId), at most 64 characters
	Amount   Amount
	Subject  string
	Code     Code
	Operator string
	Created  time.Time
	// Terminal and Shop say where the payment is made, if it is not where the gateway's configuration says: a relay takes payments
	// for many terminals. The zero value is the configuration's.
	Terminal string
	Shop     Shop
}

// PresentRequest asks for a code to show. The same Number always comes with the same other members.
type PresentRequest struct {
	Number   string // as PayRequest.Number
	Amount   Amount
	Subject  string
	Operator string
	Created  time.Time
	Valid    time.Duration // how long the code is to pay, from Created
	Terminal string        // as PayRequest.Terminal
	Shop     Shop
}

// Shop names a store of the merchant's.
type Shop struct {
	ID, Name string // at most 64 and 256 characters
}

// TradeRequest names a trade. Ref may be empty when the gateway has not said it yet.
type TradeRequest struct {
	Number string
	Ref    string
	Amount Amount // what was asked for, to hold the answer against
}

// RefundRequest asks for money back. Number is the refund's own idempotency number.
type RefundRequest struct {
	Trade  TradeRequest
	Number string // at most 64 characters
	Amount Amount
	Reason string
}

// PayRequest returns the request of the current attempt, with the code that only the memory knows.
func (p Payment) PayRequest(code Code) PayRequest {
	return PayRequest{
		Number: p.Number(), Amount: p.Order.Amount, Subject: p.Order.Subject, Code: code, Operator: p.Order.Operator, Created: p.Began,
	}
}

// PresentRequest returns the request for a code that pays the current attempt, good for as long as rules let it be shown, and one call
// longer, so that the last look is at a trade and not at its end.
func (p Payment) PresentRequest(rules *Policy) PresentRequest {
	return PresentRequest{
		Number: p.Number(), Amount: p.Order.Amount, Subject: p.Order.Subject, Operator: p.Order.Operator, Created: p.Began,
		Valid: rules.ShownFor() + rules.CallTimeout,
	}
}

// TradeRequest returns the request that names the current attempt.
func (p Payment) TradeRequest() TradeRequest {
	return TradeRequest{Number: p.Number(), Ref: p.Trade.Ref, Amount: p.Order.Amount}
}

// RefundRequest returns the request for a refund of the current attempt.
func (p Payment) RefundRequest(r Refund) RefundRequest {
	return RefundRequest{Trade: p.TradeRequest(), Number: r.Number, Amount: r.Amount, Reason: r.Why}
}

var outcomeNames = [...]string{
	Unknown: "unknown", Paid: "paid", Refused: "refused", Confirming: "confirming", Closed: "closed", NotFound: "not_found",
	NotSent: "not_sent", Done: "done",
}

// String returns the outcome's word.
func (o Outcome) String() string {
	if int(o) < len(outcomeNames) {
		return outcomeNames[o]
	}
	return "invalid"
}
