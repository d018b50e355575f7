package browser

import "testing"

// TestTheCustomerScans is a sale that the customer pays by scanning the terminal, from the counter and from posd's own page.
func TestTheCustomerScans(t *testing.T) {
	t.Parallel()
	n := newcomer{openBrowserAt(t, startDemoOf(t, "openapi"))}
	n.see(t, "#posd-state", "Ready to sell")
	n.click(t, "#present")
	n.see(t, "#sale[data-state=presented] #sale-state", "Customer scans the code")
	n.see(t, "#display-text", "请扫码付款")
	n.picture(t, "#sale-qr")
	n.picture(t, "#papers li.cut img[alt*='Scan to pay']")
	if *pictures != "" {
		n.take(t, "present.png")
	}
	n.click(t, "#camera")
	n.paid(t, "12.50")
	n.gone(t, "#sale-code")

	status := n.followStatus(t)
	status.click(t, "nav a[hreflang^=en]")
	status.see(t, "html[lang^=en] #ready.good", "")
	status.write(t, "#sell input[name=amount]", "8.00", 0)
	status.click(t, "#sell button.main")
	status.see(t, "#counter", "Scan the customer's payment code")
	status.click(t, "#present button")
	status.see(t, "#counter .qr", "scans this with Alipay")
	if *pictures != "" {
		status.take(t, "present-status.png")
	}
	n.see(t, "#sale[data-state=presented] #sale-amount", "8.00")
	n.click(t, "#camera")
	n.paid(t, "8.00")
	status.gone(t, "#counter .qr")
	status.content(t)
	n.content(t)
}
