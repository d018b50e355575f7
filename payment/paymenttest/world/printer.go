package world

import (
	"time"

	"posd/payment"
)

// paper is the printer.
type paper struct {
	out bool // no paper
	off bool
}

// receipt is the one receipt of a paid sale.
type receipt struct {
	owed     bool // durable, in the same commit as paid
	begun    bool // durable before the first byte goes to the printer
	doubtful bool // it may be on paper: only a person prints it again
	copies   int  // on paper
	waiting  bool // in the queue of the process that runs
}

func (r *receipt) owe() { r.owed = true }

// restart is what a new process makes of it: a print that was begun and not proven is doubtful. It says whether this is news.
func (r *receipt) restart() bool {
	r.waiting = false
	if !r.owed || !r.begun {
		return false
	}
	r.doubtful, r.owed = true, false
	return true
}

// bars reports whether no sale may start, because the printer is known bad.
func (p *paper) bars() bool { return p.out || p.off }

func (p *paper) fixed() { p.out, p.off = false, false }

// What the printer's step is, in due.seq.
const (
	printBegin uint32 = iota
	printEnd
	printFixed
)

// queue brings a receipt to the printer, a moment after its sale was told paid.
func (w *World) queue(s *sale) {
	if s.receipt.owed && !s.receipt.waiting {
		s.receipt.waiting = true
		w.agenda.add(due{at: w.now.plus(10 * time.Millisecond), what: duePaper, who: s.index, seq: printBegin, life: w.life.number})
	}
}

// reprint queues what is still owed after a restart.
func (w *World) reprint() {
	for i := range w.sales {
		w.queue(&w.sales[i])
	}
}

// print is the printer's next step.
func (w *World) print(d due) {
	if d.seq == printFixed {
		w.paper.fixed()
		return
	}
	s := &w.sales[d.who]
	if !w.life.on || d.life != w.life.number {
		return
	}
	again := due{at: w.now.plus(20 * time.Second), what: duePaper, who: d.who, seq: printBegin, life: w.life.number}
	switch {
	case d.seq == printBegin && w.paper.bars():
		w.agenda.add(again)
	case d.seq == printBegin && w.paperFails(s):
		w.agenda.add(again)
	case d.seq == printBegin:
		s.receipt.begun = true
		if !s.kept.Wanted() || s.kept.State != payment.StatePaid && s.kept.State != payment.StateRefunded {
			w.fail(s.id, "a receipt is printed of a sale that the journal has as %s", s.kept.State)
		}
		w.agenda.add(due{at: w.now.plus(2 * time.Second), what: duePaper, who: d.who, seq: printEnd, life: w.life.number})
		if !w.calm() && w.chance(0.02) { // it falls silent: nobody knows what is on the paper
			w.met(s, FaultPrintDoubt)
			s.receipt.restart()
		}
	case s.receipt.owed:
		s.receipt = receipt{copies: s.receipt.copies + 1}
	}
}

// paperFails draws whether the printer fails as a receipt comes to it.
func (w *World) paperFails(s *sale) bool {
	if w.calm() || !w.chance(0.04) {
		return false
	}
	if w.chance(0.5) {
		w.paper.out = true
		w.met(s, FaultPaperOut)
	} else {
		w.paper.off = true
		w.met(s, FaultPrinterOff)
	}
	w.agenda.add(due{at: w.now.plus(w.within(time.Second, 5*time.Minute)), what: duePaper, seq: printFixed})
	return true
}
