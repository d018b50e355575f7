package counter_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"posd/configs"
	"posd/daemon/cmd/possim/counter"
	"posd/daemon/cmd/possim/posdtest"
	"posd/drivers/drivertest"
	"posd/payment/alipay/alipaytest"
)

func TestMain(m *testing.M) {
	posdtest.Main()
	m.Run()
}

// open returns a counter whose posd is a stub.
func open(t *testing.T, opts counter.Opts) *counter.Counter {
	t.Helper()
	if opts.Dir == "" {
		opts.Dir = posdtest.Dir(t)
	}
	opts.Posd = os.Args[0]
	c, err := counter.Open(opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}

// within bounds a wait for something real; nothing is measured against it.
func within(t *testing.T) context.Context {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(stop)
	return ctx
}

// await waits until ok holds, looking again after each change.
func await(t *testing.T, changed func() <-chan struct{}, ok func() bool) {
	t.Helper()
	ctx := within(t)
	for {
		next := changed()
		if ok() {
			return
		}
		select {
		case <-next:
		case <-ctx.Done():
			t.Fatal("it never came to be")
		}
	}
}

func TestConfigurationIsOneThatPosdTakes(t *testing.T) {
	t.Parallel()
	c := open(t, counter.Opts{})
	cfg, err := configs.Load(c.ConfigPath())
	if err == nil {
		err = cfg.CheckFiles()
	}
	if err != nil {
		t.Fatal(err)
	}
	if "http://"+cfg.Admin.Listen != c.AdminURL() || cfg.Terminal.Currency != counter.Currency {
		t.Errorf("listen %s, currency %s", cfg.Admin.Listen, cfg.Terminal.Currency)
	}
}

func TestChangeEditsTheConfiguration(t *testing.T) {
	t.Parallel()
	c := open(t, counter.Opts{Change: func(toml string) string { return toml + "# changed\n" }})
	text, err := os.ReadFile(c.ConfigPath())
	if err != nil || !strings.HasSuffix(string(text), "# changed\n") {
		t.Errorf("%v: %s", err, text)
	}
}

func TestAnotherCounterInTheSameFolderIsTheSameContract(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first, err := counter.Open(counter.Opts{Dir: dir, Posd: os.Args[0]})
	if err != nil {
		t.Fatal(err)
	}
	order := alipaytest.Order{Number: "A_0", Fingerprint: "f", Amount: alipaytest.Money{Currency: "CNY", Value: 5}, Code: "280000000000000001"}
	if _, err := first.Alipay.Ledger().Pay(order); err != nil {
		t.Fatal(err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	secret, err := os.ReadFile(filepath.Join(dir, "keys", "private.pem"))
	if err != nil {
		t.Fatal(err)
	}
	second := open(t, counter.Opts{Dir: dir})
	again, err := os.ReadFile(filepath.Join(dir, "keys", "private.pem"))
	if err != nil || !slices.Equal(secret, again) {
		t.Error("the merchant has another key")
	}
	if !slices.Equal(first.Alipay.AlipayPublicKeyPEM(), second.Alipay.AlipayPublicKeyPEM()) {
		t.Error("Alipay has another key")
	}
	if second.Alipay.Ledger().Charged("A_0") != 5 {
		t.Error("the books forgot a charge")
	}
}

func TestAFolderThatCannotBeMadeIsAnError(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := counter.Open(counter.Opts{Dir: file}); err == nil {
		t.Error("opened in a file")
	}
}

// port opens a device's serial port as a host does.
func port(t *testing.T, c *counter.Counter, name counter.Port) *os.File {
	t.Helper()
	f, err := os.OpenFile(filepath.Join(filepath.Dir(c.ConfigPath()), "tty", string(name)), os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

func TestDevicesHearTheirHost(t *testing.T) {
	t.Parallel()
	c := open(t, counter.Opts{})
	if _, err := port(t, c, counter.PortPrinter).WriteString("\x1b@hello\n\x1bd\x08\x1dV\x42\x00"); err != nil {
		t.Fatal(err)
	}
	await(t, c.Changed, func() bool { return c.Printer.State().Cuts == 1 })
	if text := c.Printer.Papers()[0].Text(); !strings.Contains(text, "hello") {
		t.Errorf("printed %q", text)
	}
	if _, err := port(t, c, counter.PortDisplay).WriteString("\x0cWelcome"); err != nil {
		t.Fatal(err)
	}
	await(t, c.Changed, func() bool { return c.Pole.Lines()[0] == "Welcome" })
}

func TestScansArriveAtTheHost(t *testing.T) {
	t.Parallel()
	c := open(t, counter.Opts{})
	host := port(t, c, counter.PortScanner)
	if err := c.Scan(" 280000000000000001 "); err != nil {
		t.Fatal(err)
	}
	got := make([]byte, 19)
	for n := 0; n < len(got); {
		k, err := host.Read(got[n:])
		if err != nil {
			t.Fatal(err)
		}
		n += k
	}
	if string(got) != "280000000000000001\r" {
		t.Errorf("the host read %q", got)
	}
}

func TestAPulledCableTakesThePortAway(t *testing.T) {
	t.Parallel()
	c := open(t, counter.Opts{})
	for _, name := range []counter.Port{counter.PortPrinter, counter.PortDisplay, counter.PortScanner} {
		host := port(t, c, name)
		for range 2 { // pulling it twice is pulling it
			if err := c.Unplug(name); err != nil {
				t.Fatal(err)
			}
		}
		if c.Plugged(name) {
			t.Errorf("%s is plugged", name)
		}
		if _, err := host.WriteString("x"); err == nil {
			t.Errorf("%s takes bytes without a cable", name)
		}
		for range 2 {
			if err := c.Plug(name); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := port(t, c, name).WriteString("x"); err != nil || !c.Plugged(name) {
			t.Errorf("%s does not come back: %v", name, err)
		}
	}
}

func TestScanningWithoutACable(t *testing.T) {
	t.Parallel()
	c := open(t, counter.Opts{})
	if err := c.Unplug(counter.PortScanner); err != nil {
		t.Fatal(err)
	}
	if err := c.Scan("28"); !errors.Is(err, drivertest.ErrPulled) {
		t.Errorf("Scan: %v", err)
	}
}

func TestADisplayComesUpBlank(t *testing.T) {
	t.Parallel()
	c := open(t, counter.Opts{})
	if _, err := c.Pole.Write([]byte("\x0cWelcome")); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(c.Unplug(counter.PortDisplay), c.Plug(counter.PortDisplay)); err != nil {
		t.Fatal(err)
	}
	if c.Pole.Lines()[0] != "" {
		t.Errorf("it shows %q", c.Pole.Lines())
	}
}
