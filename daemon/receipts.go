package daemon

import (
	"fmt"
	"strconv"
	"time"

	"posd/configs"
	"posd/payment"
	"posd/printer"
)

// receipts turns payments into what is printed about them.
type receipts struct {
	merchant configs.Merchant
	terminal configs.Terminal
	form     form
	zone     *time.Location
}

func receiptsIn(cfg configs.Config, f form, zone *time.Location) receipts {
	return receipts{cfg.Merchant, cfg.Terminal, f, zone}
}

// sale is the receipt of a payment that is ours.
func (r receipts) sale(p payment.Payment) printer.Receipt {
	s := r.base(p)
	s.Kind = printer.KindSale
	s.Amount = money(p.Order.Amount)
	s.Discount = money(discount(p))
	s.Paid = money(p.Trade.PaidBy)
	s.Rate = rate(p)
	if p.Trade.PaidBy.Currency == "CNY" && p.Order.Amount.Currency != "CNY" {
		s.CNY, s.Paid = s.Paid, printer.Money{}
	}
	s.Time = r.when(p.Trade.Time, p.Changed)
	return s
}

// discount is what the buyer did not have to pay. Families intl and ams name only what the buyer paid; in the currency of the sale
// the rest of the amount is the discount.
func discount(p payment.Payment) payment.Amount {
	off, amount, paid := p.Trade.Discount, p.Order.Amount, p.Trade.PaidBy
	if off.Currency == "" && paid.Currency == amount.Currency && paid.Minor < amount.Minor {
		off = payment.Amount{Minor: amount.Minor - paid.Minor, Currency: amount.Currency}
	}
	return off
}

// rate is the exchange rate as a person reads it. The families send a bare number, how much of the buyer's currency one unit of the
// sale's is; what is more than a number is shown as it was sent.
func rate(p payment.Payment) string {
	from, to := p.Order.Amount.Currency, p.Trade.PaidBy.Currency
	if _, err := strconv.ParseFloat(p.Trade.Rate, 64); err != nil || to == "" || from == to {
		return p.Trade.Rate
	}
	return fmt.Sprintf("1 %s = %s %s", from, p.Trade.Rate, to)
}

// refund is the slip of one refund that is done.
func (r receipts) refund(p payment.Payment, f payment.Refund) printer.Receipt {
	s := r.base(p)
	s.Kind = printer.KindRefund
	s.Refund = f.Number
	s.Cashier = f.Operator
	s.Amount = money(f.Amount)
	s.Time = r.when(time.Time{}, f.Settled)
	return r.shown(s)
}

// returned is the notice that money which came after the sale was given up has gone back.
func (r receipts) returned(p payment.Payment) printer.Receipt {
	s := r.base(p)
	s.Kind = printer.KindCancel
	s.Amount = money(p.Order.Amount)
	s.Time = r.when(time.Time{}, p.Changed)
	return s
}

// slip is what the customer scans to pay.
func (r receipts) slip(p payment.Payment, shown time.Duration) printer.Receipt {
	s := printer.PaySlip(r.merchant.Name, money(p.Order.Amount), string(p.ID), p.Show, p.Changed.Add(shown).In(r.zone))
	s.Header, s.Time = r.form.header, p.Changed.In(r.zone)
	return s
}

func (r receipts) base(p payment.Payment) printer.Receipt {
	return r.shown(printer.Receipt{
		Merchant: r.merchant.Name, Header: r.form.header, Footer: r.form.footer, Store: r.merchant.StoreName,
		Terminal: r.terminal.ID, Cashier: p.Order.Operator, Title: p.Order.Subject,
		Order: string(p.ID), Attempt: p.Number(), Trade: p.Trade.Ref, Buyer: buyer(p.Trade),
	})
}

// buyer masks whom the gateway named, whether or not it has done so itself.
func buyer(t payment.Trade) string {
	if t.Buyer == "" {
		return ""
	}
	return payment.Mask(t.Buyer)
}

// when prefers the gateway's time over ours, in the shop's zone.
func (r receipts) when(said, ours time.Time) time.Time {
	if said.IsZero() {
		said = ours
	}
	return said.In(r.zone)
}

func money(a payment.Amount) printer.Money {
	if a.Currency == "" {
		return printer.Money{}
	}
	return printer.Money{Text: a.Decimal(), Currency: string(a.Currency)}
}
