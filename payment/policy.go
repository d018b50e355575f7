package payment

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// Policy holds the timing rules. The zero value is useless; start from DefaultPolicy.
type Policy struct {
	// QueryWaits are the pauses before each query after a pay without verdict. Their number is the number of queries. Documented:
	// first within 5 s, every 2..5 s, 10..20 times, about 60 s in all (Antom, User-presented Mode Payment, "Integration").
	QueryWaits []time.Duration
	// PresentWaits are the pauses before each query while a code is shown that the customer scans; their sum is how long it is shown.
	// Empty, as by default: this terminal shows none. See ShowFor.
	PresentWaits []time.Duration
	// CancelWaits are the pauses between cancels that brought no verdict, before the alarm goes on.
	CancelWaits []time.Duration
	// WatchAfter are the moments, counted from the cancel, at which a number that the gateway had never seen is asked for again.
	WatchAfter []time.Duration
	// WatchShown are those moments for a number that a shown code pays, where such a code may live longer than a request can be on its
	// way; empty: WatchAfter.
	WatchShown []time.Duration
	// BackoffMin and BackoffMax bound the doubling pauses of the background.
	BackoffMin, BackoffMax time.Duration
	// CallTimeout is the one deadline of each call, from the dial to the last byte.
	CallTimeout time.Duration
	// CancelWindow tells until when a paid trade can be reversed by cancel; after that only a refund is left.
	CancelWindow Window
	// MaxAttempts bounds the attempts of one order.
	MaxAttempts int
	// CodeLife is how long a payment code is good, and so how long a repeated one has to be known.
	CodeLife time.Duration
}

// DefaultPolicy returns the documented timing: waits of the official in-store reference (2, 3, 3, 5 ... s for queries, 2, 3, 3, 5, 5 s for
// cancels, 5 s for each call) and the cancel window of families intl and spot.
func DefaultPolicy() Policy {
	s := time.Second
	return Policy{
		QueryWaits:   []time.Duration{2 * s, 3 * s, 3 * s, 5 * s, 5 * s, 5 * s, 5 * s, 5 * s, 5 * s, 5 * s, 5 * s, 5 * s, 5 * s},
		CancelWaits:  []time.Duration{2 * s, 3 * s, 3 * s, 5 * s, 5 * s},
		WatchAfter:   []time.Duration{time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour},
		BackoffMin:   10 * s,
		BackoffMax:   15 * time.Minute,
		CallTimeout:  5 * s,
		CancelWindow: Window{SameDay: true, UTCOffset: 8 * time.Hour, Grace: 15 * time.Minute},
		MaxAttempts:  20,
		CodeLife:     time.Minute,
	}
}

// Check reports every rule that cannot work.
func (p Policy) Check() error {
	var faults []error
	if n := len(p.QueryWaits); n < 1 || n > 100 {
		faults = append(faults, fmt.Errorf("query waits: 1..100 are needed, %d are given", n))
	}
	if n := len(p.PresentWaits); n > 500 {
		faults = append(faults, fmt.Errorf("present waits: at most 500 are possible, %d are given", n))
	}
	if n := len(p.CancelWaits); n < 1 || n > 100 {
		faults = append(faults, fmt.Errorf("cancel waits: 1..100 are needed, %d are given", n))
	}
	if len(p.WatchAfter) < 1 {
		faults = append(faults, errors.New("a cancelled number must be watched at least once"))
	}
	for _, moments := range [][]time.Duration{p.WatchAfter, p.WatchShown} {
		for i, after := range moments {
			if after < time.Second || after > 7*24*time.Hour || i > 0 && after <= moments[i-1] {
				faults = append(faults, fmt.Errorf("watch moment %v is outside 1s..168h or not after the one before", after))
			}
		}
	}
	for _, d := range slices.Concat([]time.Duration{p.BackoffMin, p.CallTimeout, p.CodeLife}, p.QueryWaits, p.PresentWaits, p.CancelWaits) {
		if d < 100*time.Millisecond || d > time.Hour {
			faults = append(faults, fmt.Errorf("a wait of %v is outside 100ms..1h", d))
		}
	}
	if p.BackoffMax < p.BackoffMin || p.MaxAttempts < 1 {
		faults = append(faults, errors.New("backoff or attempts are out of order"))
	}
	return errors.Join(faults...)
}

// showPause is the pause between queries while a code is shown: as between those after a pay without verdict.
const showPause = 3 * time.Second

// ShowFor lets codes be shown, each for d, rounded up to whole pauses of three seconds; 0: none are shown.
func (p *Policy) ShowFor(d time.Duration) {
	p.PresentWaits = slices.Repeat([]time.Duration{showPause}, int((d+showPause-1)/showPause))
}

// ShownFor returns how long a code is shown.
func (p *Policy) ShownFor() time.Duration {
	var sum time.Duration
	for _, d := range p.PresentWaits {
		sum += d
	}
	return sum
}

// CodesLive adds a last look, an hour after codes that are shown have ceased to live for sure: for families that let no end be asked for.
func (p *Policy) CodesLive(life time.Duration) {
	p.WatchShown = append(slices.Clone(p.WatchAfter), life+time.Hour)
}

// backoff returns the pause before try n (from 0), doubling between the bounds.
func (p Policy) backoff(n int) time.Duration {
	d := p.BackoffMin
	for range min(n, 16) {
		d *= 2
	}
	return min(d, p.BackoffMax)
}

// Window is a span, from the start of a trade, in which a gateway still cancels it.
type Window struct {
	SameDay   bool          // until the end of the trade's calendar day at UTCOffset, plus Grace
	UTCOffset time.Duration // 8 h: Alipay counts in Beijing time
	Grace     time.Duration
	Length    time.Duration // without SameDay: this long
}

// Open reports whether a trade begun at began can still be cancelled at now.
func (w Window) Open(began, now time.Time) bool {
	if !w.SameDay {
		return now.Sub(began) < w.Length
	}
	local := began.UTC().Add(w.UTCOffset)
	midnight := local.Truncate(24 * time.Hour).Add(24 * time.Hour).Add(-w.UTCOffset)
	return now.Before(midnight.Add(w.Grace))
}
