package escpos

import (
	"context"

	"posd/printer"
)

// ready prepares the printer for a job and returns why it cannot have one.
func (l *link) ready(ctx context.Context) printer.Cause {
	answers := l.printer.opts.Profile.Answers
	if !l.probed && answers != Never {
		l.poll(ctx)
	}
	if cause := l.unable(ctx); cause != printer.CauseNone {
		return cause
	}
	switch {
	case l.talks():
		return l.settled(ctx)
	case answers == Always:
		return printer.CauseSilent
	}
	return l.blind()
}

// settled brings a printer that answers to a known state, of which it is part
// whether it can prove a print.
func (l *link) settled(ctx context.Context) printer.Cause {
	known := !l.dirty && l.proves != Unknown && !l.provesAfterAll()
	if known || l.sync(ctx) {
		return printer.CauseNone
	}
	if cause := l.unable(ctx); cause != printer.CauseNone {
		return cause
	}
	return printer.CauseStalled
}

// blind prepares a printer that has told nothing: all that can be done is to
// fill up a command that may lack its end.
func (l *link) blind() printer.Cause {
	if !l.dirty {
		return printer.CauseNone
	}
	flush := l.flush
	if l.cold {
		flush = l.deepFlush()
	}
	if !l.write(make([]byte, flush), fenceTimeout) {
		return printer.CauseStalled
	}
	l.dirty, l.clear, l.flush, l.torn, l.cold = false, false, 0, 0, false
	return printer.CauseNone
}

// unable names what stands in the way of any job.
func (l *link) unable(ctx context.Context) printer.Cause {
	if ctx.Err() != nil {
		return printer.CauseStopped
	}
	if l.failure() != nil {
		return printer.CauseGone
	}
	_, cause := l.seen().Health()
	return cause
}

func (l *link) talks() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.heard
}
