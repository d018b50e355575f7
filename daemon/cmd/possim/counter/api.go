package counter

import "time"

// The shapes of posd's local API, as far as the simulator looks at them. They are written from the API's description, apart from
// the server.

// Amount is an amount in smallest units, as text.
type Amount struct {
	Value    string `json:"value"`
	Currency string `json:"currency"`
}

// Words are a text in both languages.
type Words struct {
	Zh string `json:"zh"`
	En string `json:"en"`
}

// Payment is a payment.
type Payment struct {
	ID         string    `json:"id"`
	State      string    `json:"state"`
	Final      bool      `json:"final"`
	Settled    bool      `json:"settled"`
	Subject    string    `json:"subject"`
	Number     string    `json:"number"` // of the present attempt
	Code       string    `json:"code"`   // masked
	Show       string    `json:"show"`   // the code that the customer scans
	Amount     Amount    `json:"amount"`
	Refunded   Amount    `json:"refunded"`
	Refundable Amount    `json:"refundable"`
	Created    time.Time `json:"created_at"`
	Reason     *Reason   `json:"reason"`
	Refunds    []Refund  `json:"refunds"`
	Receipt    *Receipt  `json:"receipt"`
}

// Reason is why something is as it is, and what to do about it.
type Reason struct {
	Code string `json:"code"`
	Text Words  `json:"text"`
	Do   Words  `json:"do"`
}

// Refund is a refund.
type Refund struct {
	Number string  `json:"number"`
	Amount Amount  `json:"amount"`
	State  string  `json:"state"` // pending, done, refused, not_sent
	Reason *Reason `json:"reason"`
}

// Receipt is what is to be printed of a payment or of a refund.
type Receipt struct {
	ID      string `json:"id"`
	Payment string `json:"payment_id"`
	Refund  string `json:"refund"`
	State   string `json:"state"` // owed, printing, unconfirmed, printed
	Why     *Words `json:"why"`
}

// Till is the counter's till as posd sees it.
type Till struct {
	Active  bool     `json:"active"`
	Armed   bool     `json:"armed"` // the scanner is expected to bring a code
	Shows   bool     `json:"shows"` // codes that the customer scans can be shown
	Payment *Payment `json:"payment"`
	View    View     `json:"view"`
	Ready   bool     `json:"ready"`
	Why     *Words   `json:"why"` // it is not ready
}

// View is what the customer display shows.
type View struct {
	Kind        string `json:"kind"`
	Reason      *Words `json:"reason"`
	Instruction *Words `json:"instruction"`
}

// Problem is one node of posd's tree of health.
type Problem struct {
	Code     string `json:"code"`
	Title    Words  `json:"title"`
	State    string `json:"state"` // ok, fault, unknown
	Severity string `json:"severity"`
	Silenced bool   `json:"silenced"` // a problem that it depends on tells it all
	Cause    *Words `json:"cause"`
	Cure     *Words `json:"cure"`
}

// Step is one line of a payment's timeline.
type Step struct {
	Seq    uint64    `json:"seq"`
	At     time.Time `json:"at"`
	Kind   string    `json:"kind"`  // what happened
	State  string    `json:"state"` // of the payment after it
	Number string    `json:"number"`
	Reason *Reason   `json:"reason"`
}

// Sum is what a business day took in one currency.
type Sum struct {
	Currency string `json:"currency"`
	Sales    int    `json:"sales"`
	Refunds  int    `json:"refunds"`
	Net      Amount `json:"net"`
}
