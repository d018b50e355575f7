package alipay

import (
	"errors"
	"fmt"
	"strings"

	"posd/payment"
)

// ForeignKind says whose code was scanned.
type ForeignKind uint8

// Kinds of codes that reach the same scanner as a payment code.
const (
	ForeignWeChat   ForeignKind = iota + 1 // WeChat Pay's payment code: 18 digits, 10..15 first
	ForeignUnionPay                        // UnionPay's payment code: 19 digits, 62 first
	ForeignProduct                         // EAN-8, UPC-A or EAN-13 with a true check digit
	ForeignReceipt                         // the order number on one of our own receipts
	ForeignLink                            // a web address, such as a shop's own collection code
)

var foreignKinds = [...]struct{ code, name string }{
	0:               {"code_unreadable", "unknown"},
	ForeignWeChat:   {"code_wechat", "a WeChat Pay code"},
	ForeignUnionPay: {"code_unionpay", "a UnionPay code"},
	ForeignProduct:  {"code_product", "a product's barcode"},
	ForeignReceipt:  {"code_receipt", "the number of a receipt"},
	ForeignLink:     {"code_link", "a web address"},
}

// ForeignCodeError says that a scan is somebody else's code. It does not hold the scan.
type ForeignCodeError struct{ Kind ForeignKind }

// Error names the kind of code.
func (e *ForeignCodeError) Error() string {
	return fmt.Sprintf("%v: it is %s", ErrCode, foreignKinds[e.index()].name)
}

// Unwrap makes every foreign code an [ErrCode].
func (e *ForeignCodeError) Unwrap() error { return ErrCode }

// Reason returns the words for the cashier: its Code is "code_wechat", "code_unionpay", "code_product", "code_receipt",
// "code_link", or "code_unreadable" for a kind that is not known.
func (e *ForeignCodeError) Reason() payment.Reason {
	return payment.Reason{Code: foreignKinds[e.index()].code, Action: payment.ActRescan}
}

func (e *ForeignCodeError) index() ForeignKind {
	if int(e.Kind) < len(foreignKinds) {
		return e.Kind
	}
	return 0
}

// CodeReason returns the words for an error of [ParseCode]: whose code it was, or "code_unreadable".
func CodeReason(err error) payment.Reason {
	if foreign, ok := errors.AsType[*ForeignCodeError](err); ok {
		return foreign.Reason()
	}
	return (&ForeignCodeError{}).Reason()
}

func recognise(s string) (ForeignKind, bool) {
	switch {
	case isWeChat(s):
		return ForeignWeChat, true
	case isUnionPay(s):
		return ForeignUnionPay, true
	case isReceipt(s):
		return ForeignReceipt, true
	case isProduct(s):
		return ForeignProduct, true
	case isLink(s):
		return ForeignLink, true
	}
	return 0, false
}

// isWeChat follows WeChat Pay's page of the payment code: 18 digits, the first two 10 to 15.
func isWeChat(s string) bool {
	return len(s) == 18 && allDigits(s) && s[0] == '1' && s[1] <= '5'
}

// isUnionPay follows China UnionPay's specification of the consumer-presented code: 19 digits beginning with 62.
func isUnionPay(s string) bool {
	return len(s) == 19 && allDigits(s) && strings.HasPrefix(s, "62")
}

// isReceipt knows the numbers that payment.NewID makes: the digit 9 and at least 19 more, maybe with "_" and the attempt.
func isReceipt(s string) bool {
	id, attempt, tried := strings.Cut(s, "_")
	if tried && (len(attempt) > 3 || !allDigits(attempt)) {
		return false
	}
	return payment.IsID(id)
}

// isProduct reports whether s is an EAN-8, UPC-A or EAN-13 whose last digit checks the others: weights 3 and 1 alternate from
// the right, and the sum is a multiple of ten (GS1 General Specifications, 7.9.1).
func isProduct(s string) bool {
	if (len(s) != 8 && len(s) != 12 && len(s) != 13) || !allDigits(s) {
		return false
	}
	sum, weight := 0, 1
	for i := len(s) - 1; i >= 0; i-- {
		sum += weight * int(s[i]-'0')
		weight = 4 - weight
	}
	return sum%10 == 0
}

func isLink(s string) bool {
	scheme, rest, ok := strings.Cut(s, "://")
	if !ok || rest == "" {
		return false
	}
	switch strings.ToLower(scheme) {
	case "http", "https", "alipays", "alipay", "weixin", "wxp":
		return true
	}
	return false
}
