package alipaytest

import "time"

// EventKind says what happened.
type EventKind string

// Kinds of events. Only those of the ledger are kept in its file.
const (
	EventCreated      EventKind = "created"       // a trade came to be
	EventCharged      EventKind = "charged"       // money taken
	EventClosed       EventKind = "closed"        // the trade is over
	EventReturned     EventKind = "returned"      // money given back by a cancel
	EventRefunded     EventKind = "refunded"      // money given back by a refund
	EventOffered      EventKind = "offered"       // a code to scan was made
	EventScanned      EventKind = "scanned"       // somebody scanned the code of a trade that waited for it
	EventRefused      EventKind = "refused"       // no trade was made
	EventCancelUnseen EventKind = "cancel_unseen" // a cancel of a number never seen, answered success
	EventMessage      EventKind = "message"       // a front answered a request, or was kept from it; not in the file
	EventViolation    EventKind = "violation"     // a request that the real gateway would not have taken; not in the file
	EventNotice       EventKind = "notice"        // a notification was sent, and taken or not; not in the file
)

// Event is one line of the simulator's story.
type Event struct {
	Seq      int64     `json:"seq"` // from 1, rising
	Time     time.Time `json:"time"`
	Kind     EventKind `json:"kind"`
	Number   string    `json:"number,omitempty"`
	Call     Call      `json:"call,omitempty"`
	Amount   Money     `json:"amount,omitzero"`
	Scenario string    `json:"scenario,omitempty"`
	Result   string    `json:"result,omitempty"` // result code, as answered
	Fault    string    `json:"fault,omitempty"`  // what was done to the answer
	Note     string    `json:"note,omitempty"`
	refusal  *refusal
	offer    *Offer
}

// maxEvents is how many events are kept in memory.
const maxEvents = 10_000

// maxNote bounds what a stranger's request can leave in an event.
const maxNote = 200

// record numbers e, keeps it, and appends the state of a after it to the file. The caller holds the lock.
func (l *Ledger) record(kind EventKind, a *account, e Event) {
	l.seq++
	e.Seq, e.Kind = l.seq, kind
	if e.Time.IsZero() {
		e.Time = time.Now()
	}
	if a != nil {
		e.Number = a.Number
	}
	l.keep(e)
	switch kind {
	case EventMessage, EventViolation, EventNotice:
	case EventOffered, EventScanned, EventCreated, EventCharged, EventClosed, EventReturned, EventRefunded, EventRefused, EventCancelUnseen:
		l.write(a, e)
		l.ring()
	}
}

// ring wakes who waits for the books to change. The caller holds the lock.
func (l *Ledger) ring() {
	if l.changed != nil {
		close(l.changed)
		l.changed = nil
	}
}

// outcome waits until a trade is paid or closed, and returns it; false if there is none, or the gateway has closed.
func (l *Ledger) outcome(number string, closed <-chan struct{}) (Trade, bool) {
	for {
		t, known, due, changed := l.watch(number)
		if !known || t.Status != StatusWaiting {
			return t, known
		}
		timer := time.NewTimer(time.Until(due))
		select {
		case <-timer.C:
		case <-changed:
		case <-closed:
			timer.Stop()
			return Trade{}, false
		}
		timer.Stop()
	}
}

// watch returns a trade as it is now, until when it stays so by itself, and what is closed by the next change of the books.
func (l *Ledger) watch(number string) (t Trade, known bool, due time.Time, changed <-chan struct{}) {
	l.mu.Lock()
	defer l.mu.Unlock()
	a := l.find(Key{Number: number})
	o := l.offers[number]
	if a == nil && (o == nil || !o.Until.After(time.Now())) {
		return Trade{}, false, time.Time{}, nil
	}
	if l.changed == nil {
		l.changed = make(chan struct{})
	}
	if a == nil { // a code that nobody has scanned
		return Trade{Number: number, Status: StatusWaiting}, true, o.Until, l.changed
	}
	return a.copy(), true, a.due(), l.changed
}

// due is when a trade that waits is settled by time alone.
func (a *account) due() time.Time {
	if at := a.asked().Add(a.Buyer.After); a.Buyer.Confirm == ConfirmTime && !a.Offered && at.Before(a.Expires) {
		return at
	}
	return a.Expires
}

// keep holds e in memory, and lets go of the oldest tenth when there are too many.
func (l *Ledger) keep(e Event) {
	if len(l.events) >= maxEvents {
		l.events = append(l.events[:0], l.events[maxEvents/10:]...)
	}
	l.events = append(l.events, e)
}

// note adds an event of a front.
func (l *Ledger) note(kind EventKind, e Event) {
	l.mu.Lock()
	defer l.mu.Unlock()
	e.Note = e.Note[:min(len(e.Note), maxNote)]
	l.record(kind, nil, e)
}

// Events returns those after the given number, oldest first; 0 for all that are kept.
func (l *Ledger) Events(after int64) []Event {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.settleAll()
	var out []Event
	for _, e := range l.events {
		if e.Seq > after {
			out = append(out, e)
		}
	}
	return out
}
