package call

import (
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"
)

// ErrNotice says that a notification is not the form that the pages describe.
var ErrNotice = errors.New("not a notification")

// FormNotice is a notification of the families that send forms. Source: "异步通知验签" (opendocs.alipay.com/common/02mse7), and
// "Asynchronous notification" (docs.antom.com/ac/gr/notification).
type FormNotice map[string]string

// ReadFormNotice reads a notification in which nothing is said twice. The error wraps [ErrNotice].
func ReadFormNotice(body []byte) (FormNotice, error) {
	values, err := url.ParseQuery(string(body))
	if err != nil || len(values) == 0 {
		return nil, ErrNotice
	}
	n := FormNotice{}
	for name, given := range values {
		if len(given) != 1 {
			return nil, ErrNotice
		}
		n[name] = given[0]
	}
	return n, nil
}

// noticeTime is how the families write notify_time, in Beijing's zone.
const noticeTime = "2006-01-02 15:04:05"

// Sent is when a notification was sent, its notify_time, which the pages promise with each. The error wraps [ErrNotice].
func (n FormNotice) Sent() (time.Time, error) {
	at, err := time.ParseInLocation(noticeTime, n["notify_time"], time.FixedZone("UTC+8", 8*60*60))
	if err != nil {
		return time.Time{}, fmt.Errorf("%w: notify_time", ErrNotice)
	}
	return at, nil
}

// Verified reports whether the signature belongs to the parameters: all but sign and sign_type, sorted by name, k=v joined by "&".
// The pages leave empty ones out, some senders do not; either is the same notification.
func (n FormNotice) Verified(verify func(text []byte, signature string) error) bool {
	var all, filled []string
	for _, name := range slices.Sorted(maps.Keys(n)) {
		if name == "sign" || name == "sign_type" {
			continue
		}
		all = append(all, name+"="+n[name])
		if n[name] != "" {
			filled = append(filled, name+"="+n[name])
		}
	}
	signature := n["sign"]
	if signature == "" {
		return false
	}
	if verify([]byte(strings.Join(filled, "&")), signature) == nil {
		return true
	}
	return len(all) != len(filled) && verify([]byte(strings.Join(all, "&")), signature) == nil
}
