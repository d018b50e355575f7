package drawer

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"posd/daemon/journal"
)

// Expected is how long after a pulse an opening belongs to it: a drawer springs open at once, and a printer's contact is told late.
const Expected = 10 * time.Second

// State is the drawer as a page shows it.
type State struct {
	Known    bool // its contact tells
	Open     bool
	Since    time.Time
	LeftOpen bool
}

// Opts are what a Drawer is made with. All functions but Now may be nil; none may block.
type Opts struct {
	Journal interface {
		Append(now time.Time, records ...journal.Record) ([]journal.Entry, error)
	}
	Now      func() time.Time
	LeftOpen time.Duration        // after which a drawer counts as left open; 0 means never
	Who      func() (string, int) // operator and shift
	Changed  func(State)          // called from Run
	Kept     func(seq uint64)     // called after each commit
	Refused  func(err error)      // hears why a record could not be kept
	Log      *slog.Logger
}

// Drawer follows one cash drawer. Make one with New and let Run work. It is safe for concurrent use.
type Drawer struct {
	opts Opts
	news chan struct{}

	mu     sync.Mutex
	heard  State     // what the contact told last
	pulsed time.Time // when a pulse was last asked for
	shown  State     // what Run has made of it
}

// New returns a Drawer of which nothing is known.
func New(o Opts) *Drawer {
	if o.Who == nil {
		o.Who = func() (string, int) { return "", 0 }
	}
	if o.Changed == nil {
		o.Changed = func(State) {}
	}
	if o.Kept == nil {
		o.Kept = func(uint64) {}
	}
	if o.Refused == nil {
		o.Refused = func(error) {}
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Drawer{opts: o, news: make(chan struct{}, 1)}
}

// State returns the drawer as it stands.
func (d *Drawer) State() State {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.shown
}

// NoSale makes an opening without a sale durable. The pulse is the caller's to make, and only after this has returned nil.
func (d *Drawer) NoSale(o Opening) error {
	o.Why = WhyNoSale
	return d.keep(KindNoSale, o)
}

// Pulsed says that the drawer is being opened now: that it opens is expected.
func (d *Drawer) Pulsed() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.pulsed = time.Now()
}

// Failed keeps that the pulse of an opening that is durable did not work.
func (d *Drawer) Failed(o Opening, detail string) {
	o.Fault = detail
	d.tell(KindFailed, o)
}

// Sense tells what the contact says. It never blocks.
func (d *Drawer) Sense(open bool) { d.sense(State{Known: true, Open: open, Since: d.opts.Now()}) }

// Lost says that the contact can no longer be heard. It never blocks.
func (d *Drawer) Lost() { d.sense(State{}) }

func (d *Drawer) sense(s State) {
	d.mu.Lock()
	same := d.heard.Known == s.Known && d.heard.Open == s.Open
	if !same {
		d.heard = s
	}
	d.mu.Unlock()
	if same {
		return
	}
	select {
	case d.news <- struct{}{}:
	default:
	}
}

// Run follows the contact until ctx ends.
func (d *Drawer) Run(ctx context.Context) error {
	alarm := time.NewTimer(0)
	defer alarm.Stop()
	<-alarm.C
	for {
		select {
		case <-d.news:
			if d.follow() && d.opts.LeftOpen > 0 {
				alarm.Reset(d.opts.LeftOpen)
			} else {
				alarm.Stop()
			}
		case <-alarm.C:
			d.leftOpen()
		case <-ctx.Done():
			return nil
		}
	}
}

// follow takes over what the contact told and reports whether the drawer stands open.
func (d *Drawer) follow() bool {
	d.mu.Lock()
	before, now := d.shown, d.heard
	expected := time.Since(d.pulsed) < Expected
	d.shown = now
	d.mu.Unlock()
	by := d.opening("")
	switch {
	case now.Open && before.Known && !before.Open && !expected:
		d.tell(KindForced, by)
	case !now.Open && before.LeftOpen:
		d.tell(KindClosed, by)
	}
	d.opts.Changed(now)
	return now.Known && now.Open
}

func (d *Drawer) leftOpen() {
	d.mu.Lock()
	d.shown.LeftOpen = true
	now := d.shown
	d.mu.Unlock()
	d.tell(KindLeftOpen, d.opening(""))
	d.opts.Changed(now)
}

// opening is one by whoever is there.
func (d *Drawer) opening(why Why) Opening {
	o := Opening{Why: why}
	o.Operator, o.Shift = d.opts.Who()
	return o
}

// tell keeps what has happened already: if it cannot be kept, the drawer is open all the same.
func (d *Drawer) tell(kind string, o Opening) {
	if err := d.keep(kind, o); err != nil {
		d.opts.Log.Warn("drawer_not_journalled", "kind", kind, "error", err)
		d.opts.Refused(err)
	}
}

func (d *Drawer) keep(kind string, o Opening) error {
	entries, err := d.opts.Journal.Append(d.opts.Now(), record(kind, o))
	if err != nil {
		return err
	}
	d.opts.Log.Info("drawer", "kind", kind, "operator", o.Operator, "shift", o.Shift, "reason", o.Reason)
	d.opts.Kept(entries[len(entries)-1].Seq)
	return nil
}
