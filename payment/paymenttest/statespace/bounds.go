package statespace

import (
	"time"

	"posd/payment"
)

// Bounds limit what would otherwise go on for ever. Everything else (loss, copies, delay, power cuts) is unlimited.
type Bounds struct {
	Attempts int // of the order, 1..3
	Refunds  int // that somebody asks for, 0..2
	Queries  int // before a sale is given up
	Cancels  int // before the alarm goes on
	Watches  int // of a number that the gateway had never seen, at least 2
}

// Tiny are the bounds for slow machines: one attempt and one refund.
func Tiny() Bounds { return Bounds{Attempts: 1, Refunds: 1, Queries: 1, Cancels: 1, Watches: 2} }

// Small are the bounds of every change's check: two attempts and one refund.
func Small() Bounds { return Bounds{Attempts: 2, Refunds: 1, Queries: 2, Cancels: 1, Watches: 2} }

// Large are the bounds of make explore: three attempts, two refunds, and as many queries, cancels and looks as the policy has.
func Large() Bounds { return Bounds{Attempts: 3, Refunds: 2, Queries: 13, Cancels: 5, Watches: 4} }

// codeDies is the longest that a payment code, one that is shown, or the expiry sent with the request, is taken to live after the request left. A timer
// of this length outlasts it. The documents say a minute; here it is as long as the watch can bear.
const codeDies = 45 * time.Minute

// rules are the policy's, cut to the bounds: the longest pause of the watch stays.
func (b Bounds) rules() payment.Policy {
	rules := payment.DefaultPolicy()
	rules.MaxAttempts = b.Attempts
	rules.ShowFor(time.Minute)
	rules.QueryWaits, rules.PresentWaits = rules.QueryWaits[:b.Queries], rules.PresentWaits[:b.Queries]
	rules.CancelWaits = rules.CancelWaits[:b.Cancels]
	last := len(rules.WatchAfter) - 1
	rules.WatchAfter = append(rules.WatchAfter[:b.Watches-1:b.Watches-1], rules.WatchAfter[last])
	return rules
}
