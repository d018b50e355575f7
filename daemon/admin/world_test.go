package admin_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"posd/configs/words"
	"posd/daemon/admin"
	"posd/daemon/clock"
	"posd/daemon/health"
	"posd/daemon/till"
	"posd/drivers/scanner"
	"posd/payment"
	"posd/payment/alipay"
	"posd/payment/paymenttest"
)

const (
	goodCode  = "281234567890123456"
	otherCode = "287777777777777777"
	weChat    = "134567890123456789"
)

// world is a terminal with the real till and Cashier, a bank for a gateway and memory for a disk.
type world struct {
	*testing.T

	bank     *paymenttest.Bank
	disk     *disk
	receipts *queue
	tracker  *health.Tracker
	scans    chan scanner.Scan
	clock    *clock.Clock
	vouched  bool // somebody disciplines the system clock
	log      *bytes.Buffer
	server   *admin.Server
	tune     func(*admin.Parts)
	shows    time.Duration // how long a code is shown
	stop     context.CancelFunc
	warm     atomic.Pointer[context.Context] // with which the connection to the gateway was prepared
}

// bubble runs a test on a fresh world in virtual time.
func bubble(t *testing.T, test func(t *testing.T, w *world)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) { test(t, newWorld(t, nil)) })
}

// showing runs a test in virtual time, at a terminal that shows codes.
func showing(t *testing.T, test func(t *testing.T, w *world)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, func(p *admin.Parts) { p.Shows = true })
		w.down()
		w.shows = 2 * time.Minute
		w.start()
		test(t, w)
	})
}

func newWorld(t *testing.T, tune func(*admin.Parts)) *world {
	t.Helper()
	tracker, err := health.NewTracker([]health.Problem{
		problem("clock", "", health.Critical), problem("gateway", "clock", health.Critical),
		problem("printer", "", health.Warning), problem("paper", "printer", health.Warning), problem("scanner", "", health.Warning),
	}, time.Now, nil)
	if err != nil {
		t.Fatal(err)
	}
	w := &world{
		T: t, bank: paymenttest.NewBank(), disk: &disk{Memory: paymenttest.NewMemory()}, receipts: &queue{}, tracker: tracker,
		scans: make(chan scanner.Scan), log: &bytes.Buffer{}, tune: tune,
	}
	w.vouched = true
	w.clock = clock.New(clock.Parts{Wall: time.Now, System: func() clock.System { return clock.System{Synced: w.vouched} }})
	w.start()
	t.Cleanup(w.down)
	return w
}

func problem(code, parent string, s health.Severity) health.Problem {
	key := words.Key("health." + code)
	return health.Problem{Code: code, Title: key, Fault: key + "_fault", Hint: key + "_do", Severity: s, DependsOn: parent}
}

// start is what happens at power on: everything but the disk is new.
func (w *world) start() {
	w.Helper()
	var server *admin.Server
	rules := payment.DefaultPolicy()
	rules.ShowFor(w.shows)
	w.disk.saved = func(seq uint64) { server.Changed(seq) }
	cashier, err := payment.NewCashier(payment.Parts{
		Gateway: w.bank, Store: w.disk, Rules: rules, Random: rand.Reader,
		Listener: payment.Listener{Payment: func(n payment.Notice, p payment.Payment) {
			w.receipts.hear(n, p)
			w.disk.notice(n, p)
		}},
	})
	if err != nil {
		w.Fatal(err)
	}
	ready := func() words.Message {
		if !cashier.Gate().Open {
			return words.Say("till.starting")
		}
		return words.Message{}
	}
	counter := till.New(till.Parts{
		Cashier: cashier, Scanner: w, Display: shower{}, Changed: func() { server.TillChanged() }, Ready: ready, Recognise: recognise,
		Hold: 6 * time.Second, Warm: func(ctx context.Context) { w.warm.Store(&ctx) },
	})
	w.disk.notice = counter.Notice
	parts := admin.Parts{
		Till: counter, Payments: w.disk, Totals: w.disk, Health: w.tracker, Journal: w.disk, Clock: w.clock, Receipts: w.receipts,
		Gate: cashier.Gate, Ready: ready, Limits: admin.Limits{Currency: "CNY", Min: 1, Max: 5_000_00},
		Build:   admin.Build{Version: "1.2.3", Terminal: "T-07", Shop: "九龍茶室", Board: "Raspberry Pi 4"},
		Started: time.Now(), Zone: time.FixedZone("CST", 8*3600), Lang: words.Zh, Hosts: []string{"till.shop.example"},
		Log: slog.New(slog.NewTextHandler(&locked{w: w.log}, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}
	if w.tune != nil {
		w.tune(&parts)
	}
	if server, err = admin.New(parts); err != nil {
		w.Fatal(err)
	}
	w.server = server
	ctx, stop := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { _ = cashier.Run(ctx) })
	running.Go(func() { _ = counter.Run(ctx) })
	w.stop = func() { stop(); running.Wait() }
	for !cashier.Gate().Open {
		if err := cashier.Touch(ctx); err != nil {
			w.Fatal(err)
		}
	}
}

func (w *world) down() { w.stop() }

// Arm implements till.Scanner.
func (w *world) Arm() <-chan scanner.Scan { return w.scans }

// Disarm implements till.Scanner.
func (w *world) Disarm() {}

// recognise is the composition root's: what a till does with foreign codes is part of the API.
func recognise(text string) (payment.Code, error) {
	code, err := alipay.ParseCode(text, alipay.CodeRules{})
	if err != nil {
		return code, &till.NotACodeError{What: words.Say(words.Key("reason." + alipay.CodeReason(err).Code))}
	}
	return code, nil
}
