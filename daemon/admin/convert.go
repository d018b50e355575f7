package admin

import (
	"time"

	"posd/configs/words"
	"posd/payment"
)

// paymentJSON is a payment as the API tells it. Nothing in it is secret: codes and buyers are masked.
type paymentJSON struct {
	ID         payment.ID   `json:"id"`
	State      string       `json:"state"`
	Final      bool         `json:"final"`
	Settled    bool         `json:"settled"`
	Order      string       `json:"order"`
	Subject    string       `json:"subject"`
	Operator   string       `json:"operator"`
	Shift      int          `json:"shift"`
	Source     string       `json:"source"`
	Amount     amountJSON   `json:"amount"`
	Attempt    int          `json:"attempt"`
	Number     string       `json:"number"`
	Code       string       `json:"code"`
	Presented  bool         `json:"presented"`
	Show       string       `json:"show"`
	Created    time.Time    `json:"created_at"`
	Changed    time.Time    `json:"changed_at"`
	GivenUp    payment.Why  `json:"given_up"`
	Reason     *reasonJSON  `json:"reason"`
	Trade      *tradeJSON   `json:"trade"`
	Recovered  bool         `json:"recovered"`
	Late       bool         `json:"late"`
	Returned   bool         `json:"returned"`
	Spent      []spentJSON  `json:"spent"`
	Refunds    []refundJSON `json:"refunds"`
	Refunded   amountJSON   `json:"refunded"`
	Refundable amountJSON   `json:"refundable"`
	Receipt    *receiptJSON `json:"receipt"`
}

type reasonJSON struct {
	Code   string   `json:"code"`
	Wire   string   `json:"wire"`
	Action string   `json:"action"`
	Text   textJSON `json:"text"`
	Do     textJSON `json:"do"`
}

type tradeJSON struct {
	Ref    string      `json:"ref"`
	PaidAt *time.Time  `json:"paid_at"`
	PaidBy *amountJSON `json:"paid_by"`
	Rate   string      `json:"rate"`
	Buyer  string      `json:"buyer"`
}

type spentJSON struct {
	Number string      `json:"number"`
	Code   string      `json:"code"`
	Reason *reasonJSON `json:"reason"`
	At     time.Time   `json:"at"`
}

type refundJSON struct {
	Number   string              `json:"number"`
	Amount   amountJSON          `json:"amount"`
	State    payment.RefundState `json:"state"`
	Why      string              `json:"why"`
	Operator string              `json:"operator"`
	Approver string              `json:"approver"`
	Shift    int                 `json:"shift"`
	Late     bool                `json:"late"`
	Asked    time.Time           `json:"asked_at"`
	Settled  *time.Time          `json:"settled_at"`
	Reason   *reasonJSON         `json:"reason"`
}

// receiptJSON is a print job as the API tells it.
type receiptJSON struct {
	ID      string     `json:"id"`
	Payment payment.ID `json:"payment_id,omitempty"` // of a sale's or a refund's paper
	Refund  string     `json:"refund"`
	State   string     `json:"state"`
	Copy    bool       `json:"copy"`
	At      time.Time  `json:"at"`
	Why     *textJSON  `json:"why"`
}

// tell returns p as the API tells it, with the state of its receipt.
func (s *Server) tell(p payment.Payment) paymentJSON {
	j := paymentJSON{
		ID: p.ID, State: p.State.String(), Final: p.State.Final(), Settled: p.State.Settled(),
		Order: p.Order.Ref, Subject: p.Order.Subject, Operator: p.Order.Operator, Shift: p.Order.Shift, Source: p.Order.Source,
		Amount: amountOf(p.Order.Amount), Attempt: p.Attempt, Number: p.Number(), Code: p.Code,
		Presented: p.Presented, Show: p.Show,
		Created: p.Created, Changed: p.Changed, GivenUp: p.GivenUp.Why, Reason: reasonOf(p.Reason), Trade: tradeOf(p.Trade),
		Recovered: p.Recovered, Late: p.Late, Returned: p.Returned,
		Spent: make([]spentJSON, 0, len(p.Spent)), Refunds: make([]refundJSON, 0, len(p.Refunds)),
		Refunded: amountOf(p.Refunded()), Refundable: amountOf(p.Refundable()),
	}
	for _, a := range p.Spent {
		j.Spent = append(j.Spent, spentJSON{a.Number, a.Code, reasonOf(a.Reason), a.At})
	}
	for _, f := range p.Refunds {
		j.Refunds = append(j.Refunds, refundOf(f))
	}
	if job, ok := s.parts.Receipts.Of(p.ID); ok {
		receipt := receiptOf(job)
		j.Receipt = &receipt
	}
	return j
}

func (s *Server) tellAll(all []payment.Payment) []paymentJSON {
	told := make([]paymentJSON, 0, len(all))
	for _, p := range all {
		told = append(told, s.tell(p))
	}
	return told
}

// actions are the API's words for what is to be done about a refusal.
var actions = map[payment.Action]string{
	payment.ActNone: "none", payment.ActRescan: "rescan", payment.ActOtherTender: "other_tender", payment.ActAmount: "amount",
	payment.ActRetry: "retry", payment.ActTechnician: "technician", payment.ActCheckNetwork: "check_network",
}

func reasonOf(r payment.Reason) *reasonJSON {
	if r.Code == "" {
		return nil
	}
	text, do := reasonWords(r)
	return &reasonJSON{r.Code, r.Wire, actions[r.Action], say(text), sayOrNothing(do)}
}

// reasonWords returns what happened and what to do; the second may be zero.
func reasonWords(r payment.Reason) (text, do words.Message) {
	key := words.Key("reason." + r.Code)
	if words.Has(key + ".do") {
		do = words.Say(key + ".do")
	}
	if !words.Has(key) {
		return words.Say("admin.reason_unknown", r.Code), do
	}
	return words.Say(key), do
}

func sayOrNothing(m words.Message) textJSON {
	if m.IsZero() {
		return textJSON{}
	}
	return say(m)
}

func tradeOf(t payment.Trade) *tradeJSON {
	if t == (payment.Trade{}) {
		return nil
	}
	j := tradeJSON{Ref: t.Ref, PaidAt: timeIf(t.Time), Rate: t.Rate, Buyer: buyerOf(t)}
	if t.PaidBy.Currency != "" {
		paid := amountOf(t.PaidBy)
		j.PaidBy = &paid
	}
	return &j
}

// buyerOf masks what the gateway has masked already: some gateways mask little.
func buyerOf(t payment.Trade) string {
	if t.Buyer == "" {
		return ""
	}
	return payment.Mask(t.Buyer)
}

func timeIf(at time.Time) *time.Time {
	if at.IsZero() {
		return nil
	}
	return &at
}

func refundOf(f payment.Refund) refundJSON {
	return refundJSON{
		Number: f.Number, Amount: amountOf(f.Amount), State: f.State, Why: f.Why, Operator: f.Operator, Approver: f.Approver, Shift: f.Shift, Late: f.Late,
		Asked: f.Asked, Settled: timeIf(f.Settled), Reason: reasonOf(f.Reason),
	}
}

func receiptOf(j ReceiptJob) receiptJSON {
	return receiptJSON{j.ID, j.Payment, j.Refund, j.State, j.Copy, j.At, sayIf(j.Why)}
}
