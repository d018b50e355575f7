package daemon

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync/atomic"
	"time"

	"periph.io/x/conn/v3/gpio"

	"posd/configs"
	"posd/configs/words"
	"posd/daemon/admin"
	"posd/daemon/bills"
	"posd/daemon/book"
	"posd/daemon/clock"
	"posd/daemon/drawer"
	"posd/daemon/gateways"
	"posd/daemon/health"
	"posd/daemon/journal"
	"posd/daemon/staff"
	"posd/daemon/till"
	"posd/drivers/scanner"
	"posd/payment"
	"posd/payment/alipay"
	"posd/payment/alipay/wire"
	"posd/printer/escpos"
	"posd/printer/spool"
)

// Parts are what a terminal is given besides its configuration.
type Parts struct {
	Version   string
	Committed time.Time // when the program was made: the clock cannot be before it
	Random    io.Reader
	Now       func() time.Time    // the system clock; what is made of it is told by package clock
	Kernel    func() clock.System // what the kernel knows about that clock; nil means this one's
	Log       *slog.Logger
	// Listening is called once the status page and the socket can be spoken to, or cannot be opened: sales wait for neither. May be nil.
	Listening func()
	// Pin finds a pin of the board by its name; nil means the board's own.
	Pin func(name string) (gpio.PinIO, error)

	passed func() (time.Time, bool) // see clock.Clock
	heard  func(time.Time)
	peer   func(*x509.Certificate)
	dial   wire.DialFunc // to the gateway; nil means the network

	pinCost staff.Cost // of looking at a PIN; zero means the usual
}

// Daemon is a whole terminal.
type Daemon struct {
	cfg     configs.Config
	parts   Parts
	log     *slog.Logger
	zone    *time.Location
	started time.Time

	clock *clock.Clock
	moves chan clock.Change

	expiries []expiry // of the certificates that the configuration names
	peer     atomic.Pointer[time.Time]

	health  *health.Tracker
	journal *journal.Journal
	book    *book.Book
	bills   *bills.Desk
	gateway gateways.Gateway
	cashier *payment.Cashier
	inbox   *scanner.Inbox
	display shower
	printer *escpos.Printer // nil without one
	form    atomic.Pointer[form]
	fresh   bool         // the journal was empty: nobody has used this terminal before
	spool   *spool.Spool // nil without one
	till    *till.Till
	staff   *staff.Desk
	drawer  *drawer.Drawer // nil without one
	asides  chan func(context.Context)
	desk    *desk // lamps, buzzer, drawer, stop button
	tend    chan struct{}
	warming atomic.Bool
	slow    atomic.Bool   // a commit takes very long
	look    chan struct{} // it is over
	admin   *front
	metrics *admin.Metrics
}

// New builds a terminal. It opens the journal and the keys; devices are opened by Run, again and again.
func New(cfg configs.Config, parts Parts) (*Daemon, error) {
	if err := Validate(cfg); err != nil {
		return nil, err
	}
	zone, err := cfg.Terminal.Location()
	if err != nil {
		return nil, err
	}
	d := &Daemon{
		cfg: cfg, parts: parts, log: parts.Log, zone: zone, started: time.Now(), tend: make(chan struct{}, 1),
		look:    make(chan struct{}, 1),
		metrics: admin.NewMetrics(),
	}
	d.makeClock()
	d.health, err = health.NewTracker(problems(cfg), d.parts.Now, d.healthChanged)
	if err != nil {
		return nil, err
	}
	if d.gateway, err = gateways.Open(cfg, d.parts.line()); err != nil {
		return nil, err
	}
	d.journal, err = journal.Open(cfg.Journal.Path, journal.Opts{
		Board: board(cfg), ClockQuality: d.clock.Quality, Slow: d.journalSlow,
	})
	if err != nil {
		return nil, err
	}
	d.fresh = d.journal.Len() == 0
	d.clock.Recorded(vouched(d.journal))
	d.metrics.Device(func() (flushes, bytes uint64) {
		stats := d.journal.Stats()
		return stats.Flushes, stats.Bytes
	})
	if err := d.assemble(); err != nil {
		return nil, errors.Join(err, d.journal.Close())
	}
	return d, nil
}

