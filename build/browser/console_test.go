package browser

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
)

// complaint is what a page's console shows in red or yellow, and the address it is about, if it is about one.
type complaint struct{ text, address string }

// console collects what goes wrong on a page.
type console struct {
	mu  sync.Mutex
	all []complaint
}

// hear takes the browser's events: entries of its log (resources that do not load, breaches of a policy), calls of console.error and
// the like, and exceptions that nothing caught.
func (c *console) hear(event any) {
	switch e := event.(type) {
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError || e.Entry.Level == log.EntryLevelWarning {
			c.add(string(e.Entry.Source)+": "+e.Entry.Text, e.Entry.URL)
		}
	case *runtime.EventConsoleAPICalled:
		loud := []runtime.ConsoleAPICalledType{
			runtime.ConsoleAPICalledTypeError, runtime.ConsoleAPICalledTypeWarning, runtime.ConsoleAPICalledTypeAssert,
		}
		if slices.Contains(loud, e.Type) {
			var said []string
			for _, arg := range e.Args {
				said = append(said, fmt.Sprint(string(arg.Value), arg.Description))
			}
			c.add("console."+string(e.Type)+": "+strings.Join(said, " "), "")
		}
	case *runtime.EventExceptionThrown:
		text := e.ExceptionDetails.Text
		if e.ExceptionDetails.Exception != nil {
			text += " " + e.ExceptionDetails.Exception.Description
		}
		c.add("exception: "+text, e.ExceptionDetails.URL)
	}
}

func (c *console) add(text, address string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.all = append(c.all, complaint{text, address})
}

// complaints lists what was heard, but for what is about an address that ends in one of these.
func (c *console) complaints(but ...string) []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var left []string
	for _, one := range c.all {
		expected := slices.ContainsFunc(but, func(end string) bool { return strings.HasSuffix(one.address, end) })
		if !expected {
			left = append(left, strings.TrimSpace(one.text+" "+one.address))
		}
	}
	return left
}

// faulty is a page on which everything goes wrong that a console tells. Its own script says when it has run.
const faulty = `<!doctype html><title>faulty</title><link rel="icon" href="data:,"><p id="done" hidden>done</p>
<p style="color: red">an inline style</p><script>document.title = "an inline script"</script><script src="/faulty.js"></script>`

const faultyScript = `console.error("said aloud");
setTimeout(() => { throw new Error("thrown away"); });
fetch("/missing").then(() => setTimeout(() => { document.getElementById("done").hidden = false; }));`

// TestConsole shows that what the other tests want not to hear would be heard.
func TestConsole(t *testing.T) {
	t.Parallel()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Security-Policy", "default-src 'self'; img-src data:")
		_, _ = w.Write([]byte(faulty))
	})
	mux.HandleFunc("GET /faulty.js", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/javascript")
		_, _ = w.Write([]byte(faultyScript))
	})
	server := httptest.NewServer(mux)
	defer server.Close()
	page := openBrowser(t)
	page.visit(t, server.URL)
	page.see(t, "#done", "done")
	heard := strings.Join(page.console.complaints(), "\n")
	for _, want := range []string{"inline style", "inline script", "said aloud", "thrown away", "404"} {
		if !strings.Contains(heard, want) {
			t.Errorf("%q was not heard in:\n%s", want, heard)
		}
	}
	if rest := strings.Join(page.console.complaints("/missing"), "\n"); strings.Contains(rest, "404") {
		t.Errorf("what is about /missing was not left out:\n%s", rest)
	}
}
