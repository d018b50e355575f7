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
	if l.clear && (!l.mend() || !l.write(clearAndRecover, 0)) {
		return false
	}
	l.hearOut(ctx)
	proves, ok := l.reset(ctx, l.flush)
	if ok && proves == No && l.cold && !l.troubled(ctx) { // it may still be taking all that for the dots of a picture
		proves, ok = l.reset(ctx, l.deepFlush())
	}
	if !ok {
		return false
	}
	if proves == No && l.stuck(ctx) {
		proves = Unknown
	}
	if proves == Unknown {
		return false
	}
	if proves == Yes {
		l.hearOld(ctx)
	}
	l.proves, l.dirty, l.cold = proves, false, false
	return true
}

// troubled asks again whether something keeps the printer from working, which may have come since it was asked. What it is then sent only
// fills its buffer, until no question gets through any more.
func (l *link) troubled(ctx context.Context) bool {
	if l.ask(ctx, askPrinter) {
		l.askAll(ctx)
	}
	return !healthy(l.seen())
}

// reset fills up a command with so many NUL, initialises and asks for a proof. It reports false if the printer did not take all of it.
func (l *link) reset(ctx context.Context, flush int) (State, bool) {
	if !l.write(slices.Concat(make([]byte, flush), initialise, enableASB), fenceTimeout) {
		return Unknown, false
	}
	l.clear, l.flush, l.torn = false, 0, 0
	return l.fence(ctx), true
}

// stuck tells a printer that does not answer the question for a proof now from
// one that never does.
func (l *link) stuck(ctx context.Context) bool {
	return l.proves == Yes || l.printer.opts.Profile.Answers == Always ||
		ctx.Err() != nil || l.failure() != nil || !healthy(l.seen())
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

// fence asks for a proof and waits until the printer has worked through all
// that was sent before: Yes. No means that it did not answer, Unknown that it
// could not be asked.
func (l *link) fence(ctx context.Context) State {
	question, answered := l.question()
	if question == nil {
		return No
	}
	if !l.write(question, fenceTimeout) {
		return Unknown
	}
	if l.await(ctx, fenceTimeout, answered) {
		return Yes
	}
	return No
}

// question returns the command of a fence, nil if there is none for this
// printer, and what tells that it is answered.
func (l *link) question() ([]byte, func() bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch l.printer.opts.Profile.Proof {
	case ProcessResponse:
		l.mark = l.nextMark()
		return askProcess(l.mark), func() bool { return l.mark.IsZero() }
	case PaperStatus:
		l.due++
		return transmitPaper, func() bool { return l.due == 0 }
	case NoProof:
	}
	return nil, nil
}

// nextMark returns a number for a fence, which no print has.
func (l *link) nextMark() printer.ProcessID {
	l.marks++
	id := printer.NewProcessID(l.marks)
	id[0] = '~'
	return id
}
