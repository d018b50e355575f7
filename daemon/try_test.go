package daemon

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"posd/configs"
	"posd/configs/words"
	"posd/daemon/health"
	"posd/payment/alipay/alipaytest"
	"posd/payment/alipay/keytest"
)

// withKeys writes the keys that a configuration in dir names.
func withKeys(t *testing.T, dir string) {
	t.Helper()
	private, _, err := alipaytest.MerchantKeyOf(keytest.RSA(6))
	if err != nil {
		t.Fatal(err)
	}
	_, public, err := alipaytest.MerchantKeyOf(keytest.RSA(7)) // of somebody else
	if err != nil {
		t.Fatal(err)
	}
	for name, pem := range map[string][]byte{"private.pem": private, "alipay.pem": public} {
		if err := os.WriteFile(filepath.Join(dir, name), pem, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// TestATryTellsEachFaultAndItsCure on a terminal of which nothing works: nobody listens at the gateway's address, no port is there.
func TestATryTellsEachFaultAndItsCure(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	withKeys(t, dir)
	cfg := config(t, dir, withPrinter+"[[scanner]]\nkind = \"serial\"\npath = \"left\"\n[[scanner]]\nkind = \"serial\"\npath = \"right\"\n")
	nodes, err := Try(t.Context(), cfg, Parts{Now: time.Now, Committed: time.Now().Add(-time.Hour), Kernel: disciplined, Log: silence()})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]health.Node{}
	for _, n := range nodes {
		got[n.Code] = n
	}
	if n := got[probClock]; n.State != health.OK || n.Note.Key != "health.clock_ntp" {
		t.Errorf("the clock: %+v", n)
	}
	for _, code := range []string{probGateway, probScanner, probPrinter} {
		n := got[code]
		if n.State != health.Faulty || n.Said(words.En) == "" || n.Todo(words.En) == "" || n.Said(words.Zh) == n.Said(words.En) {
			t.Errorf("%s: %s %q, %q", code, n.State, n.Said(words.En), n.Todo(words.En))
		}
	}
	if n := got[probGateway]; n.Cause.Key != "reason.connection_refused" {
		t.Errorf("the gateway: %q", n.Cause.Key)
	}
	if d := got[probScanner].Detail; !strings.Contains(d, "left") || !strings.Contains(d, "right") {
		t.Errorf("both scanners are gone, and the detail is %q", d)
	}
	for code, want := range map[string]health.State{
		probNetwork: health.OK, probDNS: health.OK, probReach: health.Faulty, probTLS: health.Unknown, probCertificates: health.Unknown,
	} {
		if n := got[code]; n.State != want {
			t.Errorf("%s: %s", code, n.State)
		}
	}
	if n := got[probGateway]; !n.Silenced {
		t.Error("the gateway is told of beside the way to it")
	}
	if len(nodes) != 10 {
		t.Errorf("tried %d things", len(nodes))
	}
}

func TestATryNeedsItsKeys(t *testing.T) {
	t.Parallel()
	cfg := config(t, t.TempDir(), withPrinter)
	if _, err := Try(t.Context(), cfg, Parts{Now: time.Now, Log: silence()}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("without keys: %v", err)
	}
	cfg.Printer.Profile = "acme-9000"
	_, err := Try(t.Context(), cfg, Parts{Now: time.Now, Log: silence()})
	if _, is := errors.AsType[*configs.Error](err); !is {
		t.Errorf("an unknown printer: %v", err)
	}
}
