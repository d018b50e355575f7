package browser

import (
	"strings"
	"testing"
)

// newcomer is somebody who sees the simulated counter for the first time.
type newcomer struct{ *tab }

// sell types an amount like 12.34 on the keypad and starts the sale, which then waits for a code.
func (n newcomer) sell(t *testing.T, amount string) {
	t.Helper()
	for _, digit := range strings.ReplaceAll(amount, ".", "") {
		n.click(t, "#key-"+string(digit))
	}
	n.see(t, "#amount", amount)
	n.click(t, "#start")
	n.see(t, "#sale-now", "")
	n.see(t, "#sale-amount", amount)
	n.see(t, "#display-text", amount)
}

// pay picks how the customer pays, and holds the code to the scanner.
func (n newcomer) pay(t *testing.T, quick string) {
	t.Helper()
	n.click(t, "label:has(#quick-"+quick+")")
	n.click(t, "#hold")
	n.see(t, "#code-held", "")
}

// paid waits for the end of a sale that goes well, and returns its number.
func (n newcomer) paid(t *testing.T, amount string) string {
	t.Helper()
	n.see(t, "#sale[data-state=paid] #sale-state", "Paid")
	n.see(t, "#display-text", "支付成功")
	n.see(t, "#display-text", amount)
	n.picture(t, "#display")
	return n.attribute(t, "#sale[data-state=paid]", "data-payment")
}

// receipt waits for the picture of a paper, cut off, with this title over this amount.
func (n newcomer) receipt(t *testing.T, title, amount string) {
	t.Helper()
	n.picture(t, "#papers li.cut img[alt*='"+title+"'][alt*='"+amount+" CNY']")
}

// TestNewcomer is the story of a first visit. Its parts follow one another on one counter.
func TestNewcomer(t *testing.T) {
	t.Parallel()
	n := newcomer{openBrowserAt(t, startDemo(t))}
	n.see(t, "#posd-state", "Ready to sell")
	var first, last string
	parts := []struct {
		name string
		play func(t *testing.T)
	}{
		{"sale", func(t *testing.T) { first = takeSale(t, n) }},
		{"refusal", func(t *testing.T) { meetRefusal(t, n) }},
		{"refund", func(t *testing.T) { giveBack(t, n, first) }},
		{"paper out", func(t *testing.T) { last = runOutOfPaper(t, n) }},
		{"status page", func(t *testing.T) { lookAtStatus(t, n, first, last) }},
	}
	for _, part := range parts {
		if !t.Run(part.name, part.play) {
			return // the next part begins where this one was to end
		}
	}
	n.content(t, "/act/sale") // refused while there was no paper
}

func openBrowserAt(t *testing.T, address string) *tab {
	t.Helper()
	page := openBrowser(t)
	page.visit(t, address)
	return page
}

func takeSale(t *testing.T, n newcomer) string {
	n.sell(t, "12.34")
	n.pay(t, "confirm_queries")
	n.see(t, "#timeline li[data-kind=confirming]", "")
	id := n.paid(t, "12.34")
	n.receipt(t, "付款凭证", "12.34")
	n.see(t, "#payment-"+id+"[data-state=paid] .amount", "12.34")
	n.see(t, "#net", "12.34")
	n.content(t)
	return id
}

func meetRefusal(t *testing.T, n newcomer) {
	n.sell(t, "5.00")
	n.pay(t, "refused")
	n.see(t, "#sale[data-state=refused] #sale-state", "Refused")
	n.see(t, "#sale-why", "Balance too low")
	n.see(t, "#sale-do", "another")
	n.see(t, "#display-text", "余额不足")
	n.see(t, "#net", "12.34") // nothing was charged
	n.content(t)
}

func giveBack(t *testing.T, n newcomer, id string) {
	n.see(t, "#refund-amount-"+id, "12.34")
	n.click(t, "#refund-"+id)
	n.see(t, "#payment-"+id+" .done", "12.34")
	n.see(t, "#net", "0.00")
	n.receipt(t, "退款凭证", "12.34")
	n.gone(t, "#refund-"+id) // there is no more to give back
	n.content(t)
}

func runOutOfPaper(t *testing.T, n newcomer) string {
	n.click(t, "#fault-paper_out")
	n.see(t, "#fault-paper_out[aria-pressed=true]", "")
	n.see(t, "#posd-state", "out of paper")
	n.see(t, "#problems", "new roll")
	n.click(t, "#start")
	n.see(t, "#toast", "out of paper")
	n.see(t, "#sale[data-active=false]", "")
	n.click(t, "#fault-paper_out")
	n.see(t, "#posd-state", "Ready to sell")
	n.sell(t, "8.00")
	n.pay(t, "paid")
	id := n.paid(t, "8.00")
	n.receipt(t, "付款凭证", "8.00")
	return id
}

// told is what the status page says of a refunded payment, a refused and a paid one, in one of its languages.
type told struct{ lang, refunded, refused, paid, step string }

func lookAtStatus(t *testing.T, n newcomer, first, last string) {
	status := n.followStatus(t)
	row := func(id string) string { return "#payments details[data-payment='" + id + "']" }
	for _, says := range []told{
		{"zh", "已全额退款", "未付款", "已付款", "收到订单"},
		{"en", "Refunded", "Refused", "Paid", "Order taken"},
	} {
		status.click(t, "nav a[hreflang^="+says.lang+"]")
		status.see(t, "html[lang^="+says.lang+"] #ready.good", "")
		status.see(t, row(first)+" summary", "12.34")
		status.see(t, row(first)+" .badges", says.refunded)
		status.see(t, "#payments .badges", says.refused)
		status.see(t, row(last)+" summary", "8.00")
		status.see(t, row(last)+" .badges", says.paid)
		status.click(t, row(first)+" summary")
		status.see(t, row(first)+" .steps", says.step)
	}
	status.content(t)
}
