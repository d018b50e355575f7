package printer

import "time"

// Kind says what a receipt certifies.
type Kind uint8

// Kinds of receipts.
const (
	KindSale       Kind = iota // money was taken
	KindRefund                 // money went back
	KindCancel                 // a notice: the sale was cancelled
	KindTest                   // a test print for the technician
	KindBill                   // what holding a bill of Alipay's against the journal found
	KindUnresolved             // a notice: the outcome of the sale is not known yet
	KindX                      // the sums since the last Z report
	KindZ                      // the same, closed and numbered
	KindDay                    // the sums of one business day
	KindTicket                 // how the terminal is set up and where its status page is
	KindHandover               // what is expected at the end of a shift that is handed over
	KindPaySlip                // a code that the customer scans to pay: no receipt

	kinds = iota
)

// Kinds lists every kind.
func Kinds() []Kind {
	all := make([]Kind, kinds)
	for i := range all {
		all[i] = Kind(i)
	}
	return all
}

// aboutPayment reports whether a customer may hold the receipt.
func (k Kind) aboutPayment() bool {
	switch k {
	case KindSale, KindRefund, KindCancel, KindTest, KindBill, KindUnresolved, KindPaySlip:
		return true
	case KindX, KindZ, KindDay, KindTicket, KindHandover:
	}
	return false
}

// branded reports whether the receipt says by whom it was paid.
func (k Kind) branded() bool { return k.aboutPayment() }

// Money is a sum as it is printed. The zero value means "not given".
type Money struct {
	Text     string // in major units with the currency's decimals, such as "12.50"
	Currency string // ISO 4217, such as "CNY"
}

// String returns "12.50 CNY", and "" for the zero value.
func (m Money) String() string {
	if m.Text == "" || m.Currency == "" {
		return m.Text
	}
	return m.Text + " " + m.Currency
}

// Line is one line of a report: what stands at its left and its right end. A
// line without a right end is a paragraph, one without either a rule across
// the paper.
type Line struct {
	Left, Right string
	Bold        bool
	Sign        bool // somebody signs to the right of Left
}

// CopyReason says why a receipt is printed once more.
type CopyReason uint8

// Reasons for a copy.
const (
	CopyNone        CopyReason = iota // an original
	CopyInterrupted                   // the print before was definitely cut short
	CopyRequested                     // a person asked for it
)

// Receipt is what one slip of paper says. Every text but Order may be empty
// and is then left out. The members are those which Alipay's acceptance of
// User-presented Mode asks for or recommends.
type Receipt struct {
	Kind     Kind
	Merchant string   // who sells, printed large
	Header   []string // lines under the merchant's name, such as the address
	Store    string
	Terminal string
	Cashier  string
	Title    string // what was bought

	Order   string // the merchant's order number, from which a refund starts
	Attempt string // the number of the attempt that was paid; printed as Code128
	Trade   string // Alipay's number of the trade
	Refund  string // the number of the refund, when Kind is KindRefund

	Amount   Money  // the sum charged or refunded
	Discount Money  // what somebody else paid of it
	Paid     Money  // what the buyer paid
	Rate     string // exchange rate as given, such as "1 USD = 7.1234 CNY"
	CNY      Money  // the sum in CNY as given

	Buyer   string    // masked by whoever fills it in
	Time    time.Time // printed in its own zone with the offset; zero leaves it out
	Lines   []Line    // what a report consists of, in the order given
	Link    string    // an address, printed as a QR code in place of the order
	Expires time.Time // until when the paper is of use to anybody; zero: for ever. In its own zone
	Footer  []string  // lines at the end, such as opening hours

	Copy   int        // 0 is the original, n the nth copy, which is marked as such
	Reason CopyReason // why there is a copy
}
