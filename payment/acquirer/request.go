package acquirer

import (
	"crypto/rand"
	"strconv"
	"time"

	"posd/payment"
	"posd/payment/acquirer/protocol"
	"posd/payment/alipay/jsonout"
)

// requestSize holds a usual request.
const requestSize = 2 << 10

// question is what an answer is held against.
type question struct {
	path         string
	message      string
	number       string
	amount       payment.Amount
	refund       string
	refundAmount payment.Amount
}

// newQuestion begins a question with a fresh message.
func newQuestion(path string) *question { return &question{path: path, message: rand.Text()} }

func askTrade(path string, r payment.TradeRequest) *question {
	q := newQuestion(path)
	q.number, q.amount = r.Number, r.Amount
	return q
}

func askRefund(path string, r payment.RefundRequest) *question {
	q := askTrade(path, r.Trade)
	q.refund, q.refundAmount = r.Number, r.Amount
	return q
}

// write begins a body with what every call of the kind has.
func (q *question) write() jsonout.Builder {
	w := jsonout.Builder{B: append(make([]byte, 0, requestSize), '{')}
	w.Text("message", q.message)
	w.Text("number", q.number)
	writeAmount(&w, "amount", q.amount)
	w.Text("refund_number", q.refund)
	writeAmount(&w, "refund_amount", q.refundAmount)
	return w
}

func writeAmount(w *jsonout.Builder, name string, a payment.Amount) {
	if a != (payment.Amount{}) {
		w.Amount(name, a)
	}
}

// body is the request of a call that has nothing of its own.
func (q *question) body() []byte {
	w := q.write()
	w.Close()
	return w.B
}

func (c *Client) payBody(q *question, r payment.PayRequest) []byte {
	w := q.write()
	w.Text("code", r.Code.Reveal())
	w.Text("subject", jsonout.Title(r.Subject, r.Number))
	w.Text("operator", jsonout.Cut(r.Operator, protocol.MaxID))
	if !r.Created.IsZero() {
		w.Text("created", r.Created.Format(time.RFC3339))
	}
	w.Text("terminal", r.Terminal)
	store := r.Shop
	if store == (payment.Shop{}) {
		store = payment.Shop{ID: c.cfg.StoreID, Name: c.cfg.StoreName}
	}
	if store != (payment.Shop{}) {
		w.Open("store")
		w.Text("id", store.ID)
		w.Text("name", store.Name)
		w.Close()
	}
	w.Close()
	return w.B
}

func refundBody(q *question, why string) []byte {
	w := q.write()
	w.Text("reason", jsonout.Cut(why, protocol.MaxText))
	w.Close()
	return w.B
}

func waitBody(q *question, patience time.Duration) []byte {
	w := q.write()
	w.Name("seconds")
	w.B = strconv.AppendInt(w.B, int64(patience/time.Second), 10)
	w.Close()
	return w.B
}

func enrollBody(q *question, code, csr string) []byte {
	w := q.write()
	w.Text("code", code)
	w.Text("csr", csr)
	w.Close()
	return w.B
}
