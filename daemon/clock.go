package daemon

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"posd/configs/words"
	"posd/daemon/clock"
	"posd/daemon/health"
	"posd/daemon/journal"
)

const (
	// clockEvery and clockSoon are how often the system clock is looked at, while the time is known and while it is not.
	clockEvery = time.Minute
	clockSoon  = 2 * time.Second
	// clockTold is how far the clock has to move for the journal to keep it.
	clockTold = time.Minute
	// skewMax is how far the system clock may be from the gateway's before somebody should hear of it.
	skewMax = time.Minute
)

// makeClock puts the terminal's own clock in the place of the system's, for every part that is made after it.
func (d *Daemon) makeClock() {
	if d.parts.Kernel == nil {
		d.parts.Kernel = clock.Kernel
	}
	d.moves = make(chan clock.Change, 16)
	d.clock = clock.New(clock.Parts{Wall: d.parts.Now, System: d.parts.Kernel, Built: d.parts.Committed, Changed: d.clockChanged})
	d.parts.Now, d.parts.passed, d.parts.heard = d.clock.Now, d.clock.Passed, d.clock.Hear
	d.parts.peer = d.metPeer
	d.expiries = contractExpiries(d.cfg.Gateway)
}

// clockChanged passes news of the clock on, whoever brings it.
func (d *Daemon) clockChanged(c clock.Change) {
	d.log.Info("clock_changed", "source", string(c.Source), "was", string(c.Was), "step", c.Step().Round(time.Millisecond),
		"system_clock_jumped", c.Jumped.Round(time.Millisecond), "by", c.By)
	select {
	case d.moves <- c:
	default: // the keeper is behind by sixteen, and looks for itself
	}
}

// keepClock looks after the clock until ctx ends.
func (d *Daemon) keepClock(ctx context.Context) error {
	d.reportClock()
	for {
		wait := clockEvery
		if !d.clock.Believable() {
			wait = clockSoon
		}
		look := time.NewTimer(wait)
		select {
		case <-look.C:
			d.clock.Look()
			d.reportClock()
		case c := <-d.moves:
			d.clockMoved(ctx, c)
		case <-ctx.Done():
			look.Stop()
			return nil
		}
		look.Stop()
	}
}

// clockMoved keeps a step in the journal, tells people, and asks the gateway again: what it refused was signed at another time.
func (d *Daemon) clockMoved(ctx context.Context, c clock.Change) {
	if c.Source != clock.Unset && (c.By != "" || c.Step().Abs() >= clockTold) {
		d.recordClock(c)
	}
	d.reportClock()
	if c.Source == clock.Unset || c.Was != clock.Unset && c.Step().Abs() < clockTold {
		return
	}
	if err := d.cashier.Probe(ctx); err != nil {
		d.log.Info("gateway_not_asked", "error", err)
	}
}

// clockStream is the journal's stream of what became of the clock; clockVersion is the layout of its records.
const (
	clockStream  = "clock"
	clockVersion = 1
)

// clockRecord is a step of the clock. That it is durable also makes it a moment that has passed, for the next start.
type clockRecord struct {
	From   time.Time    `json:"from"`
	To     time.Time    `json:"to"`
	Was    clock.Source `json:"was"`
	Source clock.Source `json:"source"`
	By     string       `json:"by,omitempty"`
}

func (d *Daemon) recordClock(c clock.Change) {
	body, err := json.Marshal(clockRecord{From: c.From.UTC(), To: c.To.UTC(), Was: c.Was, Source: c.Source, By: c.By})
	if err != nil {
		d.log.Error("clock_not_recorded", "error", err)
		return
	}
	kind := "moved"
	if c.By != "" {
		kind = "set"
	}
	entries, err := d.journal.Append(d.parts.Now(), journal.Record{Stream: clockStream, Kind: kind, Version: clockVersion, Body: body})
	if err != nil {
		d.log.Error("clock_not_recorded", "error", err)
		if !errors.Is(err, journal.ErrRecord) {
			d.journalBroken(err)
		}
		return
	}
	d.saved(entries[0].Seq)
}

// vouchedWithin bounds how many records are looked through for one whose time somebody vouched for.
const vouchedWithin = 256

// vouched returns the time of the newest record that was written while somebody vouched for the clock; zero without one.
func vouched(j *journal.Journal) time.Time {
	head := j.Len()
	for seq := head; seq > 0 && head-seq < vouchedWithin; seq-- {
		e, err := j.Get(seq)
		if err != nil {
			return time.Time{} // the sale that needs this record will say so
		}
		switch clock.Source(e.ClockQuality) {
		case clock.NTP, clock.Held, clock.Gateway, clock.Person, clock.RTC:
			return e.Time
		case clock.Unset:
		}
	}
	return time.Time{}
}

// clockWords says why the clock forbids a sale; zero when it does not.
func (d *Daemon) clockWords(s clock.State) words.Message {
	minute := func(at time.Time) string { return at.In(d.zone).Format("2006-01-02 15:04") }
	switch {
	case s.Source != clock.Unset:
		return words.Message{}
	case s.Absurd:
		return words.Say("health.clock_absurd", minute(s.System), minute(s.Floor))
	}
	return words.Say("health.clock_unset", minute(s.System))
}

// reportClock reports the clock to the health tree. One that merely nobody vouches for is neither well nor ill: the gateway's first
// answer will tell.
func (d *Daemon) reportClock() {
	s := d.clock.State()
	r := health.Report{State: health.OK, Note: words.Say(words.Key("health.clock_" + string(s.Source)))}
	if why := d.clockWords(s); why.Key == "health.clock_absurd" {
		r = health.Report{State: health.Faulty, Cause: why}
	} else if !why.IsZero() {
		r = health.Report{Note: why}
	}
	d.health.Set(probClock, r)
	d.reportSkew(s)
	d.reportCertificates()
}

func (d *Daemon) reportSkew(s clock.State) {
	switch {
	case !s.Heard:
		d.health.Set(probSkew, health.Report{})
	case s.Skew.Abs() > skewMax:
		by := s.Skew.Round(time.Second).String()
		d.health.Set(probSkew, health.Report{State: health.Faulty, Cause: words.Say("health.clock_skew_by", by)})
	default:
		d.health.Set(probSkew, health.Well())
	}
}
