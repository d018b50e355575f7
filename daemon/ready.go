package daemon

import (
	"errors"

	"posd/configs/words"
	"posd/daemon/health"
	"posd/daemon/journal"
	"posd/payment"
	"posd/printer"
)

// ready returns what forbids a new sale, in the order in which a technician would look: the journal, the clock, the gateway, the
// printer. The zero message means that sales may start.
func (d *Daemon) ready() words.Message {
	if err := d.journal.Room(); err != nil {
		cause, _ := journal.ReportOf(d.cfg.Journal.Path, err).Say()
		return cause
	}
	if d.slow.Load() {
		return words.Say("till.card_slow")
	}
	if why := d.clockWords(d.clock.State()); !why.IsZero() {
		return why
	}
	if gate := d.cashier.Gate(); !gate.Open {
		return gateWords(gate)
	}
	if why := d.printerReady(); !why.IsZero() {
		return why
	}
	return d.staffReady()
}

// journalShut is what the display of a free counter says while the journal forbids sales: short, for the smallest display.
func (d *Daemon) journalShut() (why words.Message, do words.Key) {
	err := d.journal.Room()
	switch {
	case errors.Is(err, journal.ErrFull):
		return words.Say("till.card_full"), "till.card_full_do"
	case err != nil:
		return words.Say("till.journal_broken"), "till.journal_broken_do"
	case d.slow.Load():
		return words.Say("till.card_slow"), "till.card_slow_do"
	}
	return words.Message{}, ""
}

// printerReady holds a new sale while the printer is known bad, unless the merchant's policy allows it (promise 14).
func (d *Daemon) printerReady() words.Message {
	if d.printer == nil || d.cfg.Policy.SellWithoutPaper {
		return words.Message{}
	}
	if state, cause := d.printer.Health(); state == printer.HealthFault {
		return words.Say(cause.Word())
	}
	return words.Message{}
}

// gateWords says why the gate is closed.
func gateWords(g payment.Gate) words.Message {
	switch g.Cause.Code {
	case payment.CauseStarting, "":
		return words.Say("till.starting")
	case payment.CauseJournal:
		return words.Say("till.journal_broken")
	}
	return words.Say(words.Key("reason." + g.Cause.Code))
}

// gateCure says what to do about it.
func gateCure(g payment.Gate) words.Message {
	switch g.Cause.Code {
	case payment.CauseStarting, "":
		return words.Say("till.starting_do")
	case payment.CauseJournal:
		return words.Say("till.journal_broken_do")
	}
	return words.Say(words.Key("reason." + g.Cause.Code + ".do"))
}

// gateChanged reports the gate to the health tree. While the terminal starts, the gateway is not known.
func (d *Daemon) gateChanged(g payment.Gate) {
	r := health.Report{State: health.Faulty, Cause: gateWords(g), Cure: gateCure(g), Detail: g.Detail}
	switch {
	case g.Open:
		r = health.Well()
	case g.Cause.Code == payment.CauseStarting:
		r.State = health.Unknown
	}
	d.reportReach(g, r)
	d.health.Set(probGateway, r)
	d.reportCertificates()
	d.healthChanged() // the gate itself has moved, even if the report is the same
}
