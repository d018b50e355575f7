package escpos

import (
	"time"

	"posd/printer"
)

// read decodes what the printer sends until the connection fails.
func (l *link) read() {
	var d Decoder
	var buf [64]byte
	last := time.Now()
	for {
		n, err := l.conn.Read(buf[:])
		if n > 0 {
			if time.Since(last) > frameGap {
				d.Reset()
			}
			last = time.Now()
		}
		for _, b := range buf[:n] {
			if a, ok := d.Byte(b); ok {
				l.hear(a)
			}
		}
		if err != nil && !isTimeout(err) {
			l.fail(err)
			return
		}
	}
}

// hear takes one answer to heart and tells whoever waits.
func (l *link) hear(a Answer) {
	if late := l.learn(a); !late.IsZero() {
		l.printer.late(late)
	}
	l.printer.publish()
	select {
	case l.news <- struct{}{}:
	default:
	}
}

// learn changes the link's knowledge by one answer. It returns the print that
// the answer proves late, if any.
func (l *link) learn(a Answer) printer.ProcessID {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch a.Kind {
	case AnswerRealTime:
		if l.asked != 0 {
			l.observe(l.status.withRealTime(l.asked, a.Byte))
			l.asked = 0
		}
	case AnswerASB:
		l.asb = true
		l.observe(l.status.withASB(a.ASB))
	case AnswerStatus:
		return l.answered(a.Byte)
	case AnswerProcess:
		return l.returned(a.Process)
	case AnswerBlock:
		if a.Byte == infoHeader && l.asking {
			l.asking, l.info = false, a.Text
		}
	case AnswerFlow:
	}
	return printer.ProcessID{}
}

// observe records a status. If it says that the print under way is cut short,
// no later proof can mend that.
func (l *link) observe(s Status) {
	l.heard = true
	s.Silent = false
	l.status = s
	if l.job == nil || l.job.done || l.job.broken != printer.CauseNone {
		return
	}
	if _, cause := s.Health(); cause == printer.CausePaperOut || cause == printer.CauseCover {
		l.job.broken = cause
	}
}

// answered counts an answer to GS r 1. They carry no number, so only when
// every one that was sent is answered does the last prove anything.
func (l *link) answered(b byte) (late printer.ProcessID) {
	l.replies++
	if l.due == 0 {
		return late
	}
	l.due--
	l.reply = true
	l.observe(l.status.withPaper(b))
	if l.due > 0 {
		return late
	}
	if l.job != nil && l.job.armed {
		l.job.done = true
	}
	late, l.doubt = l.doubt, printer.ProcessID{}
	return late
}

// returned takes the number that GS ( H brings back, which may be from any
// print, even of an earlier connection.
func (l *link) returned(id printer.ProcessID) (late printer.ProcessID) {
	l.heard, l.reply = true, true
	switch {
	case id == l.mark:
		l.mark = printer.ProcessID{}
		return late
	case l.job != nil && l.job.id == id:
		l.job.done = true
		return late
	case id[0] == '~': // a fence given up
		return late
	}
	if id == l.doubt {
		l.doubt = printer.ProcessID{}
	}
	return id
}
