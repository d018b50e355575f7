package spool

import (
	"time"

	"posd/printer"
)

func receiptToBody(r printer.Receipt) receiptBody {
	var lines []lineBody
	for _, l := range r.Lines {
		lines = append(lines, lineBody(l))
	}
	return receiptBody{
		Kind: kindWords[r.Kind], Merchant: r.Merchant, Header: r.Header, Store: r.Store, Terminal: r.Terminal, Cashier: r.Cashier,
		Title: r.Title, Order: r.Order, Attempt: r.Attempt, Trade: r.Trade, Refund: r.Refund,
		Amount: moneyBody(r.Amount), Discount: moneyBody(r.Discount), Paid: moneyBody(r.Paid), Rate: r.Rate, CNY: moneyBody(r.CNY),
		Buyer: r.Buyer, Time: timeToText(r.Time), Lines: lines, Link: r.Link, Expires: timeToText(r.Expires), Footer: r.Footer, Copy: r.Copy, Reason: reasonWords[r.Reason],
	}
}

func bodyToReceipt(b receiptBody) printer.Receipt {
	var lines []printer.Line
	for _, l := range b.Lines {
		lines = append(lines, printer.Line(l))
	}
	return printer.Receipt{
		Kind: wordOf(kindWords, b.Kind), Merchant: b.Merchant, Header: b.Header, Store: b.Store, Terminal: b.Terminal, Cashier: b.Cashier,
		Title: b.Title, Order: b.Order, Attempt: b.Attempt, Trade: b.Trade, Refund: b.Refund,
		Amount: printer.Money(b.Amount), Discount: printer.Money(b.Discount), Paid: printer.Money(b.Paid), Rate: b.Rate, CNY: printer.Money(b.CNY),
		Buyer: b.Buyer, Time: textToTime(b.Time), Lines: lines, Link: b.Link, Expires: textToTime(b.Expires), Footer: b.Footer, Copy: max(b.Copy, 0), Reason: wordOf(reasonWords, b.Reason),
	}
}

// wordOf returns the value that is written as word, or the zero value.
func wordOf[T comparable](all map[T]string, word string) (zero T) {
	for v, w := range all {
		if w == word {
			return v
		}
	}
	return zero
}

// timeToText keeps a time with its zone; the zero time is "".
func timeToText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339Nano)
}

// textToTime is the inverse of timeToText; what is no time is the zero time.
func textToTime(s string) time.Time {
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return time.Time{}
	}
	return t
}
