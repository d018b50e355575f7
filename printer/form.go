package printer

import (
	"slices"

	"posd/configs/words"
)

// Form is what a merchant decides about the looks of receipts. Its zero value is
// how posd prints them by itself.
type Form struct {
	Lang  words.Lang // of receipts: words.Zh, words.En or words.Bilingual
	Logo  *Image     // above the merchant's name on what is about a payment; nil for none
	Parts map[Kind][]Part
}

// parts returns what a kind of receipt consists of, from top to bottom.
func (f Form) parts(k Kind) []Part {
	if parts, ok := f.Parts[k]; ok {
		return parts
	}
	if k == KindPaySlip {
		return slip
	}
	return usual
}

// Part is one piece of a receipt. A piece of which the receipt says nothing, such
// as the exchange rate of a sale at home, takes no room.
type Part struct {
	Name string
	Line Text // what a part named PartText says, and how
}

// Names of parts. Those of facts and sums are lines of their own.
const (
	PartLogo     = "logo"     // the picture
	PartMerchant = "merchant" // the merchant's name, large
	PartHeader   = "header"   // the lines of Receipt.Header
	PartTitle    = "title"    // what this is, below the mark of a copy, which no Form can leave out
	PartBrand    = "brand"    // by whom it was paid: Alipay's acceptance asks for it
	PartRule     = "rule"     // a line across the paper between what is there
	PartBlank    = "blank"    // an empty line
	PartText     = "text"     // words of the merchant's own

	PartStore    = "store"
	PartTerminal = "terminal"
	PartCashier  = "cashier"
	PartTime     = "time"
	PartItem     = "item"
	PartOrder    = "order"
	PartRefund   = "refund"
	PartTrade    = "trade"
	PartBuyer    = "buyer"

	PartAmount   = "amount"
	PartDiscount = "discount"
	PartPaid     = "paid"
	PartRate     = "rate"
	PartCNY      = "cny"

	PartBarcode = "barcode" // the number of the attempt
	PartQR      = "qr"      // the number of the order
	PartNote    = "note"    // what the holder of this kind of receipt has to know
	PartFooter  = "footer"  // the lines of Receipt.Footer

	partLines    = "lines"    // of a report
	partSpecimen = "specimen" // of the test page
	partExpires  = "expires"  // until when a pay slip is good
)

// PartNames lists the parts that a Form may hold, in the order in which posd
// prints them by itself.
func PartNames() []string {
	names := []string{}
	for _, p := range usual {
		if !slices.Contains(names, p.Name) && p.Name != partLines && p.Name != partSpecimen {
			names = append(names, p.Name)
		}
	}
	return append(names, PartBlank, PartText)
}

// UsualParts lists the parts of a receipt about a payment as posd prints it by
// itself.
func UsualParts() []string {
	var names []string
	for _, p := range usual {
		if p.Name != partLines && p.Name != partSpecimen {
			names = append(names, p.Name)
		}
	}
	return names
}

// usual is every kind of receipt as posd prints it by itself.
var usual = []Part{
	{Name: PartLogo},
	{Name: PartMerchant},
	{Name: PartHeader},
	{Name: PartTitle},
	{Name: PartBrand},
	{Name: PartRule},
	{Name: PartStore},
	{Name: PartTerminal},
	{Name: PartCashier},
	{Name: PartTime},
	{Name: PartItem},
	{Name: PartOrder},
	{Name: PartRefund},
	{Name: PartTrade},
	{Name: PartBuyer},
	{Name: PartRule},
	{Name: partLines},
	{Name: PartRule},
	{Name: PartAmount},
	{Name: PartDiscount},
	{Name: PartPaid},
	{Name: PartRate},
	{Name: PartCNY},
	{Name: partSpecimen},
	{Name: PartBarcode},
	{Name: PartQR},
	{Name: PartNote},
	{Name: PartFooter},
}
