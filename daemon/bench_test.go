package daemon

import (
	"bytes"
	"context"
	"crypto/rand"
	"path/filepath"
	"testing"
	"time"

	"posd/configs"
	"posd/daemon/admin"
	"posd/daemon/clock"
	"posd/daemon/health"
	"posd/daemon/journal"
	"posd/daemon/journal/journaltest"
	"posd/daemon/staff"
	"posd/payment"
	"posd/payment/paymenttest"
)

// config is a whole configuration, whose paths start from dir; more is put behind it.
func config(t *testing.T, dir, more string) configs.Config {
	t.Helper()
	text := `
[terminal]
id = "T1"
language = "both"
timezone = "Asia/Shanghai"
currency = "CNY"
[merchant]
name = "九龍茶室"
store_name = "Kowloon Tea House"
store_id = "S1"
mcc = "5812"
header = ["1 Tea Lane"]
footer = ["谢谢惠顾"]
[gateway]
family = "intl"
url = "https://127.0.0.1:9/api"
client_id = "C1"
merchant_id = "M1"
private_key = "private.pem"
alipay_public_key = "alipay.pem"
[display]
kind = "none"
[drawer]
kind = "none"
[admin]
listen = "127.0.0.1:0"
socket = "posd.sock"
[journal]
path = "journal.db"
` + more
	cfg, err := configs.Parse(filepath.Join(dir, "posd.toml"), []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return cfg
}

// withPrinter is the section of a printer that is not plugged in.
const withPrinter = `
[printer]
kind = "serial"
path = "tty"
`

// withoutPrinter is the section of a terminal that prints nothing.
const withoutPrinter = `
[printer]
kind = "none"
[policy]
sell_without_paper = true
`

// bank is a gateway that needs no warming.
type bank struct{ *paymenttest.Bank }

func (bank) Warm(context.Context) error { return nil }

// bench is a Daemon put together on a real journal, with a bank for a gateway, and not running.
func bench(t *testing.T, more string) (*Daemon, bank) {
	t.Helper()
	b := bank{paymenttest.NewBank()}
	return benchOf(t, more, func(d *Daemon) { d.gateway = b }), b
}

// benchOf is a bench with the gateway, and whatever else, that wire puts into it.
func benchOf(t *testing.T, more string, wire func(*Daemon)) *Daemon {
	t.Helper()
	cfg := config(t, t.TempDir(), more)
	zone, err := cfg.Terminal.Location()
	if err != nil {
		t.Fatal(err)
	}
	d := &Daemon{
		cfg: cfg, parts: Parts{Random: rand.Reader, Now: time.Now, Log: silence()}, log: silence(), zone: zone, started: time.Now(),
		tend: make(chan struct{}, 1), metrics: admin.NewMetrics(), journal: journaltest.Open(t),
	}
	d.parts.Kernel, d.parts.pinCost = disciplined, quickPIN()
	d.makeClock()
	if d.health, err = health.NewTracker(problems(cfg), d.parts.Now, d.healthChanged); err != nil {
		t.Fatal(err)
	}
	wire(d)
	if err := d.assemble(); err != nil {
		t.Fatal(err)
	}
	return d
}

// quickPIN is what looking at a PIN costs a test.
func quickPIN() staff.Cost { return staff.Cost{Time: 1, Memory: 8} }

// disciplined is a kernel whose clock somebody keeps right.
func disciplined() clock.System { return clock.System{Synced: true} }

// problem returns what the health tree says about a problem.
func (d *Daemon) problem(t *testing.T, code string) health.Node {
	t.Helper()
	for _, n := range d.health.Snapshot() {
		if n.Code == code {
			return n
		}
	}
	t.Fatalf("%s is not declared", code)
	return health.Node{}
}

// paid is a payment of 12.50 as the journal holds it once it is paid.
func paid(n uint64) payment.Payment {
	at := time.Date(2026, 11, 23, 4, 5, 6, 0, time.UTC)
	return payment.Payment{
		ID: payment.NewID(n), State: payment.StatePaid, Created: at, Changed: at.Add(3 * time.Second), Attempt: 1, Seen: true,
		Order: payment.Order{
			Subject: "普洱 Pu-erh", Amount: payment.Amount{Minor: 1250, Currency: "CNY"}, Operator: "Mei", Source: "api", Ref: "A1001",
		},
		Trade: payment.Trade{Ref: "2026112322001400001", Time: at.Add(2 * time.Second), Buyer: "13800001234"},
	}
}

// content reads an open journal as a copy of its own would be read.
func content(t *testing.T, j *journal.Journal) string {
	t.Helper()
	var b bytes.Buffer
	if err := j.Export(&b, 1); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
