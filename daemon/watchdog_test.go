package daemon

import (
	"context"
	"crypto/rand"
	"net"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"posd/configs/words"
	"posd/daemon/till"
	"posd/drivers/scanner"
	"posd/payment"
	"posd/payment/paymenttest"
)

// core is a Cashier and a till whose loops a test can stop.
type core struct {
	cashier *payment.Cashier
	till    *till.Till
	slow    *slowDisk
	ready   func() words.Message
}

// slowDisk is a store whose next commit takes as long as a test says.
type slowDisk struct {
	*paymenttest.Memory

	takes time.Duration
}

func (s *slowDisk) Save(p payment.Payment, n payment.Notice) error {
	time.Sleep(s.takes)
	return s.Memory.Save(p, n)
}

func newCore(t *testing.T) *core {
	t.Helper()
	c := &core{slow: &slowDisk{Memory: paymenttest.NewMemory()}, ready: func() words.Message { return words.Message{} }}
	var err error
	c.cashier, err = payment.NewCashier(payment.Parts{
		Gateway: paymenttest.NewBank(), Store: c.slow, Rules: payment.DefaultPolicy(), Random: rand.Reader,
	})
	if err != nil {
		t.Fatal(err)
	}
	c.till = till.New(till.Parts{
		Cashier: c.cashier, Scanner: scanner.NewInbox(nil), Display: noDisplay{}, Ready: func() words.Message { return c.ready() },
	})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 2)
	go func() { ended <- c.cashier.Run(ctx) }()
	go func() { ended <- c.till.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		for range 2 {
			if err := <-ended; err != nil {
				t.Error(err)
			}
		}
	})
	synctest.Wait()
	return c
}

func (c *core) sell(ctx context.Context) {
	o := payment.Order{Subject: "coffee", Amount: payment.Amount{Minor: 1250, Currency: "CNY"}}
	_, _ = c.till.Start(ctx, till.Request{Order: o})
}

const watchdogEvery = 90 * time.Second

// beats counts the beats of the watchdog for d.
func beats(t *testing.T, d time.Duration, loops ...toucher) int {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), d)
	defer stop()
	n := 0
	beat(ctx, silence(), watchdogEvery, func() { n++ }, loops)
	return n
}

func TestTheBeatPassesThroughTheLoops(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newCore(t)
		if n := beats(t, watchdogEvery+time.Second, c.cashier, c.till); n != 4 {
			t.Errorf("%d beats in one interval", n)
		}
		if n := len(c.slow.Saves()); n != 0 {
			t.Errorf("the beat wrote %d records", n)
		}
	})
}

// TestAStuckLoopStopsTheBeat, whichever of the two it is.
func TestAStuckLoopStopsTheBeat(t *testing.T) {
	t.Parallel()
	for name, stick := range map[string]func(ctx context.Context, c *core, until chan struct{}){
		"till": func(ctx context.Context, c *core, until chan struct{}) {
			c.ready = func() words.Message { <-until; return words.Message{} }
			go c.sell(ctx)
		},
		"cashier": func(ctx context.Context, c *core, _ chan struct{}) {
			c.slow.takes = time.Hour
			go c.sell(ctx)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				c, until := newCore(t), make(chan struct{})
				stick(t.Context(), c, until)
				synctest.Wait()
				if n := beats(t, time.Hour-time.Minute, c.cashier, c.till); n != 0 {
					t.Errorf("%d beats of a core that does not answer", n)
				}
				close(until)
				time.Sleep(2 * time.Minute) // the commit is through
				if n := beats(t, watchdogEvery, c.cashier, c.till); n < 3 {
					t.Errorf("%d beats of a core that answers again", n)
				}
			})
		})
	}
}

// TestOneSlowCommitStopsNoBeat for longer than the watchdog allows: a minute on a bad card is no reason to kill (promise 22).
func TestOneSlowCommitStopsNoBeat(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newCore(t)
		ctx, stop := context.WithTimeout(t.Context(), 10*time.Minute)
		defer stop()
		c.slow.takes = time.Minute
		go c.sell(ctx)
		last, longest := time.Now(), time.Duration(0)
		beat(ctx, silence(), watchdogEvery, func() {
			longest = max(longest, time.Since(last))
			last = time.Now()
		}, []toucher{c.cashier, c.till})
		if longest >= watchdogEvery || longest < time.Minute {
			t.Errorf("%v between two beats", longest)
		}
	})
}

// TestSystemdHearsTheBeat runs beside no bubble: the socket is the kernel's.
func TestSystemdHearsTheBeat(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "notify")
	systemd, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: path, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	defer systemd.Close()
	t.Setenv("NOTIFY_SOCKET", path)
	t.Setenv("WATCHDOG_USEC", "4000")
	t.Setenv("WATCHDOG_PID", "")
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- watch(ctx, silence()) }()
	heard := make([]byte, 64)
	n, err := systemd.Read(heard)
	if err != nil || string(heard[:n]) != "WATCHDOG=1" {
		t.Errorf("heard %q, %v", heard[:n], err)
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func TestOutsideSystemdNothingBeats(t *testing.T) {
	t.Setenv("WATCHDOG_USEC", "")
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithTimeout(t.Context(), time.Hour)
		defer stop()
		if err := watch(ctx, silence(), nil); err != nil || ctx.Err() == nil {
			t.Errorf("ended with %v", err)
		}
	})
}
