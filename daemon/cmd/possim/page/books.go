package page

import (
	"posd/configs/words"
	"posd/daemon/cmd/possim/counter"
	"posd/payment/alipay/alipaytest"
)

// books are those of the simulated Alipay.
type books struct {
	Trades     []trade       `json:"trades"`
	Net        string        `json:"net"`
	Clean      bool          `json:"clean"`
	Text       counter.Words `json:"text"`       // what the audit says
	Violations []string      `json:"violations"` // what the real gateway would not have taken
}

type trade struct {
	Number   string        `json:"number"`
	Title    string        `json:"title"`
	Code     string        `json:"code"`
	Amount   string        `json:"amount"`
	Status   string        `json:"status"`
	Text     counter.Words `json:"text"`
	Charged  string        `json:"charged"`
	Refunded string        `json:"refunded"`
	Returned string        `json:"returned"`
	Net      string        `json:"net"`
}

func (s *Server) lookAtBooks() books {
	snapshot := s.counter.Alipay.Ledger().Snapshot()
	b := books{Trades: []trade{}, Net: yuan(snapshot.Audit.Net[counter.Currency]), Clean: snapshot.Audit.Clean(), Violations: []string{}}
	b.Text = both("sim.audit_clean", snapshot.Audit.Trades)
	if !b.Clean {
		b.Text = both("sim.audit_wrong", len(snapshot.Audit.Doubles), len(snapshot.Audit.Late), len(snapshot.Audit.Wrong))
	}
	all := snapshot.Trades
	for i := len(all) - 1; i >= 0 && len(b.Trades) < tradesShown; i-- {
		b.Trades = append(b.Trades, tradeOf(all[i]))
	}
	for _, e := range s.counter.Alipay.Violations() {
		b.Violations = append(b.Violations, string(e.Call)+": "+e.Note)
	}
	b.Violations = b.Violations[max(0, len(b.Violations)-tradesShown):]
	return b
}

var statusWords = map[alipaytest.Status]words.Key{
	alipaytest.StatusWaiting: "sim.trade_waiting", alipaytest.StatusSuccess: "sim.trade_success", alipaytest.StatusClosed: "sim.trade_closed",
}

func tradeOf(t alipaytest.Trade) trade {
	return trade{
		Number: t.Number, Title: t.Title, Code: t.Code, Amount: yuan(t.Amount.Value), Status: string(t.Status),
		Text: both(statusWords[t.Status]), Charged: yuan(t.Charged), Refunded: yuan(t.Refunded), Returned: yuan(t.Returned), Net: yuan(t.Net()),
	}
}

// waiting returns the newest trade that asks its buyer.
func (b books) waiting() *trade {
	for _, t := range b.Trades {
		if t.Status == string(alipaytest.StatusWaiting) {
			return &t
		}
	}
	return nil
}
