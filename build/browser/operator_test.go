package browser

import (
	"context"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// write types a text into a field, over as many letters as stand there.
func (p *tab) write(t *testing.T, selector, text string, over int) {
	t.Helper()
	p.click(t, selector)
	ctx, stop := context.WithTimeout(p.ctx, patience)
	defer stop()
	if err := chromedp.Do(ctx, chromedp.KeyEvent(kb.End+strings.Repeat(kb.Backspace, over)+text)); err != nil {
		p.fail(t, "write into "+selector, err)
	}
}

// TestOperator is the day of the first operator: added and signed on at the status page, a sale at the counter, a part of it given
// back with the PIN, and the shift closed.
func TestOperator(t *testing.T) {
	t.Parallel()
	n := newcomer{openBrowserAt(t, startDemo(t))}
	n.see(t, "#posd-state", "Ready to sell")
	status := n.followStatus(t)
	status.click(t, "nav a[hreflang^=en]")
	status.see(t, "html[lang^=en] #staff", "no operators")
	status.click(t, "#operators summary")
	status.write(t, "#add-operator input[name=operator]", "1001", 0)
	status.write(t, "#add-operator input[name=name]", "Amy", 0)
	status.write(t, "#add-operator input[name=pin]", "4711", 0)
	status.click(t, "#add-operator button")
	status.see(t, "#ask", "sign on before anything is sold")
	status.click(t, "#ask button[value=yes]")
	status.see(t, "#staff", "Nobody has signed on")
	status.see(t, "#ready.bad", "Sign on first")
	status.write(t, "#sign-on input[name=operator]", "1001", 0)
	status.write(t, "#sign-on input[name=pin]", "4711", 0)
	status.click(t, "#sign-on button")
	status.see(t, "#who", "1001 Amy (cashier)")

	n.see(t, "#posd-state", "Ready to sell")
	n.sell(t, "12.34")
	n.pay(t, "paid")
	id := n.paid(t, "12.34")
	row := "details[data-payment='" + id + "'] "
	status.click(t, row+"summary")
	status.see(t, row+".facts", "1001 Amy")
	status.write(t, row+"input[name=amount]", "2.34", 5)
	status.write(t, row+"input[name=reason]", "cold", 0)
	status.write(t, row+"input[name=pin]", "4712", 0)
	status.click(t, row+"form.refund button.danger")
	status.click(t, "#ask button[value=yes]")
	status.see(t, "#toast", "do not fit")
	status.write(t, row+"input[name=pin]", "4711", 4)
	status.click(t, row+"form.refund button.danger")
	status.click(t, "#ask button[value=yes]")
	status.see(t, row+".badges", "Refunded 2.34")
	status.content(t, "/refunds") // the wrong PIN was refused
	if *pictures != "" {
		status.take(t, "operator.png")
	}
	n.write(t, "#refund-operator", "1001", 0)
	n.write(t, "#refund-pin", "4711", 0)
	n.write(t, "#refund-amount-"+id, "1.00", 5)
	n.click(t, "#refund-"+id)
	status.see(t, row+".badges", "Refunded 1.00")
	leaveShift(t, status)
}

// leaveShift lets a cashier ask to close the day, in vain, and sign off: the shift stays open.
func leaveShift(t *testing.T, status *tab) {
	t.Helper()
	status.see(t, "#report-z input[name=pin]", "")
	status.write(t, "#report-z input[name=operator]", "1001", 0)
	status.write(t, "#report-z input[name=pin]", "4711", 0)
	status.click(t, "#report-z button")
	status.click(t, "#ask button[value=yes]")
	status.see(t, "#toast", "role is not enough")
	status.click(t, "#sign-off button")
	status.see(t, "#staff", "Nobody has signed on")
	status.see(t, "#staff", "Shift 1")
}
