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
	c.writeSale(&w, jsonout.Title(r.Subject, r.Number), r.Operator, r.Created, r.Terminal, r.Shop)
	w.Close()
	return w.B
}

// presentBody: a code's life is told in whole seconds, rounded up.
func (c *Client) presentBody(q *question, r payment.PresentRequest) []byte {
	w := q.write()
	c.writeSale(&w, jsonout.Title(r.Subject, r.Number), r.Operator, r.Created, r.Terminal, r.Shop)
	writeSeconds(&w, r.Valid+time.Second-1)
	w.Close()
	return w.B
}

// writeSale writes what both ways to pay have alike.
func (c *Client) writeSale(w *jsonout.Builder, title, operator string, created time.Time, terminal string, store payment.Shop) {
	w.Text("subject", title)
	w.Text("operator", jsonout.Cut(operator, protocol.MaxID))
	if !created.IsZero() {
		w.Text("created", created.Format(time.RFC3339))
	}
	w.Text("terminal", terminal)
	if store == (payment.Shop{}) {
		store = payment.Shop{ID: c.cfg.StoreID, Name: c.cfg.StoreName}
	}
	if store != (payment.Shop{}) {
		w.Open("store")
		w.Text("id", store.ID)
		w.Text("name", store.Name)
		w.Close()
	}
}

func writeSeconds(w *jsonout.Builder, d time.Duration) {
	w.Name("seconds")
	w.B = strconv.AppendInt(w.B, int64(d/time.Second), 10)
}

func refundBody(q *question, why string) []byte {
	w := q.write()
	w.Text("reason", jsonout.Cut(why, protocol.MaxText))
	w.Close()
	return w.B
}

func waitBody(q *question, patience time.Duration) []byte {
	w := q.write()
	writeSeconds(&w, patience)
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
