package alipaytest

import (
	"slices"
	"testing"
	"time"
)

// till is what a careful terminal does, in as few lines as the pages need: pay; query every 3 s while the answer is not sure;
// after 20 queries give up and cancel until that is sure; watch a number that the cancel did not know. It is here to show that
// every scenario can be brought to an end that agrees with the books.
type till struct {
	*shop
	number string
	id     string
}

// final words of a till.
const (
	soldPaid    = "paid"
	soldRefused = "refused"
	soldNothing = "nothing"
)

// ours reports whether a believable answer is about this sale.
func (s *till) ours(r reply) bool {
	number, named := r.body.text("merchantTransId")
	if named && number != s.number {
		return false
	}
	if raw, ok := r.body["orderAmount"]; ok {
		amount, err := parseMoney(raw)
		return err == nil && amount == price
	}
	return true
}

func (s *till) sell(code string) string {
	r := s.pay(s.number, code)
	switch {
	case !r.verified || !s.ours(r):
	case r.result == "S":
		return soldPaid
	case r.result == "F" && slices.Contains(refusals, r.code):
		return soldRefused
	}
	for range 20 {
		s.wait(3 * time.Second)
		if end := s.ask(); end != "" {
			return end
		}
	}
	return s.giveUp()
}

// ask queries once and returns the end that the answer proves, or "".
func (s *till) ask() string {
	r := s.query(s.number)
	if r.sure() != "S" || !s.ours(r) {
		return ""
	}
	s.id, _ = r.body.text("acquirementId")
	switch word, _ := r.body.text("transStatus"); word {
	case "TRADE_SUCCESS":
		return soldPaid
	case "TRADE_CLOSED":
		return soldNothing
	}
	return ""
}

// giveUp cancels until it is sure, for a day. A cancel that is refused for good asks what became of the trade, and refunds it.
func (s *till) giveUp() string {
	for wait := time.Second; wait < 12*time.Hour; wait *= 2 {
		r := s.cancel(s.number)
		if r.sure() == "S" {
			return s.watch()
		}
		if r.sure() == "F" && s.resolve() {
			return soldNothing
		}
		s.wait(wait)
	}
	return ""
}

// resolve asks what became of a trade that cannot be cancelled, gives its money back, and reports whether it is over.
func (s *till) resolve() bool {
	switch s.ask() {
	case soldNothing:
		return true
	case soldPaid:
		return s.refund(s.id, "R"+s.number, price.Value).sure() == "S"
	}
	return false
}

// watch asks again after a cancel, and cancels what arrived late.
func (s *till) watch() string {
	for _, wait := range []time.Duration{time.Minute, 4 * time.Minute, 10 * time.Minute, 45 * time.Minute} {
		s.wait(wait)
		if s.ask() == soldPaid {
			return s.giveUp()
		}
	}
	return soldNothing
}

// TestEveryScenarioEnds runs the till through the whole catalogue and holds its word against the books.
func TestEveryScenarioEnds(t *testing.T) {
	t.Parallel()
	for _, scenario := range Scenarios() {
		t.Run(scenario.Name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, nil, func(t *testing.T, s *shop) {
				sale := &till{shop: s, number: "A1_0"}
				end := sale.sell(s.mint(scenario.Name, 0))
				if silent := scenario.Name == "silent" || scenario.Name == "silent_uncharged"; silent != (end == "") {
					t.Fatalf("ended as %q", end)
				}
				net := s.gateway.Ledger().Net("A1_0")
				if end != "" && (net == price.Value) != (end == soldPaid) || net != 0 && net != price.Value {
					t.Errorf("ended as %q, net %d", end, net)
				}
				audit := s.gateway.Ledger().Audit()
				if !audit.Clean() || audit.Waiting != 0 {
					t.Errorf("audit %+v", audit)
				}
				if v := s.gateway.Violations(); len(v) != 0 {
					t.Errorf("violations %+v", v)
				}
			})
		})
	}
}
