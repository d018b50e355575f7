package admin

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"posd/payment"
)

// read decodes the body into v, strictly: an unknown member is a client's mistake that would otherwise cost somebody money. An
// empty body leaves v as it is.
func read(r *http.Request, v any) error {
	d := json.NewDecoder(r.Body)
	d.DisallowUnknownFields()
	err := d.Decode(v)
	if errors.Is(err, io.EOF) {
		return nil
	}
	if err == nil {
		_, err = d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			return refuse(http.StatusBadRequest, "json", "something follows the object")
		}
	}
	return refuse(http.StatusBadRequest, "json", jsonFault(err))
}

// jsonFault tells what is wrong with a body and repeats nothing of its values.
func jsonFault(err error) string {
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return wrong.Field + " may not be a " + wrong.Value
	}
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		return "no JSON at byte " + strconv.FormatInt(syntax.Offset, 10)
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return "the body ends too early"
	}
	if name, ok := unknownMember(err); ok {
		return "unknown member " + name
	}
	return "the body could not be read"
}

// unknownMember finds the name in what encoding/json says about an unknown member; it has no type for it. Only what looks like a
// name is repeated.
func unknownMember(err error) (string, bool) {
	name, ok := strings.CutPrefix(err.Error(), "json: unknown field ")
	name = strings.Trim(name, `"`)
	strange := strings.ContainsFunc(name, func(r rune) bool { return r != '_' && (r < 'a' || r > 'z') })
	return name, ok && !strange && len(name) <= 40
}

// amountJSON is a sum in smallest units, as text: JSON numbers lose digits in some clients.
type amountJSON struct {
	Value    string           `json:"value"`
	Currency payment.Currency `json:"currency"`
}

func amountOf(a payment.Amount) amountJSON {
	return amountJSON{strconv.FormatInt(a.Minor, 10), a.Currency}
}

// amount reads an amount that a client sent: 1 to 11 digits.
func (a amountJSON) amount() (payment.Amount, error) {
	if len(a.Value) < 1 || len(a.Value) > 11 {
		return payment.Amount{}, refuse(http.StatusBadRequest, "amount", "value must hold 1 to 11 digits, in smallest units")
	}
	minor := int64(0)
	for _, c := range []byte(a.Value) {
		if c < '0' || c > '9' {
			return payment.Amount{}, refuse(http.StatusBadRequest, "amount", "value must hold digits only, in smallest units")
		}
		minor = minor*10 + int64(c-'0')
	}
	return payment.Amount{Minor: minor, Currency: a.Currency}, nil
}

// check holds an amount against the merchant's rules.
func (l Limits) check(a payment.Amount) error {
	switch {
	case a.Currency != l.Currency:
		return refuse(http.StatusUnprocessableEntity, "currency", "this terminal sells in "+string(l.Currency))
	case a.Minor < l.Min:
		return refuse(http.StatusUnprocessableEntity, "amount", "the least is "+payment.Amount{Minor: l.Min, Currency: l.Currency}.String())
	case l.Max > 0 && a.Minor > l.Max:
		return refuse(http.StatusUnprocessableEntity, "amount", "the most is "+payment.Amount{Minor: l.Max, Currency: l.Currency}.String())
	}
	return a.Check()
}

// maxWait is how long a request may ask to be held.
const maxWait = 90

// waitOf reads ?wait=SECONDS.
func waitOf(r *http.Request) (time.Duration, error) {
	seconds, err := number(r, "wait", 0, 0, maxWait)
	return time.Duration(seconds) * time.Second, err
}

// number reads an integer of the query, or returns without if it is not there.
func number(r *http.Request, name string, without, least, most int64) (int64, error) {
	text := r.URL.Query().Get(name)
	if text == "" {
		return without, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < least || n > most {
		return 0, refuse(http.StatusBadRequest, "query",
			name+" must be "+strconv.FormatInt(least, 10)+" to "+strconv.FormatInt(most, 10))
	}
	return n, nil
}

// idOf reads the payment's id from the path.
func idOf(r *http.Request) (payment.ID, error) {
	id := r.PathValue("id")
	if !payment.IsID(id) {
		return "", payment.ErrUnknownPayment
	}
	return payment.ID(id), nil
}
