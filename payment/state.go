package payment

// State is where a payment stands. It changes only in Next.
type State uint8

// States. The wanted ones come first: until a payment is given up, money found is a sale. Paid, Refused, NotSent, Cancelled
// and Refunded are final.
const (
	StateNone       State = iota // does not exist yet
	StateCreated                 // durable, waits for a payment code; nothing was sent under the current attempt number
	StateSending                 // the intent is durable, the pay request is on its way
	StatePresented               // a code that pays this number is on display, and nobody is known to have scanned it yet
	StateConfirming              // the gateway knows the trade and the buyer is confirming it on the phone
	StateUnknown                 // the pay request brought no verdict: the gateway is being asked
	StateCancelling              // given up: the gateway is told to close or reverse until it answers
	StateQuerying                // given up, and the cancel was definitively refused: the trade's own state decides
	StateWatched                 // given up and cancelled, but the gateway had never seen the number: a late request may still arrive
	StateUnresolved              // given up, and retries are used up: the alarm is on, the background goes on for ever
	StateRefunding               // given up, found paid, too late to cancel: the money goes back by refund
	StatePaid                    // the money is ours
	StateRefused                 // definitively not paid; nothing to do
	StateNotSent                 // no byte left the terminal; nothing to do
	StateCancelled               // closed, or reversed with the money returned
	StateRefunded                // was paid, all of it went back
)

var stateNames = [...]string{
	StateNone: "none", StateCreated: "created", StateSending: "sending", StatePresented: "presented", StateConfirming: "confirming", StateUnknown: "unknown",
	StateCancelling: "cancelling", StateQuerying: "querying", StateWatched: "watched", StateUnresolved: "unresolved",
	StateRefunding: "refunding", StatePaid: "paid", StateRefused: "refused", StateNotSent: "not_sent",
	StateCancelled: "cancelled", StateRefunded: "refunded",
}

// String returns the state's word as the API and the journal write it.
func (s State) String() string {
	if int(s) < len(stateNames) {
		return stateNames[s]
	}
	return "invalid"
}

// ParseState reads a state's word.
func ParseState(word string) (State, bool) {
	for s, name := range stateNames {
		if name == word {
			return State(s), true
		}
	}
	return StateNone, false
}

// Final reports whether nothing is left to find out about the sale itself.
func (s State) Final() bool {
	switch s {
	case StatePaid, StateRefused, StateNotSent, StateCancelled, StateRefunded:
		return true
	case StateNone, StateCreated, StateSending, StatePresented, StateConfirming, StateUnknown, StateCancelling, StateQuerying, StateWatched,
		StateUnresolved, StateRefunding:
	}
	return false
}

// Settled reports whether the till may go on to the next sale: the sale is final, or only the background still works on it.
func (s State) Settled() bool {
	return s.Final() || s == StateWatched || s == StateUnresolved || s == StateRefunding
}
