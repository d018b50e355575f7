package browser

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

//go:embed eyes.js
var eyes string

const (
	lookEvery = 50 * time.Millisecond
	askFor    = 3 * time.Second
	patience  = 30 * time.Second // how long anything may take to be seen
	width     = 1280             // of the window, in pixels
	height    = 900
)

// tab is one page, with a person before it.
type tab struct {
	ctx     context.Context
	console *console
}

// openBrowser starts Chromium with a fresh profile and an empty page. It ends with the test.
func openBrowser(t *testing.T) *tab {
	t.Helper()
	program, err := exec.LookPath("chromium")
	if err != nil {
		t.Skipf("needs Chromium: %v", err)
	}
	options := []chromedp.ExecAllocatorOption{
		chromedp.ExecPath(program), chromedp.UserDataDir(t.TempDir()), chromedp.WindowSize(width, height), chromedp.Flag("lang", "en-US"),
		chromedp.Flag("force-color-profile", "srgb"),
	}
	for _, name := range []string{
		"headless", "no-sandbox", "disable-gpu", "disable-quic", "no-first-run", "disable-background-networking",
		"disable-component-update", "disable-sync", "disable-dev-shm-usage", "hide-scrollbars",
	} {
		options = append(options, chromedp.Flag(name, true))
	}
	allocator, end := chromedp.NewExecAllocator(context.WithoutCancel(t.Context()), options...)
	t.Cleanup(end)
	return newTab(allocator, t)
}

// newTab attaches to a tab, or makes one.
func newTab(parent context.Context, t *testing.T, options ...chromedp.ContextOption) *tab {
	t.Helper()
	page := &tab{console: &console{}}
	ctx, end := chromedp.NewContext(parent, append(options, chromedp.WithListener(page.console.hear))...)
	t.Cleanup(end)
	page.ctx = ctx
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(width, height)); err != nil {
		t.Fatalf("Chromium does not start: %v", err)
	}
	return page
}

// visit opens an address.
func (p *tab) visit(t *testing.T, address string) {
	t.Helper()
	ctx, stop := context.WithTimeout(p.ctx, patience)
	defer stop()
	if err := chromedp.Do(ctx, chromedp.Navigate(address)); err != nil {
		p.fail(t, "visit "+address, err)
	}
}

// see waits until a visible element holds the text.
func (p *tab) see(t *testing.T, selector, text string) {
	t.Helper()
	look[struct{ Text string }](t, p, "sees", selector, text)
}

// gone waits until no such element is visible.
func (p *tab) gone(t *testing.T, selector string) {
	t.Helper()
	look[struct{ Text string }](t, p, "misses", selector)
}

// picture waits until an image is loaded.
func (p *tab) picture(t *testing.T, selector string) {
	t.Helper()
	look[struct{ Text string }](t, p, "picture", selector)
}

// attribute waits until an element has the attribute, and returns it.
func (p *tab) attribute(t *testing.T, selector, name string) string {
	t.Helper()
	return look[struct{ Text string }](t, p, "attribute", selector, name).Text
}

// click presses the mouse over an element's middle, once it can be reached.
func (p *tab) click(t *testing.T, selector string) {
	t.Helper()
	at := look[struct{ X, Y float64 }](t, p, "reach", selector)
	ctx, stop := context.WithTimeout(p.ctx, patience)
	defer stop()
	if err := chromedp.Do(ctx, chromedp.MouseClickXY(at.X, at.Y)); err != nil {
		p.fail(t, "click "+selector, err)
	}
}

// followStatus clicks the link to posd's own page, and returns its tab.
func (p *tab) followStatus(t *testing.T) *tab {
	t.Helper()
	opened := chromedp.WaitNewTarget(p.ctx, func(info *target.Info) bool { return strings.HasPrefix(info.URL, "http://127.0.0.1:") })
	p.click(t, "#posd-page")
	ctx, stop := context.WithTimeout(p.ctx, patience)
	defer stop()
	select {
	case id := <-opened:
		return newTab(p.ctx, t, chromedp.WithTargetID(id))
	case <-ctx.Done():
		p.fail(t, "follow #posd-page", ctx.Err())
		return nil
	}
}

// look asks one of the functions in eyes.js until it answers. It asks anew every few seconds, and at once when the page was left for
// another: a question to a page that is being left may never be answered.
func look[T any](t *testing.T, p *tab, name string, args ...any) T {
	t.Helper()
	ctx, stop := context.WithTimeout(p.ctx, patience)
	defer stop()
	function := "(...args) => (" + eyes[strings.Index(eyes, "({"):] + ")." + name + "(...args)"
	for {
		seen, err := ask[T](ctx, function, args)
		if err == nil {
			return seen
		}
		if ctx.Err() != nil || !mayAskAgain(err) {
			p.fail(t, name+" "+strings.Trim(fmt.Sprint(args...), "[]"), err)
		}
	}
}

// ask asks until there is an answer, for a few seconds.
func ask[T any](ctx context.Context, function string, args []any) (T, error) {
	ctx, stop := context.WithTimeout(ctx, askFor)
	defer stop()
	return chromedp.Run(ctx, chromedp.PollFunction[T](function, chromedp.WithPollingInterval(lookEvery), chromedp.WithPollingArgs(args...)))
}

// mayAskAgain reports whether a question went unanswered because there is nothing to see yet, or because the page was left.
func mayAskAgain(err error) bool {
	text := err.Error()
	return errors.Is(err, context.DeadlineExceeded) || strings.Contains(text, "navigated") || strings.Contains(text, "context")
}

// fail ends the test with a picture of the page.
func (p *tab) fail(t *testing.T, what string, err error) {
	t.Helper()
	file := filepath.Join(t.ArtifactDir(), "page.png")
	shot, shotErr := p.shoot()
	if shotErr == nil {
		shotErr = os.WriteFile(file, shot, 0o600)
	}
	t.Fatalf("%s: %v (picture: %s, %v; console: %q)", what, err, file, shotErr, p.console.complaints())
}

// shoot takes a picture of what is in the window, as a PNG.
func (p *tab) shoot() ([]byte, error) {
	ctx, stop := context.WithTimeout(p.ctx, patience)
	defer stop()
	return chromedp.Run(ctx, chromedp.CaptureScreenshot())
}

// content asserts that the page's console holds no complaint but those about an address that ends in one of these.
func (p *tab) content(t *testing.T, but ...string) {
	t.Helper()
	for _, complaint := range p.console.complaints(but...) {
		t.Errorf("the console says: %s", complaint)
	}
}
