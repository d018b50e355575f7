package command_test

import (
	"net/http"
	"os"
	"strings"
	"testing"

	"posd/configs/words"
)

const tested = `{"receipt":{"id":"test-1","state":"owed","why":null},"cause":null,"cure":null,"maker":"XPRINTER","model":"XP-80","firmware":"2.1",
	"answers":"yes","proves":"unknown","profile":"generic-80","settings":["profile = \"xprinter-80\""]}`

// withPrinter is a daemon whose configuration has a printer.
func withPrinter(t *testing.T, answer func(int, http.ResponseWriter)) *deskDaemon {
	t.Helper()
	d := newDaemon(t, answer)
	config := strings.Replace(string(sound), "[printer]\nkind = \"none\"", "[printer]\nkind = \"serial\"\npath = \"tty\"", 1)
	if err := os.WriteFile(d.config, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	return d
}

// TestTheTestPageOfARunningDaemon: the command waits for the paper, says what to look at and what to set.
func TestTheTestPageOfARunningDaemon(t *testing.T) {
	t.Parallel()
	for state, code := range map[string]int{"printed": 0, "unconfirmed": 1} {
		d := withPrinter(t, func(n int, w http.ResponseWriter) {
			answers := []string{tested, `{"receipts":[{"id":"test-1","state":"printing"}],"owed":1}`, `{"receipts":[{"id":"x","state":"owed"},{"id":"test-1","state":"` + state + `"}],"owed":1}`}
			says(202, answers[min(n, 2)])(n, w)
		})
		got, out, complaint := d.run(t.Context(), words.En, "selftest", "printer")
		if got != code || !strings.Contains(out, "Printer: XPRINTER XP-80 2.1\n") || !strings.Contains(out, "[printer]\nprofile = \"xprinter-80\"\n") {
			t.Errorf("%s: exit %d\n%s%s", state, got, out, complaint)
		}
		if code != 0 && !strings.Contains(complaint, "not known to be printed") {
			t.Errorf("%s: %s", state, complaint)
		}
		if len(d.asked) != 3 || d.asked[0] != "POST /api/v1/printer/test" {
			t.Errorf("asked %q", d.asked)
		}
	}
}

func TestNoTestPage(t *testing.T) {
	t.Parallel()
	d := withPrinter(t, says(202, `{"receipt":null,"cause":{"zh":"缺纸","en":"Out of paper"},"cure":{"zh":"装纸","en":"Put in a roll"},"maker":"","model":"","firmware":"","answers":"unknown","proves":"unknown","profile":"generic-80","settings":[]}`))
	code, out, complaint := d.run(t.Context(), words.Zh, "selftest", "printer", "-json")
	if code != 1 || !strings.Contains(out, `"receipt":null`) || !strings.Contains(complaint, "缺纸") || !strings.Contains(complaint, "装纸") {
		t.Errorf("exit %d\n%s%s", code, out, complaint)
	}
	if code, _, _ = d.run(t.Context(), words.En, "selftest", "scanner"); code != 2 {
		t.Errorf("another device: exit %d", code)
	}
}
