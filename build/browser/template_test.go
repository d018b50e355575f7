package browser

import (
	"context"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestTemplate is a merchant who changes what receipts look like: the editor opens from the status page, the picture follows what is typed,
// what is wrong is told with its line and kept out of the file, and after saving the next receipt of the counter looks like the picture.
func TestTemplate(t *testing.T) {
	t.Parallel()
	n := newcomer{openBrowserAt(t, startDemo(t))}
	n.see(t, "#posd-state", "Ready to sell")
	status := n.followStatus(t)
	status.click(t, "nav a[hreflang^=en]")
	status.click(t, "html[lang^=en] a[href^='/receipt']")
	status.see(t, "html[lang^=en] #design-title", "Receipt template")
	status.picture(t, "#picture[alt*='付款凭证']")
	status.gone(t, "#faults li")

	const greeting = "All tea is home-made"
	status.amend(t, `  "barcode", "qr", "note", "footer",`, `  "tall: `+greeting+`", "qr", "note", "footr",`)
	line := status.lineOf(t, "footr")
	status.see(t, "#faults .why", line+" sale.parts")
	status.see(t, "#faults .do", "footer")
	status.picture(t, "#picture.stale") // what was right last is still there
	status.click(t, "#design button")
	status.see(t, "#toast", "wrong with the template")

	status.amend(t, `"footr"`, `"footer"`)
	status.gone(t, "#faults li")
	status.picture(t, "#picture:not(.stale)[alt*='"+greeting+"']")
	status.click(t, "#design button")
	status.see(t, "#toast[data-kind=good]", "Saved")
	if *pictures != "" {
		status.take(t, "template.png")
	}

	n.sell(t, "7.50")
	n.pay(t, "paid")
	n.paid(t, "7.50")
	n.receipt(t, "付款凭证", "7.50")
	n.picture(t, "#papers li.cut img[alt*='"+greeting+"']")
	n.content(t)
	status.content(t, "/receipt-template") // the one that was refused
}

// amend goes to where old stands in the text, as with a search, and types new over it.
func (p *tab) amend(t *testing.T, old, text string) {
	t.Helper()
	look[struct{ Text string }](t, p, "marks", "#template", old)
	ctx, stop := context.WithTimeout(p.ctx, patience)
	defer stop()
	if err := chromedp.Do(ctx, chromedp.KeyEvent(kb.Delete+text)); err != nil {
		p.fail(t, "amend "+old, err)
	}
}

// lineOf is how the editor names the line in which a word stands.
func (p *tab) lineOf(t *testing.T, word string) string {
	t.Helper()
	before, _, _ := strings.Cut(look[struct{ Text string }](t, p, "sees", "#template").Text, word)
	return "line " + strconv.Itoa(strings.Count(before, "\n")+1) + ":"
}
