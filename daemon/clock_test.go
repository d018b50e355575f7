package daemon

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"periph.io/x/conn/v3/gpio"
	"periph.io/x/conn/v3/gpio/gpiotest"

	"posd/configs"
	"posd/configs/words"
	"posd/daemon/clock"
	"posd/daemon/health"
	"posd/daemon/journal"
	"posd/daemon/journal/journaltest"
	"posd/daemon/till"
	"posd/payment"
	"posd/payment/alipay/alipaytest"
	"posd/payment/alipay/keytest"
)

// shop is a whole terminal on a file system of its own, before a simulated Alipay whose clock is right, in virtual time. Its system
// clock is what a test makes it.
type shop struct {
	*testing.T
	*Daemon

	cfg    configs.Config
	alipay *alipaytest.Alipay
	line   *alipaytest.PipeListener
	lamp   *gpiotest.Pin // of faults
	log    *logbook
	stop   func()

	mu     sync.Mutex    // the terminal looks at what follows whenever it likes
	cut    bool          // the gateway cannot be reached
	shift  time.Duration // of the system clock
	kernel clock.System
}

// logbook is a log that can be read while it is written.
type logbook struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// Write implements io.Writer.
func (l *logbook) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

// String returns what was logged until now.
func (l *logbook) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// change changes the world outside of the terminal.
func (s *shop) change(how func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	how()
}

// unreachable reports whether the gateway is.
func (s *shop) unreachable() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.cut
}

// systemTime is what the system clock shows.
func (s *shop) systemTime() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return time.Now().Add(s.shift)
}

// system is what the kernel knows of its clock.
func (s *shop) system() clock.System {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.kernel
}

// identity is Alipay's: drawing keys takes longer than the tests.
var identity = sync.OnceValues(func() (*alipaytest.Identity, error) {
	return alipaytest.IdentityOf(keytest.RSA(0), keytest.RSA(1), keytest.RSA(2))
})

// openShop opens a shop in a bubble; it ends with the test.
func openShop(t *testing.T) *shop {
	t.Helper()
	s := &shop{T: t, lamp: &gpiotest.Pin{N: "GPIO27"}, log: &logbook{}}
	dir := journaltest.Dir(t)
	s.cfg = config(t, dir, withoutPrinter)
	private, public, err := alipaytest.MerchantKeyOf(keytest.RSA(6))
	if err != nil {
		t.Fatal(err)
	}
	merchant, errKey := alipaytest.ParsePublicKey(public)
	id, errID := identity()
	if err := errors.Join(errKey, errID); err != nil {
		t.Fatal(err)
	}
	s.alipay, err = alipaytest.New(alipaytest.Opts{ClientID: "C1", MerchantID: "M1", MerchantPublicKey: merchant, Identity: id})
	if err != nil {
		t.Fatal(err)
	}
	s.cfg.GPIO.LampFault = s.lamp.N
	s.cfg.Gateway.CAFile = filepath.Join(dir, "ca.pem")
	for path, pem := range map[string][]byte{
		s.cfg.Gateway.PrivateKey: private, s.cfg.Gateway.AlipayPublicKey: s.alipay.AlipayPublicKeyPEM(), s.cfg.Gateway.CAFile: s.alipay.CACertPEM(),
	} {
		if err := os.WriteFile(path, pem, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s.serve()
	return s
}

// serve lets Alipay answer until the test ends.
func (s *shop) serve() {
	s.line = alipaytest.NewPipeListener()
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- s.alipay.Serve(ctx, s.line) }()
	s.Cleanup(func() {
		cancel()
		if err := errors.Join(<-served, s.alipay.Close()); err != nil {
			s.Error(err)
		}
	})
}

var errCut = errors.New("no route to host")

func (s *shop) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	if s.unreachable() {
		return nil, errCut
	}
	return s.line.Dial(ctx)
}

// made is when the program of these tests was made: before the year of a bubble, and before the gateway's certificate.
func made() time.Time { return time.Date(1990, time.November, 1, 0, 0, 0, 0, time.UTC) }

