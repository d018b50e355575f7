package page

import (
	"context"
	"time"

	"posd/configs/words"
	"posd/daemon/cmd/possim/counter"
)

// posd is the terminal's own state.
type posd struct {
	Running  bool              `json:"running"`
	Answers  bool              `json:"answers"`
	Ready    bool              `json:"ready"`
	Active   bool              `json:"active"`  // a sale is in progress
	Armed    bool              `json:"armed"`   // the scanner is expected to bring a code
	Shows    bool              `json:"shows"`   // codes that the customer scans can be shown
	Staffed  bool              `json:"staffed"` // there are operators
	Text     counter.Words     `json:"text"`    // one sentence on all of that
	Problems []counter.Problem `json:"problems"`
	Log      []string          `json:"log"` // the end of it, when posd does not run
}

// askPosd adds what posd tells.
func (s *Server) askPosd(ctx context.Context, st *state) {
	p := &st.Posd
	p.Problems, p.Log = []counter.Problem{}, []string{}
	var last error
	if p.Running, last = s.counter.Posd().Running(); !p.Running {
		log := s.counter.Posd().Log()
		p.Log = append(p.Log, log[max(0, len(log)-logShown):]...)
		p.Text = endedText(last)
		return
	}
	p.Text = both("sim.posd_starting")
	till, err := s.till.Till(ctx)
	if err != nil {
		return
	}
	p.Answers, p.Ready, p.Active, p.Armed, p.Shows, p.Text = true, till.Ready, till.Active, till.Armed, till.Shows, readyText(till)
	if all, err := s.till.Payments(ctx, paymentsShown); err == nil {
		for _, one := range all {
			st.Payments = append(st.Payments, paymentOf(one))
		}
	}
	if till.Payment != nil {
		st.Sale = saleOf(till)
	} else if len(st.Payments) > 0 {
		st.Sale = &st.Payments[0]
	}
	if st.Sale != nil {
		st.Timeline = s.storyOf(ctx, st.Sale.ID)
	}
	p.Staffed, _ = s.till.Staffed(ctx) // what posd does not tell is not so
	if all, err := s.till.Problems(ctx); err == nil {
		p.Problems = append(p.Problems, faulty(all)...)
	}
}

// saleOf returns the sale in progress, with what the customer display says about a scan that was not accepted.
func saleOf(t counter.Till) *payment {
	sale := paymentOf(*t.Payment)
	if sale.Why == nil {
		sale.Why, sale.Do = t.View.Reason, t.View.Instruction
	}
	return &sale
}

func endedText(last error) counter.Words {
	if last == nil {
		return both("sim.posd_off")
	}
	return both("sim.posd_ended", last.Error())
}

func readyText(t counter.Till) counter.Words {
	switch {
	case t.Ready && t.Active:
		return both("sim.posd_selling")
	case t.Ready:
		return both("sim.posd_ready")
	case t.Why != nil:
		return *t.Why
	}
	return both("sim.posd_not_ready")
}

// faulty returns what is wrong, without what follows from another fault.
func faulty(all []counter.Problem) []counter.Problem {
	var wrong []counter.Problem
	for _, p := range all {
		if p.State == "fault" && !p.Silenced {
			wrong = append(wrong, p)
		}
	}
	return wrong
}

// payment is a payment as the page shows it.
type payment struct {
	ID         string         `json:"id"`
	At         string         `json:"at"` // time of day
	Subject    string         `json:"subject"`
	Code       string         `json:"code"`
	Show       string         `json:"show"` // what the code that the customer scans says
	Amount     string         `json:"amount"`
	State      string         `json:"state"`
	Final      bool           `json:"final"`
	Text       counter.Words  `json:"text"`
	Why        *counter.Words `json:"why"`
	Do         *counter.Words `json:"do"`
	Refundable string         `json:"refundable"` // empty if nothing can be given back
	Receipt    *counter.Words `json:"receipt"`
	Refunds    []refund       `json:"refunds"`
}

type refund struct {
	Amount string        `json:"amount"`
	State  string        `json:"state"`
	Text   counter.Words `json:"text"`
}

func paymentOf(p counter.Payment) payment {
	out := payment{
		ID: p.ID, At: p.Created.Local().Format(time.TimeOnly), Subject: p.Subject, Code: p.Code, Show: p.Show, Amount: yuanOf(p.Amount), State: p.State, Final: p.Final,
		Text: wordOf("admin.state_" + p.State), Refunds: []refund{},
	}
	if p.Reason != nil {
		out.Why, out.Do = &p.Reason.Text, &p.Reason.Do
	}
	if p.State == "paid" && p.Refundable.Value != "0" {
		out.Refundable = yuanOf(p.Refundable)
	}
	if p.Receipt != nil {
		receipt := wordOf("admin.receipt_" + p.Receipt.State)
		out.Receipt = &receipt
	}
	for _, f := range p.Refunds {
		amount := yuanOf(f.Amount)
		out.Refunds = append(out.Refunds, refund{amount, f.State, wordOf("admin.refund_"+f.State, amount)})
	}
	return out
}

// step is one line of a sale's timeline.
type step struct {
	Seq  uint64        `json:"seq"`
	At   string        `json:"at"` // time of day
	Kind string        `json:"kind"`
	Text counter.Words `json:"text"`
}

func (s *Server) storyOf(ctx context.Context, id string) []step {
	steps, _ := s.till.Timeline(ctx, id) // what posd does not tell is left out
	story := make([]step, 0, len(steps))
	for _, one := range steps {
		story = append(story, step{one.Seq, one.At.Local().Format("15:04:05.0"), one.Kind, wordOf("admin.notice_" + one.Kind)})
	}
	return story
}

// wordOf returns posd's own words for one of its states, or the state itself if it is a new one.
func wordOf(key string, args ...any) counter.Words {
	if !words.Has(words.Key(key)) {
		return counter.Words{Zh: key, En: key}
	}
	return both(words.Key(key), args...)
}
