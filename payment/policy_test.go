package payment_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"posd/payment"
)

func TestTheDocumentedTiming(t *testing.T) {
	t.Parallel()
	p := payment.DefaultPolicy()
	if err := p.Check(); err != nil {
		t.Fatal(err)
	}
	var all time.Duration
	for _, wait := range p.QueryWaits {
		if all += wait; wait < 2*time.Second || wait > 5*time.Second {
			t.Errorf("a query waits %v, not 2..5 s", wait)
		}
	}
	if n := len(p.QueryWaits); n < 10 || n > 20 || all < 55*time.Second || all > 65*time.Second {
		t.Errorf("%d queries in %v, not 10..20 in about 60 s", n, all)
	}
	if want := []time.Duration{2 * time.Second, 3 * time.Second, 3 * time.Second, 5 * time.Second, 5 * time.Second}; !slices.Equal(p.CancelWaits, want) {
		t.Errorf("cancels wait %v, not %v as the reference for shops does", p.CancelWaits, want)
	}
	if p.BackoffMin != 10*time.Second || p.BackoffMax != 15*time.Minute || p.MaxAttempts != 20 {
		t.Errorf("the background waits %v..%v, an order has %d attempts", p.BackoffMin, p.BackoffMax, p.MaxAttempts)
	}
	if p.CallTimeout != 5*time.Second || p.CodeLife < time.Minute {
		t.Errorf("a call takes %v, a code lives %v", p.CallTimeout, p.CodeLife)
	}
	if w := p.WatchAfter; len(w) != 4 || w[0] != time.Minute || w[1] != 5*time.Minute || w[2] != 15*time.Minute || w[3] != time.Hour {
		t.Errorf("watched after %v, not 1, 5, 15 and 60 minutes", w)
	}
}

