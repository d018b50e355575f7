package call

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	"posd/payment"
)

// emvHead begins what a QR code of EMVCo's "QR Code Specification for Payment Systems: Merchant-Presented Mode" says: payload format
// indicator, length, version.
const emvHead = "000201"

// Showable reports whether a text may be shown as a code that a wallet scans: at most [payment.ShowMax] printable characters of
// ASCII, and either the address of a page over https, as each family's own example is, or EMVCo's form, as wallets behind the
// successor use it. Anything else is no code of Alipay's: a wallet would open it, dial it or run it.
func Showable(text string) bool {
	if text == "" || len(text) > payment.ShowMax || strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r > '~' }) {
		return false
	}
	if strings.HasPrefix(text, emvHead) {
		return true
	}
	u, err := url.Parse(text)
	return err == nil && u.Scheme == "https" && u.Hostname() != "" && u.User == nil && !strings.Contains(text, " ")
}

// MaxValid is the longest that a code to scan may live: "at most two hours, whatever is sent" (qr_code_timeout_express,
// alipay.trade.precreate). The other families' pages name no bound.
const MaxValid = 2 * time.Hour

// CheckValid holds a code's life against what every gateway takes.
func CheckValid(valid time.Duration) error {
	if valid <= 0 || valid > MaxValid {
		return fmt.Errorf("%w: a code is to live up to %v", payment.ErrOrder, MaxValid)
	}
	return nil
}

// Presented is the answer to a request for a code: one to show is a trade that waits for its buyer. One that cannot be shown proves
// nothing, and nobody sees it.
func Presented(a payment.Answer, show string) payment.Answer {
	if !Showable(show) {
		a.Outcome, a.Reason = payment.Unknown, payment.Reason{Code: "answer_unreadable"}
		return a
	}
	a.Outcome, a.Show, a.Reason = payment.Confirming, show, payment.Reason{}
	return a
}
