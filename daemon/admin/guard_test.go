package admin_test

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"posd/configs/words"
	"posd/daemon/admin"
)

const secret = "correct-horse-battery-staple"

func header(pairs ...string) http.Header {
	h := http.Header{}
	for i := 0; i < len(pairs); i += 2 {
		h[pairs[i]] = []string{pairs[i+1]}
	}
	return h
}

// TestTheGuard is the table of what a request over TCP may do.
func TestTheGuard(t *testing.T) {
	t.Parallel()
	get := call{path: "/api/v1/till"}
	write := post(payments, saleBody(100, ""))
	with := func(c call, pairs ...string) call { c.header = header(pairs...); return c }
	for name, c := range map[string]struct {
		call   call
		status int
		code   string // empty: let through
	}{
		"loopback":              {call: get, status: 200},
		"localhost":             {call: with(get, "Host", "localhost:8080"), status: 200},
		"localhost, tunnelled":  {call: with(get, "Host", "localhost:9999"), status: 200},
		"localhost with dot":    {call: with(get, "Host", "LocalHost."), status: 200},
		"IPv6 loopback":         {call: with(get, "Host", "[::1]:8080"), status: 200},
		"configured name":       {call: with(get, "Host", "Till.Shop.Example:8080"), status: 200},
		"foreign name":          {with(get, "Host", "evil.example"), 421, "host"},
		"foreign name, write":   {with(write, "Host", "evil.example"), 421, "host"},
		"name that starts well": {with(get, "Host", "localhost.evil.example"), 421, "host"},
		"name that ends well":   {with(get, "Host", "evil-till.shop.example"), 421, "host"},
		"another address":       {with(get, "Host", "192.168.1.9:8080"), 421, "host"},
		"no name":               {with(get, "Host", ""), 421, "host"},
		"userinfo":              {with(get, "Host", "localhost@evil.example"), 421, "host"},
		"write":                 {call: write, status: 201},
		"write by our page":     {call: with(write, "Sec-Fetch-Site", "same-origin"), status: 201},
		"write by old browser":  {call: with(write, "Origin", "http://127.0.0.1:8080"), status: 201},
		"cross-site":            {with(write, "Sec-Fetch-Site", "cross-site"), 403, "origin"},
		"same site, other port": {with(write, "Sec-Fetch-Site", "same-site"), 403, "origin"},
		"other origin":          {with(write, "Origin", "http://evil.example"), 403, "origin"},
		"other port's origin":   {with(write, "Origin", "http://127.0.0.1:3000"), 403, "origin"},
		"null origin":           {with(write, "Origin", "null"), 403, "origin"},
		"a form":                {with(write, "Content-Type", "application/x-www-form-urlencoded"), 415, "content_type"},
		"plain text":            {with(write, "Content-Type", "text/plain"), 415, "content_type"},
		"no type":               {with(write, "Content-Type", ""), 415, "content_type"},
		"with charset":          {call: with(write, "Content-Type", "application/json; charset=utf-8"), status: 201},
		"write by GET":          {call{path: payments + "/90000000000000000001/cancel"}, 405, "method"},
		"write by PUT":          {call{method: http.MethodPut, path: payments, header: header("Content-Type", "application/json")}, 405, "method"},
		"preflight":             {call{method: http.MethodOptions, path: payments, header: header("Origin", "http://evil.example")}, 405, "method"},
		"elsewhere":             {call{path: "/api/v2/payments"}, 404, "not_found"},
		"out of the page":       {call{path: "/page/..%2fopenapi.json"}, 404, "not_found"},
		"template":              {call{path: "/page/page.html"}, 404, "not_found"},
		"snapshot":              {call{path: "/api/v1/journal/snapshot"}, 403, "socket_only"},
		"huge body":             {post(payments, `{"subject":"`+strings.Repeat("x", 70_000)+`"}`), 413, "too_large"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bubble(t, func(t *testing.T, w *world) {
				rec := w.do(c.call)
				if c.code != "" {
					w.refused(rec, c.status, c.code)
				} else if rec.Code != c.status {
					t.Errorf("status %d, want %d: %s", rec.Code, c.status, rec.Body)
				}
				if c.code != "" && w.disk.Head() != 0 {
					t.Error("something was written")
				}
				hardened(t, rec.Header())
			})
		})
	}
}

// hardened holds every answer, refusals too, to what browsers are told.
func hardened(t *testing.T, h http.Header) {
	t.Helper()
	for name, want := range map[string]string{
		"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store", "X-Frame-Options": "DENY", "Referrer-Policy": "no-referrer",
	} {
		if got := h.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	policy := h.Get("Content-Security-Policy")
	for _, want := range []string{"default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"} {
		if !strings.Contains(policy, want) {
			t.Errorf("the policy %q lacks %s", policy, want)
		}
	}
	if strings.Contains(policy, "unsafe") || h.Get("Access-Control-Allow-Origin") != "" {
		t.Errorf("%v lets others in", h)
	}
}

// TestTheAddressConnectedTo is a name of ours, so that a terminal can be opened by its address in the shop's network.
func TestTheAddressConnectedTo(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, w *world) {
		local := net.TCPAddrFromAddrPort(netip.MustParseAddrPort("192.168.1.9:8080"))
		for host, status := range map[string]int{"192.168.1.9:8080": 200, "192.168.1.10:8080": 421} {
			c := call{path: "/health", header: header("Host", host)}
			r := c.request(w)
			rec := w.serve(r.WithContext(context.WithValue(r.Context(), http.LocalAddrContextKey, local)))
			if rec.Code != status {
				t.Errorf("%s: status %d, want %d", host, rec.Code, status)
			}
		}
	})
}

