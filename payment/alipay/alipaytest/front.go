package alipaytest

import (
	"fmt"
	"net/http"
	"strings"
	"time"
)

// FamilyIntl is the family that Opts.Family means when it is empty.
const FamilyIntl = "intl"

// families are the fronts, by the family's name. A new family is a file front_NAME.go with a type that is a front, and a line here.
var families = []struct {
	name string
	make func(*Alipay) (front, error)
}{
	{FamilyIntl, newIntl},
	{FamilyAMS, newAMS},
	{FamilySpot, newSpot},
	{FamilyOpenAPI, newOpenAPI},
}

// Families lists the wire families that can be simulated.
func Families() []string {
	out := make([]string, 0, len(families))
	for _, f := range families {
		out = append(out, f.name)
	}
	return out
}

// newFront makes the front that the options ask for.
func newFront(a *Alipay) (front, error) {
	for _, f := range families {
		if f.name == a.opts.Family {
			return f.make(a)
		}
	}
	return nil, fmt.Errorf("family %q is not simulated, only %s", a.opts.Family, strings.Join(Families(), ", "))
}

// front is one wire family before the books: it reads the family's messages as its gateway does, and writes its answers. Scenarios,
// books and the ways in which an answer travels are common to all families; see service.
//
// A behaviour names result codes in the words of codes.go. A front translates them, and does to an answer what Content and Envelope
// say in the way that comes nearest in its family.
type front interface {
	// addresses are the paths that are answered.
	addresses() []string
	// admit reads and checks a request in the gateway's order, and fills in what the books have to know. What is refused is
	// answered by compose too, with as much of the request as could be read.
	admit(r *http.Request, req *request) *refused
	// compose writes the answer to a request: true or not, signed or not, as b says.
	compose(req *request, b Behaviour, v verdict) (outgoing, error)
}

// request is what was asked, in the books' words.
type request struct {
	call    Call
	arrived time.Time
	message any // what the front keeps of the message

	key         Key // of the trade
	fingerprint string
	code        string
	amount      Money
	title       string
	expires     time.Time // the pay is not to be executed after it; zero: the product's own limit
	refund      string    // merchant refund number
	offers      offers    // what the family's codes to scan are like
	notify      string    // where the merchant is to be told what becomes of the trade; "": nowhere
	play        *play
}

// offers is what a family's codes to scan are like.
type offers struct {
	begins string // their text
	known  bool   // the trade is there before the scan
}

// outgoing is an answer before it travels.
type outgoing struct {
	header http.Header // beside Content-Length; Content-Type is JSON unless it says otherwise
	body   []byte
}
