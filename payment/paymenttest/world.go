package paymenttest

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"posd/payment"
)

// World plays many sales through a real Cashier in virtual time, against a Bank that never errs and a line, a disk, a mains supply
// and people that do. All that happens is drawn from Seed, and the same seed brings the same world again.
//
// The world consists of counters, each in a bubble of virtual time of its own: a few dozen sales overlap at it during some stormy
// hours in which requests and answers are lost, doubled and late, power fails and disks break; then all is well for a day, and
// the ledger of the bank is held against the journal. The counter that is n-th in a world with seed s is the first in one with
// seed s+n.
type World struct {
	Seed     uint64
	Payments int // at least so many
}

// salesPerCounter is how many customers come to one counter.
const salesPerCounter = 50

// Play runs the world. Whatever broke a rule is an error of t, with the seed of its counter.
func (w World) Play(t *testing.T) *Tally {
	t.Helper()
	tally := newTally()
	for seed := w.Seed; tally.Payments < w.Payments && !t.Failed(); seed++ {
		synctest.Test(t, func(t *testing.T) {
			c := newCounter(seed, tally)
			c.run()
			if len(c.wrong) > 0 {
				t.Errorf("-seed %d -payments 1 breaks the rules:\n%s", seed, strings.Join(c.wrong, "\n"))
			}
		})
	}
	return tally
}

// Tally counts what a world met.
type Tally struct {
	mu       sync.Mutex
	Payments int
	Troubles map[Hazard]int
	States   map[payment.State]int // saves that led to a state
	Notices  map[payment.Notice]int
}

func newTally() *Tally {
	return &Tally{Troubles: map[Hazard]int{}, States: map[payment.State]int{}, Notices: map[payment.Notice]int{}}
}

func (t *Tally) met(h Hazard) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.Troubles[h]++
}

func (t *Tally) saved(before, after payment.State) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if before == payment.StateNone {
		t.Payments++
	}
	t.States[after]++
}

func (t *Tally) told(n payment.Notice) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.Notices[n]++
}

// Missed returns every hazard, state and notice that was never met: a world that never was there proves nothing about it.
func (t *Tally) Missed() []string {
	var missed []string
	for _, h := range hazards() {
		if t.Troubles[h] == 0 {
			missed = append(missed, "hazard "+string(h))
		}
	}
	for s := payment.StateCreated; s <= payment.StateRefunded; s++ {
		if t.States[s] == 0 {
			missed = append(missed, "state "+s.String())
		}
	}
	for _, n := range notices() {
		if t.Notices[n] == 0 {
			missed = append(missed, "notice "+string(n))
		}
	}
	return missed
}

// String lists the counts.
func (t *Tally) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d payments\n", t.Payments)
	for _, h := range hazards() {
		fmt.Fprintf(&b, "%7d %s\n", t.Troubles[h], h)
	}
	for s := payment.StateCreated; s <= payment.StateRefunded; s++ {
		fmt.Fprintf(&b, "%7d saved as %s\n", t.States[s], s)
	}
	return b.String()
}

func notices() []payment.Notice {
	return []payment.Notice{
		payment.NoticeCreated, payment.NoticeSending, payment.NoticeConfirming, payment.NoticeChecking, payment.NoticePaid,
		payment.NoticePaidLate, payment.NoticeScanAgain, payment.NoticeRefused, payment.NoticeNotSent, payment.NoticeStopping,
		payment.NoticeCancelling, payment.NoticeCancelled, payment.NoticeWatched, payment.NoticeReturning, payment.NoticeReturned,
		payment.NoticeUnresolved, payment.NoticeRefundPending, payment.NoticeRefundUnknown, payment.NoticeRefunded,
		payment.NoticeRefundRefused, payment.NoticeRefundNotSent,
	}
}
