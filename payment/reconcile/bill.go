package reconcile

import (
	"time"

	"posd/payment"
)

// Format is one family's way to write a bill.
type Format string

// The formats.
const (
	OpenAPI Format = "openapi"
	Spot    Format = "spot"
	Intl    Format = "intl"
	AMS     Format = "ams"
)

// Type says what a line of a bill did.
type Type string

// The types. Other is a word that this package does not know: a dispute, a fee. It is money all the same.
const (
	Payment Type = "payment"
	Refund  Type = "refund"
	Cancel  Type = "cancel" // a payment reversed as a whole
	Other   Type = "other"
)

// Bill is a bill file as it was read.
type Bill struct {
	Format   Format
	Name     string    // of the file
	Digest   string    // SHA-256 of the file's bytes, in hexadecimal
	From, To time.Time // the window that the file itself names, [From, To); zero if it names none
	Rows     []Row
}

// Row is one line of a bill.
type Row struct {
	Line     int // in its file, from 1
	Type     Type
	Number   string         // ours: of the payment's attempt, or of the refund
	Of       string         // of a refund: the payment's number; empty where the bill does not say it
	Ref      string         // Alipay's number
	Amount   payment.Amount // of the order, above zero whatever the direction
	Time     time.Time      // zero where the bill does not say it
	Terminal string         // the terminal's id; empty where the bill does not say it
	Word     string         // the bill's own word for the type
}

// beijing is the zone of Alipay's days.
var beijing = time.FixedZone("UTC+8", 8*60*60)

// Day returns the window of a Beijing day, written 2006-01-02.
func Day(day string) (from, to time.Time, err error) {
	from, err = time.ParseInLocation(time.DateOnly, day, beijing)
	if err != nil {
		return from, from, err
	}
	return from, from.AddDate(0, 0, 1), nil
}
