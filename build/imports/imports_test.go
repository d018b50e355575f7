package imports

import (
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// repository is the root of the tree, seen from this package's folder.
const repository = "../.."

func load(t *testing.T) Tree {
	t.Helper()
	tree, err := Load(os.DirFS(repository))
	if err != nil {
		t.Fatal(err)
	}
	if len(tree.Files) == 0 {
		t.Fatal("the tree is empty")
	}
	return tree
}

func TestImports(t *testing.T) {
	t.Parallel()
	for _, line := range Check(load(t), Rules()) {
		t.Error(line)
	}
}

func TestLayout(t *testing.T) {
	t.Parallel()
	for _, line := range CheckLayout(load(t)) {
		t.Error(line)
	}
}

func TestText(t *testing.T) {
	t.Parallel()
	for _, line := range CheckText(load(t), proxyHosts(t)...) {
		t.Error(line)
	}
}

// proxyHosts returns the hosts of the module proxies that this machine asks.
func proxyHosts(t *testing.T) []string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "env", "GOPROXY").Output()
	if err != nil {
		t.Fatalf("go env: %v", err)
	}
	var hosts []string
	for _, match := range regexp.MustCompile(`https?://([^/,|\s]+)`).FindAllStringSubmatch(string(out), -1) {
		if host := match[1]; !strings.HasPrefix(host, "localhost") && !strings.HasPrefix(host, "127.") {
			hosts = append(hosts, host)
		}
	}
	return hosts
}

// TestLibraries holds go.mod, Libraries and the README's table of dependencies together.
func TestLibraries(t *testing.T) {
	t.Parallel()
	gomod, err := os.ReadFile(repository + "/go.mod")
	if err != nil {
		t.Fatal(err)
	}
	readme, err := os.ReadFile(repository + "/README.md")
	if err != nil {
		t.Fatal(err)
	}
	var required []string
	for _, m := range regexp.MustCompile(`(?m)^\t(\S+) v\S+$`).FindAllStringSubmatch(string(gomod), -1) {
		required = append(required, m[1])
	}
	var listed []string
	for _, l := range Libraries() {
		listed = append(listed, l.Path)
		if !strings.Contains(string(readme), "`"+l.Path+"`") {
			t.Errorf("README.md does not say what %s is for", l.Path)
		}
	}
	slices.Sort(required)
	slices.Sort(listed)
	if !slices.Equal(required, listed) {
		t.Errorf("go.mod requires %q,\nLibraries lists %q", required, listed)
	}
}