// assemble builds what stands on the journal.
func (d *Daemon) assemble() error {
	steps := []struct {
		name string
		make func() error
	}{
		{"devices", d.makeDevices},
		{"operators", d.makeStaff},
		{"drawer", d.makeDrawer},
		{"print queue", d.makeSpool},
		{"book", d.makeBook},
		{"cashier", d.makeCashier},
		{"till", d.makeTill},
		{"status page", d.makeAdmin},
	}
	for _, s := range steps {
		if err := s.make(); err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
	}
	d.tellRoom()
	d.reportClock()
	d.reportUnresolved()
	d.reportBills()
	return nil
}

func (d *Daemon) makeDevices() error {
	d.inbox = scanner.NewInbox(d.scanDropped)
	d.display = newDisplay(d.cfg.Display)
	d.desk = newDesk(d)
	d.desk.wire()
	f, err := formOf(d.cfg)
	if err != nil {
		return err
	}
	d.setForm(f)
	if d.cfg.Printer.Kind != configs.KindNone {
		d.printer = escpos.New(escpos.Opts{
			Profile: printerProfile(d.cfg.Printer), Form: f.Form, Log: d.log,
			OnStatus: d.printerChanged, OnLate: d.printedLate,
		})
	}
	return nil
}

func (d *Daemon) makeBook() (err error) {
	d.book, err = book.New(d.journal, book.Opts{
		Zone: d.zone, DayEnds: d.cfg.Terminal.DayEnds.Duration(), Now: d.parts.Now, Owes: d.owes, Saved: d.saved,
		NoSale: noSale, Shift: d.openShift,
	})
	d.bills = bills.NewDesk(d.journal, d.parts.Now, d.saved)
	return err
}

func (d *Daemon) makeCashier() (err error) {
	d.cashier, err = payment.NewCashier(payment.Parts{
		Gateway: metered{d.gateway, d.metrics, time.Now}, Store: d.book, Rules: gateways.Rules(d.cfg), Random: d.parts.Random, Now: d.parts.Now, Log: d.log,
		Listener: payment.Listener{Payment: d.hear, Gate: d.gateChanged, Broken: d.journalBroken}, Numbers: d.numbers(),
	})
	return err
}

func (d *Daemon) makeTill() error {
	d.till = till.New(till.Parts{
		Cashier: d.cashier, Scanner: d.inbox, Display: d.display, Signal: d.desk.signal, Changed: d.tillChanged, Warm: d.warm, Who: d.who, Ready: d.ready, Closed: d.journalShut,
		Recognise: d.recognise, Rescan: d.cfg.Policy.Rescan, ScanTimeout: d.cfg.Policy.ScanTimeout, Hold: verdictHold, Log: d.log,
	})
	return nil
}

// verdictHold is how long the customer sees the outcome.
const verdictHold = 6 * time.Second

// Run sells until ctx ends, then lets the calls that are out come home and closes the journal.
func (d *Daemon) Run(ctx context.Context) error {
	parts := []part{
		{name: "cashier", run: d.cashier.Run, core: true},
		{name: "till", run: d.till.Run, core: true},
		{name: "watchdog", run: func(ctx context.Context) error { return watch(ctx, d.log, d.cashier, d.till) }},
		{name: "journal_keeper", run: d.keepJournal},
		{name: "clock_keeper", run: d.keepClock},
		{name: "status_page", run: d.admin.run},
	}
	parts = append(parts, d.gatewayParts()...)
	if d.cfg.Gateway.FetchBills {
		parts = append(parts, part{name: "bill_fetcher", run: d.fetchBills})
	}
	parts = append(parts, d.scannerParts()...)
	parts = append(parts, d.displayParts()...)
	parts = append(parts, d.printerParts()...)
	parts = append(parts, d.desk.parts()...)
	parts = append(parts, d.staffParts()...)
	d.log.Info("started", "version", d.parts.Version, "terminal", d.cfg.Terminal.ID, "family", d.cfg.Gateway.Family, "clock", d.clock.Quality())
	err := supervise(ctx, d.log, parts)
	return errors.Join(err, d.journal.Close())
}

// How often the journal is looked after without a sale: seldom while all is well, often where people wait for it.
const (
	keepEvery = time.Minute
	keepSoon  = 5 * time.Second
)

