package escpos

import (
	"context"
	"slices"

	"posd/printer"
)

// sync brings a printer that may still hold something of an earlier job to a
// known state: it throws away what it holds if it stopped in the middle, hears
// out what it still has to say, fills up a command that lacks its end with NUL
// (which print nothing), initialises and waits until it has worked through all
// of that. It reports whether the printer can be sent a job.
func (l *link) sync(ctx context.Context) bool {
	if l.clear && !l.write(clearAndRecover) {
		return false
	}
	l.hearOut(ctx)
	if !l.write(slices.Concat(make([]byte, l.flush), initialise, enableASB)) {
		return false
	}
	l.clear, l.flush = false, 0
	switch {
	case l.fence(ctx):
		l.proves = Yes
	case ctx.Err() != nil || l.failure() != nil || !healthy(l.seen()):
		return false
	case l.proves == Yes || l.printer.opts.Profile.Answers == Always:
		return false // it can prove and does not: it is stuck
	default:
		l.proves = No
	}
	l.dirty = false
	return true
}

// provesAfterAll reports that a printer which was taken for one that proves
// nothing has answered since: it was only slow.
func (l *link) provesAfterAll() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.proves == No && l.reply
}

// hearOut waits for answers to GS r that are still due. They carry no number,
// so none may be taken for the answer to a later question. What does not come
// in the time in which an idle printer works through a receipt never will: the
// printer threw the question away.
func (l *link) hearOut(ctx context.Context) {
	l.await(ctx, fenceTimeout, func() bool { return l.due == 0 })
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.err == nil && ctx.Err() == nil && healthy(l.status) {
		l.due, l.doubt = 0, printer.ProcessID{}
	}
}

// fence waits until the printer has worked through everything sent so far.
func (l *link) fence(ctx context.Context) bool {
	switch l.printer.opts.Profile.Proof {
	case ProcessResponse:
		return l.fenceByNumber(ctx)
	case PaperStatus:
		return l.fenceByCount(ctx)
	case NoProof:
	}
	return false
}

// fenceByNumber asks for a number of its own back.
func (l *link) fenceByNumber(ctx context.Context) bool {
	mark := l.nextMark()
	l.mu.Lock()
	l.mark = mark
	l.mu.Unlock()
	return l.write(askProcess(mark)) &&
		l.await(ctx, fenceTimeout, func() bool { return l.mark.IsZero() })
}

// fenceByCount asks GS r 1.
func (l *link) fenceByCount(ctx context.Context) bool {
	l.mu.Lock()
	l.due++
	l.mu.Unlock()
	return l.write(transmitPaper) &&
		l.await(ctx, fenceTimeout, func() bool { return l.due == 0 })
}

// nextMark returns a number for a fence, which no print has.
func (l *link) nextMark() printer.ProcessID {
	l.marks++
	id := printer.NewProcessID(l.marks)
	id[0] = '~'
	return id
}
