package world

import "time"

// moment is a time of the world: nanoseconds since it began. It never jumps, whatever the terminal's clock does.
type moment int64

func (m moment) plus(d time.Duration) moment { return m + moment(d) }

// what says what is due.
type what uint8

const (
	dueRound    what = iota // a request arrives, and its answer is back
	dueArrival              // a request arrives, and its answer goes nowhere
	dueBack                 // what a call brought, or its deadline
	dueTimer                // a payment's timer
	dueProbe                // the timer of the next probe
	dueProbed               // a probe's answer
	dueCustomer             // a customer's next step
	dueEnd                  // the process ends
	dueBoot                 // the next process begins
	dueRoom                 // the full card is given room
	dueJump                 // the terminal's clock jumps
	duePaper                // the printer's next step
	dueCalm                 // the storm is over
)

// due is one entry of the agenda.
type due struct {
	at   moment
	turn uint64 // entries of the same moment come in the order in which they were written
	what what
	who  int32  // sale, letter or customer
	seq  uint32 // the flight that it belongs to
	life uint32 // the process that it belongs to, where it dies with it
}

func (d due) before(e due) bool { return d.at < e.at || d.at == e.at && d.turn < e.turn }

// agenda is a heap of what is due, the earliest first.
type agenda struct {
	heap []due
	turn uint64
}

func (a *agenda) clear() { a.heap, a.turn = a.heap[:0], 0 }

func (a *agenda) add(d due) {
	a.turn++
	d.turn = a.turn
	a.heap = append(a.heap, d)
	i := len(a.heap) - 1
	for i > 0 {
		parent := (i - 1) / 2
		if !d.before(a.heap[parent]) {
			break
		}
		a.heap[i] = a.heap[parent]
		i = parent
	}
	a.heap[i] = d
}

func (a *agenda) next() (due, bool) {
	if len(a.heap) == 0 {
		return due{}, false
	}
	first := a.heap[0]
	last := a.heap[len(a.heap)-1]
	a.heap = a.heap[:len(a.heap)-1]
	if len(a.heap) > 0 {
		a.sink(last)
	}
	return first, true
}

// sink puts d where it belongs, from the top.
func (a *agenda) sink(d due) {
	i := 0
	for {
		child := 2*i + 1
		if child >= len(a.heap) {
			break
		}
		if right := child + 1; right < len(a.heap) && a.heap[right].before(a.heap[child]) {
			child = right
		}
		if !a.heap[child].before(d) {
			break
		}
		a.heap[i] = a.heap[child]
		i = child
	}
	a.heap[i] = d
}
