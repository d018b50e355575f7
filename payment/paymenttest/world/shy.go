package world

import "fmt"

// What a world has to meet before it proves something, and from how many payments on it is asked for.
const (
	leastHit   = 100  // a class of fault hits at least one payment in so many
	leastMoves = 1000 // a transition is made at least once in so many payments
	enough     = 1_000_000
	some       = 50_000 // from here on nothing may be missing altogether
)

// Shy returns the classes of fault and the transitions that were met too rarely for the number of payments. Every transition that
// payment.Next can make is asked for: there is none that these worlds cannot reach.
func (t *Tally) Shy() []string {
	if t.Payments < some {
		return nil
	}
	var shy []string
	for f := range faults {
		if t.Hit[f] == 0 || t.Payments >= enough && t.Hit[f]*leastHit < t.Payments {
			shy = append(shy, fmt.Sprintf("%s: hit %d payments of %d", f, t.Hit[f], t.Payments))
		}
	}
	for _, m := range Transitions() {
		if n := t.Moves(m); n == 0 || t.Payments >= enough && n*leastMoves < t.Payments {
			shy = append(shy, fmt.Sprintf("%s: made %d times in %d payments", m, n, t.Payments))
		}
	}
	return shy
}