func TestTheToken(t *testing.T) {
	t.Parallel()
	token, err := admin.NewToken([]byte(secret))
	if err != nil {
		t.Fatal(err)
	}
	w := newWorld(t, func(p *admin.Parts) { p.Token = token })
	basic := func(password string) string {
		r, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
		r.SetBasicAuth("anybody", password)
		return r.Header.Get("Authorization")
	}
	for name, c := range map[string]struct {
		auth string
		ok   bool
	}{
		"none": {}, "bearer": {"Bearer " + secret, true}, "lower case": {"bearer " + secret, true}, "basic": {basic(secret), true},
		"wrong": {"Bearer " + secret + "x", false}, "shorter": {"Bearer " + secret[1:], false}, "wrong basic": {basic("x"), false},
		"empty bearer": {"Bearer ", false}, "bare": {secret, false}, "other scheme": {"Digest " + secret, false},
	} {
		for _, path := range []string{"/", "/health", "/metrics", "/openapi.json", "/page/app.js", payments, "/api/v1/events", "/nowhere"} {
			if c.ok && path == "/api/v1/events" {
				continue // would not end
			}
			rec := w.do(call{path: path, header: header("Authorization", c.auth)})
			if refused := rec.Code == http.StatusUnauthorized; refused == c.ok {
				t.Errorf("%s: %s answers %d", name, path, rec.Code)
			}
			if !c.ok {
				w.refused(rec, http.StatusUnauthorized, "token")
				wantsBasic := !strings.HasPrefix(path, "/api/")
				if got := rec.Header().Get("WWW-Authenticate"); strings.HasPrefix(got, "Basic") != wantsBasic {
					t.Errorf("%s asks for %q", path, got)
				}
			}
		}
	}
	if rec := w.do(call{path: "/health", socket: true}); rec.Code != http.StatusOK {
		t.Errorf("the socket asks for a token: %d", rec.Code)
	}
}

func TestReadToken(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write := func(name, content string, mode os.FileMode) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), mode); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for name, c := range map[string]struct {
		path string
		ok   bool
	}{
		"with a line end": {write("a", secret+"\n", 0o600), true},
		"read-only":       {write("b", secret, 0o400), true},
		"group may read":  {write("c", secret, 0o640), false},
		"all may read":    {write("d", secret, 0o604), false},
		"short":           {write("e", "short", 0o600), false},
		"two lines":       {write("f", secret+"\n"+secret, 0o600), false},
		"endless":         {write("g", strings.Repeat("x", 600), 0o600), false},
		"empty":           {write("h", "", 0o600), false},
		"missing":         {filepath.Join(dir, "none"), false},
		"a directory":     {dir, false},
	} {
		token, err := admin.ReadToken(c.path)
		if (err == nil) != c.ok || token.IsZero() == c.ok {
			t.Errorf("%s: %v", name, err)
		}
		if err != nil && strings.Contains(err.Error(), secret) {
			t.Errorf("%s: the error tells the token", name)
		}
	}
	if token, err := admin.ReadToken(""); err != nil || !token.IsZero() {
		t.Errorf("no path: %v", err)
	}
}

func TestTheSocketAsksForLess(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, w *world) {
		c := post(payments, saleBody(100, ""))
		c.socket, c.header = true, header("Host", "whatever")
		if s := decode[sale](w, w.do(c), http.StatusCreated); s.Source != "cli" {
			t.Errorf("source is %q", s.Source)
		}
		c.header = header("Content-Type", "text/plain")
		w.refused(w.do(c), http.StatusUnsupportedMediaType, "content_type")
		if rec := w.do(call{path: "/api/v1/journal/snapshot", socket: true}); rec.Body.String() != "a whole journal" {
			t.Errorf("snapshot is %q", rec.Body)
		}
	})
}

func TestPartsAreNeeded(t *testing.T) {
	t.Parallel()
	if _, err := admin.New(admin.Parts{}); err == nil {
		t.Error("a server of nothing")
	}
	w := newWorld(t, func(p *admin.Parts) {
		p.Receipts, p.Lines, p.Metrics, p.Now, p.Log, p.Zone, p.Lang = nil, nil, nil, nil, nil, nil, words.Bilingual
	})
	for _, path := range []string{"/", "/health", "/metrics", "/api/v1/receipts", "/api/v1/till"} {
		if rec := w.do(call{path: path}); rec.Code != http.StatusOK {
			t.Errorf("%s: %d", path, rec.Code)
		}
	}
	w.refused(w.do(post(payments+"/"+string(w.paid(5).ID)+"/receipt", "")), http.StatusConflict, "no_receipt")
}
