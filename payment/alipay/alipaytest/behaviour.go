package alipaytest

import "time"

// Call is a kind of request, common to all families.
type Call string

// The calls.
const (
	CallPay Call = "pay"
	// CallPresent asks for a code that the buyer scans; spot has no such call.
	CallPresent Call = "present"
	CallQuery   Call = "query"
	CallCancel  Call = "cancel"
	CallRefund  Call = "refund"
	// CallRefundQuery asks what became of a refund; alipay.intl.acquiring.* has no such call.
	CallRefundQuery Call = "refund_query"
)

// Behaviour is what happens to some calls of one trade between the wire and the books. The zero value of each part does
// nothing, so parts combine: an answer may be about another order, forged and late at once.
type Behaviour struct {
	Call  Call `json:"call"`            // the kind of call it is for
	After int  `json:"after,omitempty"` // leaves so many calls of the kind alone
	Times int  `json:"times,omitempty"` // then holds for so many; 0: for all that follow

	Hold       time.Duration `json:"hold,omitempty"`       // the request is on its way so long before the books see it
	HoldCancel bool          `json:"holdCancel,omitempty"` // ... and until a cancel of the same number has been through the books
	Entry      Entry         `json:"entry,omitempty"`      // whether the books see it at all

	Result    string        `json:"result,omitempty"` // result code answered in place of the true one
	Content   Content       `json:"content,omitempty"`
	Envelope  Envelope      `json:"envelope,omitempty"`
	Late      time.Duration `json:"late,omitempty"` // the answer waits so long after the books were written
	Transport Transport     `json:"transport,omitempty"`
}

// Entry says how often a request reaches the books.
type Entry string

// The entries.
const (
	EntryOnce  Entry = ""
	EntryNever Entry = "never" // lost on the way in; without a Result or a Transport the answer is SYSTEM_ERROR
	EntryTwice Entry = "twice" // the network duplicates it; the second copy comes 2 s later
)

// Content says how the answer's members lie, under a valid signature.
type Content string

// The contents.
const (
	ContentTrue          Content = ""
	ContentMinimal       Content = "minimal"        // no member beyond resultInfo
	ContentOtherNumber   Content = "other_number"   // about another merchant transaction number
	ContentOtherMessage  Content = "other_message"  // answers another reqMsgId
	ContentWrongAmount   Content = "wrong_amount"   // one smallest unit more
	ContentWrongCurrency Content = "wrong_currency" // same digits, another currency
	ContentStrangeCode   Content = "strange_code"   // a result code that no page knows, status F
	ContentStrangeStatus Content = "strange_status" // resultStatus A, which no page of the family knows
	ContentStrangeWord   Content = "strange_word"   // a status word that no page knows
)

// Envelope says what is done to the signed answer.
type Envelope string

// The envelopes.
const (
	EnvelopeSigned     Envelope = ""
	EnvelopeForged     Envelope = "forged"      // signed with another key
	EnvelopeUnsigned   Envelope = "unsigned"    // no member "signature"
	EnvelopeBlank      Envelope = "blank"       // signature ""
	EnvelopeTampered   Envelope = "tampered"    // one byte changed after signing
	EnvelopeBeside     Envelope = "beside"      // the true answer, then a forged "Response" that says paid
	EnvelopeTwice      Envelope = "twice"       // the true answer, then a forged second "response" that says paid
	EnvelopeTwiceFirst Envelope = "twice_first" // the forged one first
	EnvelopeExtra      Envelope = "extra"       // one member too many
	EnvelopeTruncated  Envelope = "truncated"   // the first half, as if it were all
	EnvelopeTrailing   Envelope = "trailing"    // a second JSON value after the first
)

// Transport says how the bytes of an answer travel.
type Transport string

// The transports.
const (
	TransportWhole    Transport = ""
	TransportLost     Transport = "lost"     // the connection ends without an answer
	TransportReset    Transport = "reset"    // the same, by a reset
	TransportHang     Transport = "hang"     // no answer until the client leaves
	TransportCut      Transport = "cut"      // ends before the announced length
	TransportDrip     Transport = "drip"     // one byte a second
	TransportHuge     Transport = "huge"     // the answer is followed by 64 MiB of blanks
	TransportHTML     Transport = "html"     // 502 Bad Gateway with a page, in place of the answer
	TransportRedirect Transport = "redirect" // 302 to another place
)

// matches reports whether b is for the nth call of a kind, counted from 1.
func (b Behaviour) matches(call Call, nth int) bool {
	return b.Call == call && nth > b.After && (b.Times == 0 || nth <= b.After+b.Times)
}

// fault names what b does to the answer, for the events.
func (b Behaviour) fault() string {
	name := ""
	for _, part := range []string{string(b.Entry), b.Result, string(b.Content), string(b.Envelope), string(b.Transport)} {
		if part != "" && name != "" {
			name += "+"
		}
		name += part
	}
	if b.Late > 0 {
		name += "+late " + b.Late.String()
	}
	return name
}
