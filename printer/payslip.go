package printer

import (
	"time"
	"unicode/utf8"
)

// slipModule is how large a module of a pay slip's QR code is, in dots: 1 mm, which a telephone reads at arm's length.
const slipModule = 8

// tailRunes is how much of the order's number stands on a pay slip: enough to tell slips on a counter apart.
const tailRunes = 6

// PaySlip is the slip that a customer pays from, by scanning its QR code with the wallet: code is the text of the code as
// the gateway gave it, order the merchant's order number, of which the last digits are printed, expires when the
// code ceases to be good. It is no receipt, and says so: one follows when the payment is known to be paid.
//
// The caller may add Header and Time.
func PaySlip(merchant string, amount Money, order, code string, expires time.Time) Receipt {
	return Receipt{Kind: KindPaySlip, Merchant: merchant, Amount: amount, Order: order, Link: code, Expires: expires}
}

// slip is a pay slip from top to bottom: what to pay stands above the code, what holds for the code below it.
var slip = []Part{
	{Name: PartLogo},
	{Name: PartMerchant},
	{Name: PartHeader},
	{Name: PartTitle},
	{Name: PartBrand},
	{Name: PartAmount},
	{Name: PartQR},
	{Name: PartOrder},
	{Name: partExpires},
	{Name: PartRule},
	{Name: PartNote},
}

// tail returns the last tailRunes runes of a number.
func tail(number string) string {
	i := len(number)
	for range tailRunes {
		_, n := utf8.DecodeLastRuneInString(number[:i])
		i -= n
	}
	return number[i:]
}