func TestRulesThatCannotWork(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(*payment.Policy){
		"no queries":            func(p *payment.Policy) { p.QueryWaits = nil },
		"too many queries":      func(p *payment.Policy) { p.QueryWaits = many(101) },
		"no cancels":            func(p *payment.Policy) { p.CancelWaits = nil },
		"too many cancels":      func(p *payment.Policy) { p.CancelWaits = many(101) },
		"no watch":              func(p *payment.Policy) { p.WatchAfter = nil },
		"watch at once":         func(p *payment.Policy) { p.WatchAfter = []time.Duration{0} },
		"watch for a month":     func(p *payment.Policy) { p.WatchAfter = []time.Duration{720 * time.Hour} },
		"watches out of order":  func(p *payment.Policy) { p.WatchAfter = []time.Duration{time.Hour, time.Minute} },
		"the same watch twice":  func(p *payment.Policy) { p.WatchAfter = []time.Duration{time.Hour, time.Hour} },
		"watch in no second":    func(p *payment.Policy) { p.WatchAfter = []time.Duration{600 * time.Millisecond} },
		"query in no time":      func(p *payment.Policy) { p.QueryWaits = []time.Duration{60 * time.Millisecond} },
		"query at once":         func(p *payment.Policy) { p.QueryWaits = []time.Duration{0} },
		"query tomorrow":        func(p *payment.Policy) { p.QueryWaits = []time.Duration{24 * time.Hour} },
		"cancel before":         func(p *payment.Policy) { p.CancelWaits = []time.Duration{-time.Second} },
		"no deadline":           func(p *payment.Policy) { p.CallTimeout = 0 },
		"no life of a code":     func(p *payment.Policy) { p.CodeLife = 0 },
		"no backoff":            func(p *payment.Policy) { p.BackoffMin = 0 },
		"backoff the wrong way": func(p *payment.Policy) { p.BackoffMax = p.BackoffMin - 1 },
		"no attempts":           func(p *payment.Policy) { p.MaxAttempts = 0 },
	} {
		p := payment.DefaultPolicy()
		spoil(&p)
		if err := p.Check(); err == nil {
			t.Errorf("%s: accepted", name)
		}
		if _, err := payment.NewCashier(payment.Parts{Rules: p}); err == nil {
			t.Errorf("%s: a cashier works by it", name)
		}
	}
	for name, change := range map[string]func(*payment.Policy){
		"a hundred queries": func(p *payment.Policy) { p.QueryWaits, p.CancelWaits = many(100), many(100) },
		"one of each": func(p *payment.Policy) {
			p.QueryWaits, p.CancelWaits, p.WatchAfter = many(1), many(1), []time.Duration{time.Second}
		},
		"the shortest": func(p *payment.Policy) { p.BackoffMin, p.BackoffMax = 100*time.Millisecond, 100*time.Millisecond },
		"the longest": func(p *payment.Policy) {
			p.CodeLife, p.WatchAfter, p.MaxAttempts = time.Hour, []time.Duration{7 * 24 * time.Hour}, 1
		},
	} {
		p := payment.DefaultPolicy()
		change(&p)
		if err := p.Check(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := (payment.Policy{}).Check(); err == nil || strings.Count(err.Error(), "\n") < 4 {
		t.Errorf("not every fault is reported: %v", err)
	}
}

func many(n int) []time.Duration {
	waits := make([]time.Duration, n)
	for i := range waits {
		waits[i] = time.Second
	}
	return waits
}

// TestTheCancelWindowEndsInBeijing: the same calendar day there, and 15 minutes, whatever zone the terminal stands in and whatever
// its clocks did that night.
func TestTheCancelWindowEndsInBeijing(t *testing.T) {
	t.Parallel()
	w := payment.DefaultPolicy().CancelWindow
	at := func(text string) time.Time {
		t.Helper()
		v, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	for _, c := range []struct {
		began, now string
		open       bool
	}{
		{"2026-03-01T12:00:00+08:00", "2026-03-01T12:00:00+08:00", true},
		{"2026-03-01T12:00:00+08:00", "2026-03-01T23:59:59+08:00", true},
		{"2026-03-01T12:00:00+08:00", "2026-03-02T00:14:59+08:00", true},
		{"2026-03-01T12:00:00+08:00", "2026-03-02T00:15:00+08:00", false},
		{"2026-03-01T00:00:00+08:00", "2026-03-02T00:14:59+08:00", true},
		{"2026-03-01T23:59:59+08:00", "2026-03-02T00:14:59+08:00", true},
		{"2026-03-01T23:59:59+08:00", "2026-03-02T00:15:00+08:00", false},
		{"2026-03-02T00:00:00+08:00", "2026-03-02T00:15:00+08:00", true},
		{"2026-03-02T00:00:00+08:00", "2026-03-03T00:15:00+08:00", false},
		{"2026-03-01T15:59:59Z", "2026-03-01T16:15:00Z", false},
		{"2026-03-01T16:00:00Z", "2026-03-02T16:14:59Z", true},
		{"2026-12-31T12:00:00+08:00", "2027-01-01T00:14:59+08:00", true},
		{"2026-12-31T12:00:00+08:00", "2027-01-01T00:15:00+08:00", false},
		{"2028-02-28T12:00:00+08:00", "2028-02-29T00:15:00+08:00", false},
		// Europe changes its clocks on 29 March 2026, New York on 8 March; Beijing never does.
		{"2026-03-28T23:00:00+01:00", "2026-03-29T18:14:59+02:00", true},
		{"2026-03-28T23:00:00+01:00", "2026-03-29T18:15:00+02:00", false},
		{"2026-03-07T12:00:00-05:00", "2026-03-08T12:14:59-04:00", true},
		{"2026-03-07T12:00:00-05:00", "2026-03-08T12:15:00-04:00", false},
		// A clock that was set back: still the same day, as far as anybody knows.
		{"2026-03-01T12:00:00+08:00", "2026-02-01T12:00:00+08:00", true},
	} {
		if open := w.Open(at(c.began), at(c.now)); open != c.open {
			t.Errorf("begun %s, at %s: open %v", c.began, c.now, open)
		}
	}
}

func TestAWindowOfAFixedLength(t *testing.T) {
	t.Parallel()
	w := payment.Window{Length: 24 * time.Hour, Grace: time.Hour}
	began := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	if !w.Open(began, began.Add(24*time.Hour-1)) || w.Open(began, began.Add(24*time.Hour)) {
		t.Error("24 hours are not 24 hours")
	}
	if (payment.Window{}).Open(began, began) {
		t.Error("no window is open")
	}
}
