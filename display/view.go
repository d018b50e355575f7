package display

import "posd/configs/words"

// Kind says which moment of a sale a View shows.
type Kind uint8

// Kinds of View.
const (
	Idle       Kind = iota // no sale
	Amount                 // the amount is entered
	AskCode                // the customer is asked for the payment code
	InProgress             // the request is on its way
	ShowCode               // the customer is asked to scan the code that is shown
	Confirming             // the buyer is confirming on the phone
	Paid                   // paid, and durable
	PaidLate               // paid, found out after doubt: the customer must not pay again
	Refused                // not paid, definitively
	ScanAgain              // the code was no good: the customer is asked for another
	NotSent                // nothing left the terminal
	Stopping               // the sale is being stopped
	NotPaid                // stopped, or given up: nothing is charged
	Checking               // unknown: Alipay is being asked
	Refunding              // a refund is on its way
	Refunded               // a refund is done
	Problem                // out of order: Reason says why
)

// kinds holds the name of each Kind, and whether its words matter more than its
// amount where there is no room for both.
var kinds = [...]struct {
	name       string
	wordsFirst bool
}{
	Idle:       {"idle", true},
	Amount:     {"amount", false},
	AskCode:    {"ask_code", false},
	InProgress: {"in_progress", false},
	ShowCode:   {"show_code", false},
	Confirming: {"confirming", false},
	Paid:       {"paid", false},
	PaidLate:   {"paid_late", false},
	Refused:    {"refused", true},
	ScanAgain:  {"scan_again", true},
	NotSent:    {"not_sent", true},
	Stopping:   {"stopping", false},
	NotPaid:    {"not_paid", true},
	Checking:   {"checking", false},
	Refunding:  {"refunding", false},
	Refunded:   {"refunded", false},
	Problem:    {"problem", true},
}

// Kinds returns every kind, in order.
func Kinds() []Kind {
	all := make([]Kind, len(kinds))
	for i := range all {
		all[i] = Kind(i)
	}
	return all
}

// String returns the kind's name, such as "ask_code"; "unknown" for none of ours.
func (k Kind) String() string {
	if int(k) >= len(kinds) {
		return "unknown"
	}
	return kinds[k].name
}

// title returns the key of the kind's title.
func (k Kind) title() words.Key { return words.Key("display." + k.String()) }

// short returns the key of the title of at most eight cells.
func (k Kind) short() words.Key { return k.title() + "_short" }

// wordsFirst reports whether the words matter more than the amount.
func (k Kind) wordsFirst() bool { return int(k) < len(kinds) && kinds[k].wordsFirst }

// View is what the customer is told. Empty members are left out.
type View struct {
	Kind        Kind
	Amount      string        // in major units, such as "12.50"
	Currency    string        // ISO 4217, such as "CNY"
	Reason      words.Message // why: of a refusal or a problem
	Instruction words.Key     // what to do about it
	Detail      string        // free text after all else, such as the shop's name when idle
}
