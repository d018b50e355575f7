package alipaytest

import (
	"maps"
	"slices"
	"strconv"
)

// Trades returns every trade, oldest first.
func (l *Ledger) Trades() []Trade {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.trades()
}

func (l *Ledger) trades() []Trade {
	l.settleAll()
	out := make([]Trade, 0, len(l.all))
	for _, a := range l.all {
		out = append(out, a.copy())
	}
	return out
}

// Trade returns the trade of a merchant transaction number. Unlike Query it is not seen by the buyer's script.
func (l *Ledger) Trade(number string) (Trade, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	a := l.find(Key{Number: number})
	if a == nil {
		return Trade{}, false
	}
	return a.copy(), true
}

// numberOf returns the merchant transaction number of a key: that of its id, which wins, or k.Number.
func (l *Ledger) numberOf(k Key) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	if a := l.byID[k.ID]; a != nil {
		return a.Number
	}
	return k.Number
}

// Charged returns what was taken under a number, in smallest units, whatever was given back later. A number never seen has 0.
func (l *Ledger) Charged(number string) int64 {
	t, _ := l.Trade(number)
	return t.Charged
}

// Net returns what the buyer of a number is out of pocket, in smallest units.
func (l *Ledger) Net(number string) int64 {
	t, _ := l.Trade(number)
	return t.Net()
}

// Audit is what an auditor of the merchant would ask of the books.
type Audit struct {
	Trades   int              `json:"trades"`
	Waiting  int              `json:"waiting"` // still ask their buyer
	Net      map[string]int64 `json:"net"`     // by currency, smallest units
	Doubles  []Double         `json:"doubles,omitempty"`
	Overlaps []string         `json:"overlaps,omitempty"` // attempts that came while another of their order was alive
	Late     []string         `json:"late,omitempty"`     // paid after a cancel that found nothing, and not given back
	Wrong    []string         `json:"wrong,omitempty"`    // faults of the books themselves
	FileErr  string           `json:"fileError,omitempty"`
}

// Double is an order whose buyer paid more than once and did not get it back.
type Double struct {
	Order   string   `json:"order"`
	Numbers []string `json:"numbers"`
}

// Clean reports that nobody was charged twice, nothing was paid into the void, and the books agree with themselves.
func (a Audit) Clean() bool {
	return len(a.Doubles) == 0 && len(a.Late) == 0 && len(a.Wrong) == 0 && a.FileErr == ""
}

// Audit goes through the books.
func (l *Ledger) Audit() Audit {
	l.mu.Lock()
	defer l.mu.Unlock()
	report := Audit{Net: map[string]int64{}}
	paid := map[string][]string{}
	for _, t := range l.trades() {
		report.add(t)
		if t.Net() > 0 {
			order := l.opts.OrderOf(t.Number)
			paid[order] = append(paid[order], t.Number)
		}
	}
	for _, order := range slices.Sorted(maps.Keys(paid)) {
		if len(paid[order]) > 1 {
			report.Doubles = append(report.Doubles, Double{Order: order, Numbers: paid[order]})
		}
	}
	if l.fileErr != nil {
		report.FileErr = l.fileErr.Error()
	}
	return report
}

func (a *Audit) add(t Trade) {
	a.Trades++
	if t.Status == StatusWaiting {
		a.Waiting++
	}
	a.Net[t.Amount.Currency] += t.Net()
	if t.Overlaps != "" {
		a.Overlaps = append(a.Overlaps, t.Number)
	}
	if t.AfterCancel && t.Net() > 0 {
		a.Late = append(a.Late, t.Number)
	}
	if why := t.wrong(); why != "" {
		a.Wrong = append(a.Wrong, t.Number+": "+why)
	}
}

// wrong says how a trade contradicts itself, or "".
func (t Trade) wrong() string {
	var refunds int64
	for _, r := range t.Refunds {
		refunds += r.Amount.Value
	}
	switch {
	case t.Charges > 1:
		return "charged " + strconv.Itoa(t.Charges) + " times"
	case t.Charged != 0 && t.Charged != t.Amount.Value:
		return "charged another amount"
	case refunds != t.Refunded:
		return "refunds do not add up"
	case t.Net() < 0:
		return "more given back than taken"
	case t.Status == StatusWaiting && t.Charged != 0:
		return "charged while waiting"
	case t.Status == StatusClosed && t.Net() != 0:
		return "closed with money in it"
	}
	return ""
}

// Snapshot is the whole state for a page or a file.
type Snapshot struct {
	Trades []Trade `json:"trades"`
	Events []Event `json:"events"`
	Audit  Audit   `json:"audit"`
}

// Snapshot copies the books.
func (l *Ledger) Snapshot() Snapshot {
	return Snapshot{Trades: l.Trades(), Events: l.Events(0), Audit: l.Audit()}
}
