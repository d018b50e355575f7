package page

import (
	"context"
	"encoding/json"
	"image/png"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"posd/daemon/cmd/possim/counter"
	"posd/daemon/cmd/possim/posdtest"
)

func TestMain(m *testing.M) {
	posdtest.Main()
	m.Run()
}

// open returns the page of a counter whose posd is a stub that is not started.
func open(t *testing.T) *Server {
	t.Helper()
	c, err := counter.Open(counter.Opts{Dir: posdtest.Dir(t), Posd: os.Args[0]})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	s, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// openStarted returns a page whose posd answers.
func openStarted(t *testing.T) *Server {
	t.Helper()
	s := open(t)
	if err := s.counter.Posd().Start(); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	if _, err := s.till.AwaitTill(ctx, func(counter.Till) bool { return true }); err != nil {
		t.Fatal(err)
	}
	return s
}

// reply is what the page answered.
type reply struct {
	status int
	header http.Header
	body   string
}

// ask sends one request to the page as its own script does.
func ask(t *testing.T, s *Server, method, path, body string) reply {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, "http://127.0.0.1:8088"+path, strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	return answerTo(s, r)
}

func answerTo(s *Server, r *http.Request) reply {
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, r)
	return reply{w.Code, w.Header(), w.Body.String()}
}

// press presses something and returns the status and the code of what was refused.
func press(t *testing.T, s *Server, name, body string) (status int, code string) {
	t.Helper()
	got := ask(t, s, http.MethodPost, "/act/"+name, body)
	var told struct {
		Error failure `json:"error"`
	}
	if err := json.Unmarshal([]byte(got.body), &told); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	if told.Error.Code != "" && (told.Error.Text.Zh == "" || told.Error.Text.En == "") {
		t.Errorf("%s: %s has no words", name, told.Error.Code)
	}
	return got.status, told.Error.Code
}

func TestThePageLoadsNothingButItsOwn(t *testing.T) {
	t.Parallel()
	s := open(t)
	page := ask(t, s, http.MethodGet, "/", "")
	if got := page.header.Get("Content-Security-Policy"); got != policy || !strings.HasPrefix(got, "default-src 'none'") {
		t.Errorf("policy %q", got)
	}
	text := page.body
	for name, forbidden := range map[string]string{
		"inline script": `<script(?:[^>]*)>[^<]`, "inline style": `<style|\sstyle=`, "handler": `\son\w+=`,
		"foreign address": `(?:src|href)="(?:https?:)?//(?:[^1]|1[^2])`, "missing words": `sim\.[a-z_]+<`,
	} {
		if at := regexp.MustCompile(forbidden).FindString(text); at != "" {
			t.Errorf("%s: %q", name, at)
		}
	}
	loaded := regexp.MustCompile(`(?:src|href)="(/static/[^"]+)"`).FindAllStringSubmatch(text, -1)
	if len(loaded) < 3 {
		t.Fatalf("the page loads %v", loaded)
	}
	for _, m := range loaded {
		if got := ask(t, s, http.MethodGet, m[1], ""); got.status != http.StatusOK {
			t.Errorf("%s: %d", m[1], got.status)
		}
	}
	if got := ask(t, s, http.MethodGet, "/static/index.html", ""); got.status != http.StatusNotFound {
		t.Errorf("the bare template is served: %d", got.status)
	}
}

func TestEveryControlIsThere(t *testing.T) {
	t.Parallel()
	s := open(t)
	text := ask(t, s, http.MethodGet, "/", "").body
	ids := []string{
		"amount", "key-1", "key-00", "key-back", "subject", "start", "stop", "scenario", "param", "hold", "again", "scan-text", "scan",
		"confirm", "decline", "posd-kill", "posd-start", "thing-wechat", "thing-receipt", "papers", "payments", "trades", "audit",
		"display-text", "lang-zh", "lang-en", "lang-both", "toast", "timeline", "posd-log",
	}
	for _, f := range s.faults {
		ids = append(ids, "fault-"+f.name)
	}
	for _, q := range quick {
		ids = append(ids, "quick-"+q.name)
	}
	for _, id := range ids {
		if strings.Count(text, ` id="`+id+`"`) != 1 {
			t.Errorf("id %s is there %d times", id, strings.Count(text, ` id="`+id+`"`))
		}
	}
}

func TestGuard(t *testing.T) {
	t.Parallel()
	s := open(t)
	for name, c := range map[string]struct {
		host, kind, origin string
		want               int
	}{
		"itself":            {"127.0.0.1:8088", "application/json", "http://127.0.0.1:8088", http.StatusOK},
		"by name":           {"localhost:9", "application/json; charset=utf-8", "", http.StatusOK},
		"IPv6":              {"[::1]:8088", "application/json", "", http.StatusOK},
		"another host":      {"evil.example:8088", "application/json", "", http.StatusMisdirectedRequest},
		"a name like ours":  {"localhost.evil.example", "application/json", "", http.StatusMisdirectedRequest},
		"another origin":    {"127.0.0.1:8088", "application/json", "https://evil.example", http.StatusForbidden},
		"a form":            {"127.0.0.1:8088", "application/x-www-form-urlencoded", "", http.StatusUnsupportedMediaType},
		"no kind of body":   {"127.0.0.1:8088", "", "", http.StatusUnsupportedMediaType},
		"text that is JSON": {"127.0.0.1:8088", "text/plain", "", http.StatusUnsupportedMediaType},
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/act/show", strings.NewReader(`{"scenario":"paid","value":0}`))
		r.Host = c.host
		r.Header.Set("Content-Type", c.kind)
		if c.origin != "" {
			r.Header.Set("Origin", c.origin)
		}
		if got := answerTo(s, r); got.status != c.want {
			t.Errorf("%s: %d", name, got.status)
		}
	}
	if got := ask(t, s, http.MethodGet, "/act/show", ""); got.status == http.StatusOK {
		t.Errorf("an act by GET: %d", got.status)
	}
}

func TestPictures(t *testing.T) {
	t.Parallel()
	s := open(t)
	if _, err := s.counter.Printer.Write([]byte("hello\n")); err != nil {
		t.Fatal(err)
	}
	for changed := s.counter.Printer.Changed(); len(s.counter.Printer.Papers()) == 0; changed = s.counter.Printer.Changed() {
		if len(s.counter.Printer.Papers()) == 0 {
			<-changed
		}
	}
	for path, want := range map[string]int{
		"/display.png": 200, "/paper/1": 200, "/paper/2": 404, "/paper/x": 404,
		"/code/qr?text=280000000000000001": 200, "/code/128?text=280000000000000001": 200, "/code/128?text=%E4%B8%AD": 422,
		"/code/qr": 404, "/code/ean?text=1": 404, "/code/qr?text=" + strings.Repeat("1", 513): 404,
	} {
		got := ask(t, s, http.MethodGet, path, "")
		if got.status != want {
			t.Errorf("%s: %d", path, got.status)
		}
		if want != http.StatusOK {
			continue
		}
		if _, err := png.Decode(strings.NewReader(got.body)); err != nil || got.header.Get("Content-Type") != "image/png" {
			t.Errorf("%s: %v", path, err)
		}
	}
}
