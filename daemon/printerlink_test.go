package daemon

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"posd/configs"
	"posd/configs/words"
	"posd/drivers"
	"posd/drivers/drivertest"
	"posd/drivers/hotplug"
	"posd/printer"
	"posd/printer/escpos"
	"posd/printer/escpos/escpostest"
)

// attached is an escpos.Printer kept connected by open, as the daemon does it.
func attached(t *testing.T, open hotplug.Open) (*escpos.Printer, <-chan escpos.Status) {
	t.Helper()
	states := make(chan escpos.Status, 64)
	profile, _ := escpos.ProfileNamed("epson-tm-t20")
	p := escpos.New(escpos.Opts{Profile: profile, Form: printer.Form{Lang: words.Zh}, OnStatus: func(s escpos.Status) { states <- s }})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- hotplug.Run(ctx, open, p.Serve, nil) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return p, states
}

// prints prints a receipt and tells whether the printer proved it.
func prints(t *testing.T, p *escpos.Printer, states <-chan escpos.Status) {
	t.Helper()
	for h, _ := p.Health(); h != printer.HealthOK; h, _ = p.Health() {
		<-states
	}
	r := printer.Receipt{Kind: printer.KindSale, Merchant: "店", Order: "A1", Amount: printer.Money{Text: "1.00", Currency: "CNY"}}
	if res := p.PrintReceipt(t.Context(), r, printer.NewProcessID(7), func() error { return nil }); res.Outcome != printer.Printed {
		t.Errorf("%s: %s %v", res.Outcome, res.Cause, res.Err)
	}
}

// counter is a file system with one USB printer, whose node can be pulled and come back under another number.
type counter struct{ root, id string }

// plug makes the printer appear as name and returns the printer's end of the cable.
func (c counter) plug(t *testing.T, name string) (*drivertest.Pty, *os.File) {
	t.Helper()
	usb := filepath.Join(c.root, "sys/devices/usb1/1-1")
	intf := filepath.Join(usb, "1-1:1.0")
	put := func(path, text string) {
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text+"\n"), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	put(filepath.Join(usb, "idVendor"), "04b8")
	put(filepath.Join(usb, "idProduct"), "0e15")
	put(filepath.Join(intf, "ieee1284_id"), c.id)
	put(filepath.Join(intf, "usbmisc", name, "dev"), "180:0")
	class := filepath.Join(c.root, "sys/class/usbmisc")
	err := errors.Join(os.RemoveAll(class), os.MkdirAll(class, 0o755),
		os.Symlink("../..", filepath.Join(intf, "usbmisc", name, "device")),
		os.Symlink(filepath.Join("../../devices/usb1/1-1/1-1:1.0/usbmisc", name), filepath.Join(class, name)))
	if err != nil {
		t.Fatal(err)
	}
	cable := drivertest.NewPty(filepath.Join(c.root, "dev/usb", name))
	device, err := cable.Plug()
	if err != nil {
		t.Fatal(err)
	}
	return cable, device
}

// serve has the virtual printer at the end of a cable until the test or the returned function ends it.
func serve(t *testing.T, p *escpostest.Printer, cable *os.File) func() {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { defer close(ended); _ = p.Serve(ctx, cable) }()
	stop := func() { cancel(); <-ended }
	t.Cleanup(stop)
	return stop
}

func TestAUSBPrinterIsFoundAgainUnderAnotherNumber(t *testing.T) {
	t.Parallel()
	c := counter{t.TempDir(), "MFG:EPSON;MDL:TM-T20II;CMD:ESC/POS;"}
	paper := escpostest.New(escpostest.Options{})
	cfg := configs.Printer{Kind: configs.KindUSB, Port: configs.Port{Match: configs.Match{Model: "TM-T20II"}}}
	cable, end := c.plug(t, "lp0")
	stop := serve(t, paper, end)
	p, states := attached(t, func(context.Context) (drivers.Conn, error) { return openUSBPrinter(c.root, cfg) })
	prints(t, p, states)
	stop()
	if err := cable.Unplug(); err != nil {
		t.Fatal(err)
	}
	for p.Status().Connected {
		<-states
	}
	cable, end = c.plug(t, "lp1")
	defer func() { _ = cable.Unplug() }()
	serve(t, paper, end)
	prints(t, p, states)
	if n := len(paper.Papers()); n != 2 {
		t.Errorf("%d receipts", n)
	}
}

func TestANetworkPrinterIsDialledAgain(t *testing.T) {
	t.Parallel()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	paper := escpostest.New(escpostest.Options{})
	served := make(chan net.Conn)
	go func() { // a printer serves one connection at a time
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func() { served <- conn }()
			_ = paper.Serve(t.Context(), conn)
			_ = conn.Close()
		}
	}()
	cfg := configs.Printer{Kind: configs.KindNetwork, Address: l.Addr().String()}
	p, states := attached(t, func(ctx context.Context) (drivers.Conn, error) { return openPrinter(ctx, cfg) })
	first := <-served
	prints(t, p, states)
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	<-served
	prints(t, p, states)
	if n := len(paper.Papers()); n != 2 {
		t.Errorf("%d receipts", n)
	}
}

// TestWhyThereIsNoPrinter: each way of not being there has a cause and a cure of its own, in both languages.
func TestWhyThereIsNoPrinter(t *testing.T) {
	t.Parallel()
	dead, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := dead.Addr().String()
	if err := dead.Close(); err != nil {
		t.Fatal(err)
	}
	for section, want := range map[string]words.Key{
		"kind = \"usb\"\nmatch = { model = \"no such printer\" }":       "health.printer_usb",
		"kind = \"usb\"\npath = \"/dev/null\"":                          "health.printer_unfit",
		fmt.Sprintf("kind = \"network\"\naddress = %q", address):        "health.printer_refused",
		"kind = \"network\"\naddress = \"no-such-printer.invalid\"":     "health.printer_name",
		"kind = \"serial\"\npath = \"/dev/null\"":                       "health.printer_unfit",
		"kind = \"serial\"\nmatch = { vid = \"ffff\", pid = \"ffff\" }": "",
	} {
		dir := t.TempDir()
		withKeys(t, dir)
		nodes, err := Try(t.Context(), config(t, dir, "\n[printer]\n"+section+"\n"), Parts{Now: time.Now, Log: silence()})
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range nodes {
			if n.Code != probPrinter {
				continue
			}
			if n.Cause.Key != want || want != "" && n.Cure.Key != want+"_do" {
				t.Errorf("%s: %q, %q: %s", section, n.Cause.Key, n.Cure.Key, n.Detail)
			}
			if n.Todo(words.Zh) == n.Todo(words.En) || n.Detail == "" {
				t.Errorf("%s: %+v", section, n)
			}
		}
	}
}