// boot starts the terminal as at power on. What listens on real sockets is left out.
func (s *shop) boot() {
	s.Helper()
	var err error
	s.Daemon, err = New(s.cfg, Parts{
		Version: "test", Committed: made(), Random: rand.Reader, Now: s.systemTime,
		Kernel: s.system, dial: s.dial, pinCost: quickPIN(), Pin: func(string) (gpio.PinIO, error) { return s.lamp, nil },
		Log: slog.New(slog.NewTextHandler(s.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	})
	if err != nil {
		s.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	for _, run := range []func(context.Context) error{s.cashier.Run, s.till.Run, s.keepClock, s.desk.run, s.keepJournal} {
		running.Go(func() {
			if err := run(ctx); err != nil {
				s.Error(err)
			}
		})
	}
	stopped := false
	s.stop = func() {
		if stopped {
			return
		}
		stopped = true
		cancel()
		running.Wait()
		if kept, ok := s.gateway.(interface{ CloseIdle() }); ok {
			kept.CloseIdle()
		}
		if err := s.journal.Close(); err != nil {
			s.Error(err)
		}
	}
	s.Cleanup(s.stop)
	synctest.Wait()
}

// sell takes a payment whose buyer pays at once, and lets a minute pass.
func (s *shop) sell() payment.Payment {
	s.Helper()
	p := s.begin("paid")
	time.Sleep(time.Minute)
	return s.now(p.ID)
}

// begin starts a payment whose code plays a scenario.
func (s *shop) begin(scenario string) payment.Payment {
	s.Helper()
	digits, err := s.alipay.Mint(scenario, 0)
	if err != nil {
		s.Fatal(err)
	}
	r := sale()
	r.Code = digits
	p, err := s.till.Start(s.Context(), r)
	if err != nil {
		s.Fatal(err)
	}
	return p
}

// now returns a payment as it durably stands.
func (s *shop) now(id payment.ID) payment.Payment {
	s.Helper()
	synctest.Wait()
	p, err := s.book.Get(id)
	if err != nil {
		s.Fatal(err)
	}
	return p
}

// forbidden holds what forbids a sale against the key of its words, and the counter against it.
func (s *shop) forbidden(key words.Key) {
	s.Helper()
	if got := s.ready(); got.Key != key {
		s.Fatalf("forbidden by %q, not by %q", got.Key, key)
	}
	if key == "" {
		return
	}
	for _, lang := range []words.Lang{words.Zh, words.En} {
		if s.ready().In(lang) == "" {
			s.Errorf("nothing is said in %s", lang)
		}
	}
	if _, err := s.till.Start(s.Context(), sale()); err == nil {
		s.Error("a sale has started")
	} else if not, ok := errors.AsType[*till.NotReadyError](err); !ok || not.Why.Key != key {
		s.Errorf("refused with %v", err)
	}
}

// newest returns the newest record of a stream.
func (s *shop) newest(stream string) journal.Entry {
	s.Helper()
	var newest journal.Entry
	for e, err := range s.journal.Entries(1, s.journal.Len()) {
		if err != nil {
			s.Fatal(err)
		}
		if e.Stream == stream {
			newest = e
		}
	}
	return newest
}

// epoch is a system clock that starts in 1970.
func epoch() time.Duration { return time.Until(time.Unix(17, 0)) }

// TestNothingIsSoldBeforeTheTimeIsKnown: a board without a battery, without NTP and without a network knows no time and says so. The
// first answer of the gateway brings it, whatever the gateway thinks of a request of another year.
func TestNothingIsSoldBeforeTheTimeIsKnown(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := openShop(t)
		s.change(func() { s.shift, s.cut = epoch(), true })
		s.boot()
		time.Sleep(time.Hour)
		s.forbidden("health.clock_absurd")
		n := s.problem(t, probClock)
		if n.State != health.Faulty || n.Said(words.Zh) == n.Said(words.En) || n.Todo(words.En) == "" {
			t.Errorf("the health tree says %+v", n)
		}
		if n := s.problem(t, probGateway); n.State != health.Faulty {
			t.Errorf("the gateway: %+v", n)
		}
		if s.journal.Len() != 0 {
			t.Errorf("%d records of a terminal that knows no time", s.journal.Len())
		}

		s.change(func() { s.cut = false })
		time.Sleep(time.Minute) // asked again
		synctest.Wait()
		s.forbidden("")
		if n := s.problem(t, probClock); n.State != health.OK || n.Note.Key != "health.clock_gateway" {
			t.Errorf("the health tree says %+v", n)
		}
		began := time.Now()
		p := s.sell()
		if off := p.Created.Sub(began).Abs(); p.State != payment.StatePaid || off > 5*time.Second {
			t.Errorf("%s, %s off", p.State, off)
		}
		if e := s.newest("payment"); e.ClockQuality != "gateway" || e.Time.Sub(began).Abs() > time.Minute {
			t.Errorf("recorded at %s by %s", e.Time, e.ClockQuality)
		}
		if e := s.newest(clockStream); e.Kind != "moved" {
			t.Errorf("the step is recorded as %+v", e)
		}
		if n := s.problem(t, probSkew); n.State != health.Faulty || n.Severity != health.Warning || n.Said(words.En) == "" {
			t.Errorf("30 years of skew: %+v", n)
		}
	})
}

// TestADeadBatteryAfterASale: what was recorded before the power cut is the floor of the next start, and no sale starts on it alone.
func TestADeadBatteryAfterASale(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := openShop(t)
		s.change(func() { s.kernel.Synced = true })
		s.boot()
		if p := s.sell(); p.State != payment.StatePaid {
			t.Fatal(p.State)
		}
		last := s.newest("payment")
		if last.ClockQuality != "ntp" {
			t.Errorf("recorded with quality %q", last.ClockQuality)
		}
		s.stop()
		time.Sleep(time.Hour)
		s.change(func() { s.kernel, s.shift, s.cut = clock.System{Battery: true}, epoch(), true })
		s.boot()
		s.forbidden("health.clock_absurd")
		if floor, unknown := s.clock.Passed(); !unknown || !floor.Equal(last.Time) {
			t.Errorf("the floor is %v, not %v", floor, last.Time)
		}
		if got := s.parts.Now(); got.Before(last.Time) {
			t.Errorf("the terminal says %v, before its own record", got)
		}
		s.change(func() { s.cut = false })
		time.Sleep(time.Minute)
		synctest.Wait()
		s.forbidden("")
		if off := time.Until(s.parts.Now()).Abs(); off > 5*time.Second {
			t.Errorf("%s off", off)
		}
	})
}

