package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"posd/daemon/cmd/possim/posdtest"
)

func TestMain(m *testing.M) {
	posdtest.Main()
	m.Run()
}

func TestUsage(t *testing.T) {
	for _, c := range []struct {
		family string
		args   string
		code   int
		says   string
	}{
		{"", "-h", 0, ""},
		{"", "demo -h", 0, ""},
		{"", "", 2, "a command is missing"},
		{"", "sell", 2, `"sell" is not a command`},
		{"", "demo-once now", 2, `demo-once takes no "now"`},
		{"", "demo -port 1", 2, "not defined"},
		{"", "demo -listen 0.0.0.0:80 -posd " + os.Args[0], 2, "no address on loopback"},
		{"", "demo -listen here -posd " + os.Args[0], 2, "no address on loopback"},
		{"", "demo-once -posd /nowhere/posd", 1, "posd is not there"},
		{"wechat", "demo-once", 2, "FAMILY=wechat is not simulated, only intl, "},
	} {
		t.Setenv("FAMILY", c.family)
		var stdout, stderr bytes.Buffer
		if code := run(strings.Fields(c.args), &stdout, &stderr); code != c.code {
			t.Errorf("possim %s: exit code %d, %s", c.args, code, stderr.String())
		}
		if !strings.Contains(stderr.String(), c.says) || (c.code == 0) != strings.Contains(stdout.String(), "usage: possim") {
			t.Errorf("possim %s: said %q and %q", c.args, stdout.String(), stderr.String())
		}
	}
}

// startDemo runs possim demo beside a stub of posd and returns the page's URL.
func startDemo(t *testing.T, args ...string) (url string, stop func() error) {
	t.Helper()
	ctx, end := context.WithTimeout(t.Context(), time.Minute)
	said, stdout := io.Pipe()
	done := make(chan error, 1)
	go func() { done <- dispatch(ctx, append([]string{"demo", "-posd", os.Args[0]}, args...), stdout) }()
	line := make([]byte, 200)
	n, err := said.Read(line)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(end)
	return regexp.MustCompile(`http://\S+/`).FindString(string(line[:n])), func() error {
		end()
		return <-done
	}
}

func TestDemoServesItsPageUntilItIsEnded(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	var lc net.ListenConfig
	taken, err := lc.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	url, stop := startDemo(t, "-listen", taken.Addr().String())
	if strings.Contains(url, taken.Addr().String()) {
		t.Errorf("the page is at %s, which is taken", url)
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	if _ = resp.Body.Close(); resp.StatusCode != http.StatusOK {
		t.Errorf("the page: %s", resp.Status)
	}
	if err := stop(); err != nil {
		t.Errorf("it ended with %v", err)
	}
	if left, err := os.ReadDir(os.Getenv("TMPDIR")); err != nil || len(left) > 0 {
		t.Errorf("it left %v, %v", left, err)
	}
}

func TestDemoKeepsTheFolderThatIsNamed(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "kept")
	_, stop := startDemo(t, "-listen", "127.0.0.1:0", "-dir", dir)
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"posd.toml", "posd.log", "ledger.jsonl", "keys/private.pem"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			t.Error(err)
		}
	}
}

// TestDemoOnce plays the sale on the real posd.
func TestDemoOnce(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("builds and runs posd")
	}
	binary := filepath.Join(t.TempDir(), "posd")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", binary, "posd/daemon/cmd/posd")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		if errors.Is(err, exec.ErrNotFound) {
			t.Skip("no go to build posd with")
		}
		t.Fatalf("%v: %s", err, out)
	}
	keep := posdtest.Dir(t)
	var out bytes.Buffer
	err := dispatch(t.Context(), []string{"demo-once", "-posd", binary, "-keep", keep}, &out)
	if err != nil {
		log, _ := os.ReadFile(filepath.Join(keep, "posd.log")) // only told along
		t.Fatalf("%v\n%s\n%s", err, out.String(), log)
	}
	for _, part := range []string{"等待用户确认支付", "CUT", "Timeline", "journal list", "net 7.50", "parts were there"} {
		if !strings.Contains(out.String(), part) {
			t.Errorf("it does not tell %q", part)
		}
	}
}