// TestRulesCanFail breaks each rule in a tiny tree, and keeps some where they are nearly broken.
func TestRulesCanFail(t *testing.T) {
	t.Parallel()
	tests := []struct {
		file, imports string
		rule          string // that breaks; empty for none
	}{
		{"payment/a.go", "net/http", "payment is pure"},
		{"payment/a.go", "os/signal", "payment is pure"},
		{"payment/a.go", "math/rand/v2", "payment is pure"},
		{"payment/a.go", "posd/payment/alipay", "payment is pure"},
		{"payment/a.go", "example.org/x", "payment is pure"},
		{"payment/a.go", "math/big", ""},
		{"payment/a_test.go", "os", ""},
		{"payment/alipay/intl/a.go", "net/http", ""},
		{"payment/alipay/intl/a.go", "posd/printer", "payment layer"},
		{"payment/alipay/intl/a_test.go", "posd/daemon/till", "payment layer"},
		{"payment/alipay/intl/a.go", "posd/configs", "payment reads no configuration"},
		{"payment/alipay/intl/a.go", "posd/configs/words", ""},
		{"payment/alipay/intl/a.go", "posd/payment/alipay", ""},
		{"payment/alipay/intl/a.go", "posd/payment/alipay/ams", "posd/payment/alipay/intl stands alone"},
		{"payment/alipay/ams/a.go", "posd/payment/alipay/spot", "posd/payment/alipay/ams stands alone"},
		{"payment/alipay/spot/a_test.go", "posd/payment/alipay/openapi", "posd/payment/alipay/spot stands alone"},
		{"payment/alipay/openapi/a.go", "posd/payment/acquirer", "posd/payment/alipay/openapi stands alone"},
		{"payment/acquirer/a.go", "posd/payment/alipay/intl", "posd/payment/acquirer stands alone"},
		{"payment/alipay/a.go", "posd/payment/alipay/intl", "alipay knows no family"},
		{"drivers/scanner/a.go", "posd/payment", "drivers layer"},
		{"drivers/scanner/a_test.go", "posd/configs/words", "drivers layer"},
		{"drivers/scanner/a.go", "posd/drivers/serialport", ""},
		{"drivers/scanner/a.go", "go.bug.st/serial", "go.bug.st/serial has its place"},
		{"drivers/scanner/a_test.go", "go.bug.st/serial/enumerator", "go.bug.st/serial has its place"},
		{"drivers/serialport/a.go", "go.bug.st/serial", ""},
		{"printer/escpos/a.go", "posd/payment", "printer layer"},
		{"printer/spool/a.go", "posd/configs", "printer layer"},
		{"printer/a.go", "os", "layout is pure"},
		{"printer/escpos/a.go", "posd/drivers", ""},
		{"display/pole/a.go", "posd/printer", "display layer"},
		{"display/pole/a.go", "posd/display/oled", "posd/display/pole stands alone"},
		{"display/oled/a.go", "posd/display/pole", "posd/display/oled stands alone"},
		{"display/a.go", "golang.org/x/sys/unix", "layout is pure"},
		{"configs/a.go", "posd/payment", "configs layer"},
		{"configs/a.go", "posd/configs/words", ""},
		{"configs/words/a.go", "posd/configs", "words are words"},
		{"daemon/journal/a.go", "posd/payment", "the journal knows no noun"},
		{"daemon/till/a.go", "posd/daemon", "parts do not wire themselves"},
		{"daemon/till/a.go", "posd/payment", ""},
		{"daemon/a.go", "posd/daemon/cmd/posd", "commands are the top"},
		{"daemon/cmd/possim/a.go", "posd/daemon/cmd/possim/page", ""},
		{"daemon/cmd/posd/a.go", "posd/daemon/cmd/possim/page", "posd knows nothing of possim"},
		{"daemon/cmd/possim/a.go", "posd/daemon/cmd/posd/x", "possim sees what a stranger sees"},
		{"daemon/cmd/possim/a.go", "posd/daemon/till", "possim sees what a stranger sees"},
		{"daemon/cmd/possim/a.go", "posd/payment/alipay/alipaytest", ""},
		{"daemon/cmd/posd/a.go", "posd/payment/alipay/alipaytest", "fakes stay in tests"},
		{"daemon/a_test.go", "posd/daemon/relay", "a terminal is no relay"},
		{"daemon/cmd/posrelay/a.go", "posd/daemon/relay/jetstream", ""},
		{"daemon/cmd/posd/a.go", "posd/payment/paymenttest/world", "fakes stay in tests"},
		{"daemon/cmd/posd/a.go", "posd/daemon/selftest", ""},
		{"daemon/cmd/posd/a.go", "testing", "fakes stay in tests"},
		{"payment/paymenttest/a.go", "testing", ""},
		{"daemon/a.go", "posd/build/imports", "build helpers are no product"},
		{"daemon/a.go", "periph.io/x/host/v3", ""},
		{"daemon/till/a.go", "periph.io/x/host/v3", "periph.io/x/host/v3 has its place"},
		{"daemon/a.go", "go.etcd.io/bbolt", "go.etcd.io/bbolt has its place"},
		{"daemon/a_test.go", "go.etcd.io/bbolt", ""},
		{"daemon/a.go", "C", "no cgo"},
	}
	tested := make(map[string]bool)
	for _, tt := range tests {
		tested[tt.rule] = true
		t.Run(tt.file+" "+tt.imports, func(t *testing.T) {
			t.Parallel()
			tree := treeOf(t, map[string]string{tt.file: "package a\n\nimport _ \"" + tt.imports + "\"\n"})
			broken := Check(tree, Rules())
			if tt.rule == "" {
				if len(broken) > 0 {
					t.Errorf("allowed, but: %q", broken)
				}
				return
			}
			if !slices.ContainsFunc(broken, func(line string) bool { return strings.HasSuffix(line, `(rule "`+tt.rule+`")`) }) {
				t.Errorf("got %q, want rule %q", broken, tt.rule)
			}
		})
	}
	for _, r := range slices.Concat(layers(), insideDaemon(), strangers(), everywhere()) {
		if !tested[r.Name] {
			t.Errorf("rule %q is broken by no case", r.Name)
		}
	}
}

