package admin

import (
	"maps"
	"net/http"
	"slices"
	"time"

	"posd/configs/words"
	"posd/daemon/book"
	"posd/display"
	"posd/payment"
)

// tillJSON is the counter as it stands.
type tillJSON struct {
	Active  bool         `json:"active"`
	Armed   bool         `json:"armed"`
	Shows   bool         `json:"shows"`
	Payment *paymentJSON `json:"payment"`
	View    viewJSON     `json:"view"`
	Ready   bool         `json:"ready"`
	Why     *textJSON    `json:"why"`
	Gate    gateJSON     `json:"gate"`

	Refund   payment.ID  `json:"refund"` // of which money is about to go back
	Operator *whoJSON    `json:"operator"`
	Shift    int         `json:"shift"`
	Drawer   *drawerJSON `json:"drawer"`
}

// viewJSON is what the customer display shows.
type viewJSON struct {
	Kind        string    `json:"kind"`
	Amount      string    `json:"amount"`
	Currency    string    `json:"currency"`
	Reason      *textJSON `json:"reason"`
	Instruction *textJSON `json:"instruction"`
	Lines       []string  `json:"lines"`
}

// gateJSON tells whether the gateway is known to answer.
type gateJSON struct {
	Open   bool        `json:"open"`
	Cause  *reasonJSON `json:"cause"`
	Detail string      `json:"detail"`
	Since  *time.Time  `json:"since"`
}

func (s *Server) getTill(w http.ResponseWriter, r *http.Request) error {
	s.answer(w, r, http.StatusOK, s.tellTill())
	return nil
}

func (s *Server) tellTill() tillJSON {
	sale, why := s.parts.Till.Sale(), s.parts.Ready()
	t := tillJSON{
		Active: sale.Active, Armed: sale.Armed, Shows: s.parts.Shows, View: s.viewOf(sale.View), Ready: why.IsZero(), Why: sayIf(why),
		Gate: gateOf(s.parts.Gate()), Refund: sale.Refund, Operator: s.who(), Drawer: s.tellDrawer(),
	}
	if s.parts.Staff != nil {
		_, t.Shift = s.parts.Staff.Who()
	}
	if sale.Active {
		p := s.tell(sale.Payment)
		t.Payment = &p
	}
	return t
}

func (s *Server) viewOf(v display.View) viewJSON {
	return viewJSON{
		Kind: v.Kind.String(), Amount: v.Amount, Currency: v.Currency, Reason: sayIf(v.Reason),
		Instruction: sayIf(words.Say(v.Instruction)), Lines: append([]string{}, s.parts.Lines(v)...),
	}
}

func gateOf(g payment.Gate) gateJSON {
	return gateJSON{Open: g.Open, Cause: reasonOf(g.Cause), Detail: g.Detail, Since: timeIf(g.Since)}
}

// totalsJSON are the sums of one business day.
type totalsJSON struct {
	Day        string    `json:"day"`
	Currencies []sumJSON `json:"currencies"`
}

type sumJSON struct {
	Currency     payment.Currency `json:"currency"`
	Sales        int              `json:"sales"`
	SalesAmount  amountJSON       `json:"sales_amount"`
	Refunds      int              `json:"refunds"`
	RefundAmount amountJSON       `json:"refund_amount"`
	Net          amountJSON       `json:"net"`
}

func (s *Server) getTotals(w http.ResponseWriter, r *http.Request) error {
	day := r.URL.Query().Get("day")
	totals := s.parts.Totals.Today()
	if day != "" && day != totals.Day {
		if _, err := time.Parse(time.DateOnly, day); err != nil {
			return refuse(http.StatusBadRequest, "query", "day must be like 2026-11-23")
		}
		var err error
		if totals, err = s.parts.Totals.DayTotals(day); err != nil {
			return err
		}
	}
	s.answer(w, r, http.StatusOK, totalsOf(totals))
	return nil
}

func totalsOf(t book.Totals) totalsJSON { return totalsJSON{t.Day, sumsOf(t.Currencies)} }

// sumsOf returns sums in the order of their currencies.
func sumsOf(sums map[payment.Currency]book.Sum) []sumJSON {
	told := make([]sumJSON, 0, len(sums))
	for _, c := range slices.Sorted(maps.Keys(sums)) {
		sum := sums[c]
		in := func(minor int64) amountJSON { return amountOf(payment.Amount{Minor: minor, Currency: c}) }
		told = append(told, sumJSON{c, sum.Sales, in(sum.SalesMinor), sum.Refunds, in(sum.RefundMinor), in(sum.Net())})
	}
	return told
}

// timelineJSON is what happened to a payment, the oldest first.
type timelineJSON struct {
	Payment payment.ID `json:"payment_id"`
	Steps   []stepJSON `json:"timeline"`
}

type stepJSON struct {
	Seq    uint64      `json:"seq"`
	At     time.Time   `json:"at"`
	Kind   string      `json:"kind"`
	State  string      `json:"state"`
	Number string      `json:"number"`
	Reason *reasonJSON `json:"reason"`
}

func (s *Server) getTimeline(w http.ResponseWriter, r *http.Request) error {
	id, err := idOf(r)
	if err != nil {
		return err
	}
	steps, err := s.parts.Payments.Timeline(id)
	if err != nil {
		return err
	}
	if len(steps) == 0 {
		return payment.ErrUnknownPayment
	}
	told := timelineJSON{id, make([]stepJSON, 0, len(steps))}
	for _, step := range steps {
		told.Steps = append(told.Steps, stepJSON{
			step.Seq, step.At, step.Notice, step.State.String(), step.Number, reasonOf(step.Reason),
		})
	}
	s.answer(w, r, http.StatusOK, told)
	return nil
}
