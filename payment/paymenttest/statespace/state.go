package statespace

// state is everything that decides what can happen next. It is comparable, and two histories that lead to equal states have the
// same future.
type state struct {
	mem       ref  // the payment as the process holds it; none while the power is off
	disk      ref  // the payment as the journal would give it back
	down      bool // the power is off
	restarted bool // the power went between the intent of the present attempt and its verdict
	saidPaid  bool // a signed paid was heard for the present attempt
	long      bool // the timer under way outlasts every payment code
	fresh     bool // the present attempt's code, scanned or shown, is still good, and parts of the gateway may not know its trade yet
	known     bool // the gateway has told of the present attempt's trade, so all of its parts know it
	call      call
	air       air
	ledger    ledger
	receipt   receipt
}

// ref names a payment in the machine's table; none is no payment.
type ref uint32

const none ref = 0

// callKind is one of a gateway's calls.
type callKind uint8

const (
	noCall callKind = iota
	callPay
	callPresent
	callQuery
	callCancel
	callRefund
)

// call is the request whose answer the process waits for.
type call struct {
	kind     callKind
	slot     uint8 // pay, query, cancel: the attempt; refund: the slot of its number
	answered bool  // the gateway has answered, and the answer is on its way
	answer   answer
}

// answer is what the gateway said, in the members that decide something.
type answer struct {
	outcome  uint8 // payment.Outcome
	unsigned bool
	returned bool // a cancel gave money back
	blank    bool // it says no code to show
	rescan   bool // a refusal that a fresh code cures
}

// air holds what was once sent. It may arrive at any time, any number of times, or never.
type air struct {
	pay     [attempts]bool
	present [attempts]bool
	cancel  [attempts]bool
	refund  [slots]int8 // the amount; 0: nothing
}

// Sizes of the arrays: bounds cannot go beyond them.
const (
	attempts = 3
	asked    = 2                // refunds that somebody asks for
	slots    = attempts + asked // and the one of each attempt's late payment, which come first
	price    = 100              // what the order costs
	part     = 40               // what is refunded when it is not all of it
)

// receipt is what has become of the sale's receipt.
type receipt uint8

const (
	receiptNone     receipt = iota
	receiptOwed             // durable, together with paid
	receiptPrinting         // the printer has it
	receiptPrinted
	receiptDoubtful // the power went while it was printed: only a person prints it again
)