func TestLibrariesCanFail(t *testing.T) {
	t.Parallel()
	for _, l := range Libraries() {
		tree := treeOf(t, map[string]string{"payment/alipay/intl/a.go": "package a\n\nimport _ \"" + l.Path + "/x\"\n"})
		broken := Check(tree, []Rule{l.rule()})
		if allowed := l.Users("posd/payment/alipay/intl"); (len(broken) == 0) != allowed {
			t.Errorf("%s: got %q", l.Path, broken)
		}
	}
}

// TestAWorktreeIsNoOnesMachine: what git itself leaves in a checkout is no text of ours.
func TestAWorktreeIsNoOnesMachine(t *testing.T) {
	t.Parallel()
	const elsewhere = "gitdir: /ho" + "me/me/posd/.git/worktrees/b\n"
	if broken := CheckText(treeOf(t, map[string]string{".git": elsewhere})); len(broken) > 0 {
		t.Errorf("got %q, want nothing", broken)
	}
	if broken := CheckText(treeOf(t, map[string]string{"daemon/.git": elsewhere})); len(broken) != 1 {
		t.Errorf("got %q, want one", broken)
	}
}

// TestTreeBelongs: fixtures and modules of their own answer to no layer; a broken file is an error.
func TestTreeBelongs(t *testing.T) {
	t.Parallel()
	const bad = "package a\n\nimport \"C\"\n"
	tree := treeOf(t, map[string]string{
		"payment/testdata/a.go":  bad,
		"build/browser/go.mod":   "module posd/build/browser\n",
		"build/browser/page.go":  bad,
		"build/out/made/made.go": "no Go at all",
		".git/config":            "no Go at all",
	})
	if broken := Check(tree, Rules()); len(broken) > 0 {
		t.Errorf("got %q, want nothing", broken)
	}
	if _, err := Load(fstest.MapFS{"payment/a.go": {Data: []byte("no Go at all")}}); err == nil {
		t.Error("Load accepts a file that does not parse")
	}
}

func TestLayoutCanFail(t *testing.T) {
	t.Parallel()
	sleeper := "package a\n\nimport \"testing\"\n\nfunc TestA(t *testing.T) { time.Sl" + "eep(1) }\n"
	tests := []struct{ file, text, want string }{
		{"payment/a.go", "package a\n", ""},
		{".github/a.md", "text", ""},
		{"internal/a.go", "package a\n", "internal/ lies at the top"},
		{"payment/a.go", "package a\n" + strings.Repeat("\n", maxLines), "payment/a.go has 501 lines"},
		{"payment/a_test.go", sleeper, "sleeps outside"},
		{"payment/a_test.go", strings.Replace(sleeper, `"testing"`, `"testing/synctest"`, 1), ""},
	}
	for _, tt := range tests {
		wantLine(t, tt.file, CheckLayout(treeOf(t, map[string]string{tt.file: tt.text})), tt.want)
	}
}

func TestTextCanFail(t *testing.T) {
	t.Parallel()
	// Put together here, so that this file does not hold what it looks for.
	home, proxy := "/ho"+"me/", "proxy.golang"+".org"
	tests := []struct{ text, want string }{
		{"see https://example.org" + home + "x", ""},
		{"one\n" + home + "ann/posd\n", "README.md:2 holds a path"},
		{"cd " + home + "ann", "README.md:1 holds a path"},
		{"GOPROXY=https://" + proxy, "module proxy's host"},
		{"ask mirror.test", "host or path of this machine"},
		{"a \x00 binary " + proxy, ""},
	}
	for _, tt := range tests {
		wantLine(t, tt.text, CheckText(treeOf(t, map[string]string{"README.md": tt.text}), "mirror.test"), tt.want)
	}
}

// wantLine wants no line, or one that contains want.
func wantLine(t *testing.T, name string, lines []string, want string) {
	t.Helper()
	if want == "" && len(lines) > 0 || want != "" && (len(lines) != 1 || !strings.Contains(lines[0], want)) {
		t.Errorf("%.60q: got %q, want %q", name, lines, want)
	}
}

func treeOf(t *testing.T, files map[string]string) Tree {
	t.Helper()
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	tree, err := Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	return tree
}
