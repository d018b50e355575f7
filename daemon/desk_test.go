package daemon_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"periph.io/x/conn/v3/gpio"
	"periph.io/x/conn/v3/gpio/gpiotest"

	"posd/configs"
	"posd/daemon"
	"posd/payment/alipay/alipaytest"
	"posd/payment/alipay/keytest"
)

// pinned is a terminal with lamps, buzzer, button and a drawer on pins, and a gateway that nobody can reach.
const pinned = `
[terminal]
id = "T1"
timezone = "Asia/Shanghai"
currency = "CNY"
[merchant]
name = "Shop"
[gateway]
family = "intl"
url = "https://127.0.0.1:1/api"
client_id = "C1"
merchant_id = "M1"
private_key = "private.pem"
alipay_public_key = "public.pem"
[drawer]
kind = "gpio"
pin = "GPIO22"
[gpio]
lamp_ready = "GPIO17"
lamp_fault = "GPIO27"
buzzer = "GPIO23"
stop_button = "GPIO24"
[admin]
listen = "127.0.0.1:0"
socket = "posd.sock"
[journal]
path = "journal.db"
[policy]
sell_without_paper = true
`

// terminalOf builds a terminal in a folder of the test's own.
func terminalOf(t *testing.T, toml string, pin func(string) (gpio.PinIO, error)) *daemon.Daemon {
	t.Helper()
	dir := t.TempDir()
	private, _, err := alipaytest.MerchantKeyOf(keytest.RSA(6))
	if err != nil {
		t.Fatal(err)
	}
	_, public, err := alipaytest.MerchantKeyOf(keytest.RSA(7)) // Alipay's own
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "posd.toml")
	for name, text := range map[string][]byte{path: []byte(toml), filepath.Join(dir, "private.pem"): private, filepath.Join(dir, "public.pem"): public} {
		if err := os.WriteFile(name, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cfg, err := configs.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	d, err := daemon.New(cfg, daemon.Parts{Version: "test", Random: rand.Reader, Now: time.Now, Log: slog.New(slog.DiscardHandler), Pin: pin})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestLampsFollowTheHealthTree(t *testing.T) {
	t.Parallel()
	pins := map[string]*gpiotest.Pin{}
	for _, name := range []string{"GPIO17", "GPIO22", "GPIO23", "GPIO24", "GPIO27"} {
		pins[name] = &gpiotest.Pin{N: name, EdgesChan: make(chan gpio.Level, 1)}
	}
	d := terminalOf(t, pinned, func(name string) (gpio.PinIO, error) { return pins[name], nil })
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- d.Run(ctx) }()
	lit := func(name string) bool { return pins[name].Read() == gpio.High }
	until(t, "the fault lamp is lit", func() bool { return lit("GPIO27") }) // the gateway cannot be reached
	if lit("GPIO17") {
		t.Error("the ready lamp is lit although nothing can be sold")
	}
	pins["GPIO24"].EdgesChan <- gpio.Low // the stop button without a sale does nothing
	cancel()
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	for name := range pins {
		if name != "GPIO24" && lit(name) {
			t.Errorf("%s is left on", name)
		}
	}
}

func TestAPinThatIsNotThereStopsNoSale(t *testing.T) {
	t.Parallel()
	d := terminalOf(t, pinned, func(name string) (gpio.PinIO, error) { return nil, fmt.Errorf("no %s", name) })
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- d.Run(ctx) }()
	cancel()
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
}

// until waits for something that happens in another goroutine, in real time.
func until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	limit, look := time.NewTimer(30*time.Second), time.NewTicker(5*time.Millisecond)
	defer limit.Stop()
	defer look.Stop()
	for !ok() {
		select {
		case <-look.C:
		case <-limit.C:
			t.Fatalf("still not: %s", what)
		}
	}
}