// keepJournal does the journal's housekeeping once a sale has ended, where no sale waits for it.
func (d *Daemon) keepJournal(ctx context.Context) error {
	again := time.NewTicker(keepEvery)
	defer again.Stop()
	for {
		if d.health.State(probJournal) == health.Faulty {
			again.Reset(keepSoon)
		} else {
			again.Reset(keepEvery)
		}
		select {
		case <-d.look:
			d.reportRoom(ctx)
		case <-d.tend:
			if err := d.journal.Tend(); err != nil {
				d.log.Warn("journal_not_tended", "error", err)
			}
			d.reportRoom(ctx)
		case <-again.C:
			d.regainRoom()
			d.reportRoom(ctx)
			d.reportUnresolved()
		case <-ctx.Done():
			return nil
		}
	}
}

// regainRoom looks for room again where there was none: no sale starts that would look for it.
func (d *Daemon) regainRoom() {
	if !errors.Is(d.journal.Room(), journal.ErrFull) {
		return
	}
	if err := d.journal.Tend(); err != nil {
		d.log.Warn("no_room_yet", "error", err)
	}
}

// journalSlow reports that a commit takes very long. It is waited for, and meanwhile no sale starts (promise 22).
func (d *Daemon) journalSlow(slow bool) {
	d.slow.Store(slow)
	if !slow {
		select {
		case d.look <- struct{}{}:
		default:
		}
		return
	}
	d.health.Set(probJournal, health.Report{
		State: health.Faulty, Cause: words.Say("till.card_slow"), Cure: words.Say("till.card_slow_do"),
	})
}

// reportRoom tells whether the journal can be written. Where it can be again, a Cashier that a full card has stopped goes on.
func (d *Daemon) reportRoom(ctx context.Context) {
	if d.slow.Load() {
		return
	}
	if d.journal.Room() == nil && d.cashier.Gate().Cause.Code == payment.CauseJournal {
		if err := d.cashier.Mend(ctx); err != nil {
			d.log.Info("cashier_not_mended", "error", err)
		}
	}
	d.tellRoom()
}

// tellRoom tells the health tree whether the journal can be written.
func (d *Daemon) tellRoom() {
	if err := d.journal.Room(); err != nil {
		d.journalBroken(err)
		return
	}
	d.health.Set(probJournal, health.Well())
}

// spare refuses what can wait where the card is full: what is still free is kept for the verdicts of what is on its way (promise 19).
func (d *Daemon) spare() error {
	err := d.journal.Room()
	if err == nil {
		return nil
	}
	cause, cure := journal.ReportOf(d.cfg.Journal.Path, err).Say()
	return &till.NotReadyError{Why: cause, Do: cure}
}

// recognise reads what was scanned or typed as a payment code.
func (d *Daemon) recognise(text string) (payment.Code, error) {
	longest := alipay.DefaultCodeLen
	if d.cfg.Gateway.LongCodes {
		longest = alipay.MaxCodeLen
	}
	if _, is := staff.ParseBadge(text); is {
		return payment.Code{}, &till.NotACodeError{What: words.Say("till.code_badge")}
	}
	code, err := alipay.ParseCode(text, alipay.CodeRules{MaxLen: longest})
	if err != nil {
		return code, &till.NotACodeError{What: reasonMessage(alipay.CodeReason(err))}
	}
	return code, nil
}

// warmEvery is how often the connection is looked after while a code is awaited: gateways drop idle ones after some seconds.
const warmEvery = 10 * time.Second

// warm keeps a connection ready for as long as the customer looks for the phone. If that fails, the pay itself will tell.
func (d *Daemon) warm(ctx context.Context) {
	if !d.warming.CompareAndSwap(false, true) {
		return
	}
	defer d.warming.Store(false)
	again := time.NewTicker(warmEvery)
	defer again.Stop()
	for armed := true; armed && ctx.Err() == nil; armed = d.till.Sale().Armed {
		if err := d.warmOnce(ctx); err != nil {
			d.log.Info("connection_not_warmed", "error", err)
		}
		select {
		case <-again.C:
		case <-ctx.Done():
		}
	}
}

func (d *Daemon) warmOnce(ctx context.Context) error {
	ctx, stop := context.WithTimeout(ctx, d.cfg.Gateway.CallTimeout)
	defer stop()
	return d.gateway.Warm(ctx)
}