// TestTheDateIsSetInMidSale back and forth, by hand and by NTP: deadlines, the business day, the memory of codes and the order of
// records are as if nothing had happened.
func TestTheDateIsSetInMidSale(t *testing.T) {
	t.Parallel()
	for name, jump := range map[string]time.Duration{"back": -3 * time.Hour, "a day back": -24 * time.Hour, "ahead": 3 * time.Hour} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := openShop(t)
				s.change(func() { s.kernel.Synced = true })
				s.boot()
				if p := s.sell(); p.State != payment.StatePaid {
					t.Fatal(p.State)
				}
				before := s.book.Today()
				p := s.begin("confirm_seconds")
				time.Sleep(3 * time.Second)
				s.change(func() { s.shift, s.kernel.Synced = jump, false })
				s.clock.Look()
				time.Sleep(time.Minute)
				if p = s.now(p.ID); p.State != payment.StatePaid || p.Changed.Sub(p.Created) > time.Minute || p.Changed.Before(p.Created) {
					t.Errorf("%s after %s", p.State, p.Changed.Sub(p.Created))
				}
				after := s.book.Today()
				if after.Day != before.Day || after.Currencies["CNY"].Sales != 2 {
					t.Errorf("the day %s became %s with %d sales", before.Day, after.Day, after.Currencies["CNY"].Sales)
				}
				if off := time.Until(s.parts.Now()).Abs(); off > 5*time.Second {
					t.Errorf("%s off", off)
				}
				if n := s.problem(t, probSkew); n.State != health.Faulty {
					t.Errorf("the skew: %+v", n)
				}
				if e := s.newest("payment"); e.ClockQuality != "gateway" && e.ClockQuality != "held" {
					t.Errorf("recorded with quality %q", e.ClockQuality)
				}
			})
		})
	}
}

// TestAPersonSetsTheClock: it is in the journal with who did it, a better source overrules it, and the next start knows of it.
func TestAPersonSetsTheClock(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := openShop(t)
		s.change(func() { s.shift, s.cut = epoch(), true })
		s.boot()
		if err := s.clock.Set(made().Add(-time.Hour), "Mei"); !errors.Is(err, clock.ErrImpossible) {
			t.Errorf("before the program was made: %v", err)
		}
		at := time.Now().Add(-10 * time.Minute) // by somebody's watch
		if err := s.clock.Set(at, "Mei"); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		s.forbidden("reason.connect_failed")
		e := s.newest(clockStream)
		if e.Kind != "set" || e.ClockQuality != "person" || !bytes.Contains(e.Body, []byte(`"by":"Mei"`)) {
			t.Errorf("recorded as %s %s", e.Kind, e.Body)
		}
		if n := s.problem(t, probClock); n.State != health.OK || n.Note.Key != "health.clock_person" {
			t.Errorf("the health tree says %+v", n)
		}
		s.stop()
		s.boot()
		if floor, unknown := s.clock.Passed(); !unknown || !floor.Equal(e.Time) {
			t.Errorf("the next start knows of %v", floor)
		}
		s.change(func() { s.cut = false })
		time.Sleep(time.Minute)
		synctest.Wait()
		s.forbidden("")
		if err := s.clock.Set(at, "Mei"); !errors.Is(err, clock.ErrVouched) {
			t.Errorf("against the gateway: %v", err)
		}
	})
}

// TestANumberIsNeverDrawnTwice by terminals whose cards are copies of each other and whose clocks start at the same moment.
func TestANumberIsNeverDrawnTwice(t *testing.T) {
	t.Parallel()
	seen := map[payment.ID]bool{}
	for range 3 { // a terminal, its clone, and the terminal after its card was put back
		synctest.Test(t, func(t *testing.T) {
			s := openShop(t)
			s.change(func() { s.kernel.Synced = true })
			s.boot()
			for range 5 {
				p := s.sell()
				if seen[p.ID] {
					t.Errorf("%s was drawn before", p.ID)
				}
				seen[p.ID] = true
			}
		})
	}
	if len(seen) != 15 {
		t.Errorf("%d numbers", len(seen))
	}
}
