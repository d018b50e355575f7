package escpos

import (
	"context"
	"time"

	"posd/printer"
)

// chunk is how many bytes are written between two looks at the status.
const chunk = 256

// print sends a job to a printer that is ready, and its proof.
func (l *link) print(ctx context.Context, job []byte, id printer.ProcessID) printer.Result {
	if id.IsZero() {
		id = l.nextMark()
	}
	l.begin(id)
	sent, res := l.send(ctx, job)
	if res.Outcome == printer.Sent {
		res = l.prove(ctx, id)
	}
	l.finish(res, id, sent, len(job))
	return res
}

func (l *link) begin(id printer.ProcessID) {
	l.mu.Lock()
	l.job = &proving{id: id}
	l.mu.Unlock()
}

// send writes b and returns how much of it went and, with the outcome Sent
// when that is all of it, why not more.
func (l *link) send(ctx context.Context, b []byte) (int, printer.Result) {
	sent, progress := 0, time.Now()
	for sent < len(b) {
		if cause, err := l.halt(ctx); cause != printer.CauseNone {
			return sent, ended(sent, cause, err)
		}
		part := b[sent:min(sent+chunk, len(b))]
		n, err := l.conn.Write(part)
		sent += n
		switch {
		case err != nil && !isTimeout(err):
			l.fail(err)
		case n > 0:
			progress = time.Now()
			l.pace(ctx, n)
		case time.Since(progress) >= stallLimit:
			return sent, ended(sent, printer.CauseStalled, err)
		}
	}
	return sent, printer.Result{Outcome: printer.Sent}
}

// ended judges a job of which so many bytes went out before cause ended it.
// Nothing sent is not started. Paper out and an open cover cut a slip short
// for certain; of all the rest the printer may have printed what it has.
func ended(sent int, cause printer.Cause, err error) printer.Result {
	res := printer.Result{Outcome: printer.Unconfirmed, Cause: cause, Err: err}
	switch {
	case sent == 0:
		res.Outcome = printer.NotStarted
	case cause == printer.CausePaperOut, cause == printer.CauseCover:
		res.Outcome = printer.Interrupted
	}
	return res
}

// halt names what ends the job under way. Overheating and being offline do
// not: the printer goes on by itself, or somebody presses its button.
func (l *link) halt(ctx context.Context) (printer.Cause, error) {
	l.mu.Lock()
	broken, s, err := l.job.broken, l.status, l.err
	l.mu.Unlock()
	switch {
	case broken != printer.CauseNone:
		return broken, nil
	case err != nil:
		return printer.CauseGone, err
	case ctx.Err() != nil:
		return printer.CauseStopped, ctx.Err()
	case s.stuck():
		return s.ErrorIs, nil
	}
	return printer.CauseNone, nil
}

// pace waits until n bytes would be through at the profile's speed.
func (l *link) pace(ctx context.Context, n int) {
	if rate := l.printer.opts.Profile.Pace; rate > 0 {
		l.await(ctx, time.Duration(n)*time.Second/time.Duration(rate), func() bool { return false })
	}
}

// prove asks the printer to answer once it has printed everything, and waits.
func (l *link) prove(ctx context.Context, id printer.ProcessID) printer.Result {
	if l.proves != Yes {
		return l.watch(ctx)
	}
	if n, res := l.send(ctx, l.arm(id)); res.Outcome != printer.Sent {
		return ended(n+1, res.Cause, res.Err) // the job itself is out
	}
	for end := time.Now().Add(proofTimeout); time.Now().Before(end); {
		if res, over := l.verdict(ctx, askTimeout); over {
			return res
		}
		l.look(ctx)
	}
	return printer.Result{Outcome: printer.Unconfirmed, Cause: printer.CauseNoProof}
}

// arm lets the next answer count and returns the command that asks for it.
func (l *link) arm(id printer.ProcessID) []byte {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.job.armed = true
	if l.printer.opts.Profile.Proof == ProcessResponse {
		return askProcess(id)
	}
	l.due++
	return transmitPaper
}

// watch waits a little on a printer that proves nothing, in case it tells of
// trouble.
func (l *link) watch(ctx context.Context) printer.Result {
	if l.talks() {
		for end := time.Now().Add(settleTime); time.Now().Before(end); {
			if res, over := l.verdict(ctx, settleTime/2); over {
				return res
			}
			l.look(ctx)
		}
	}
	return printer.Result{Outcome: printer.Sent}
}

// verdict waits up to d for the end of a job that is out. What the printer
// said first counts: a proof before paper ran out, or the other way round.
func (l *link) verdict(ctx context.Context, d time.Duration) (printer.Result, bool) {
	l.await(ctx, d, func() bool { return l.job.done || l.job.broken != printer.CauseNone || l.status.stuck() })
	l.mu.Lock()
	proven := l.job.done && l.job.broken == printer.CauseNone
	l.mu.Unlock()
	if proven {
		return l.confirm(ctx), true
	}
	cause, err := l.halt(ctx)
	return ended(1, cause, err), cause != printer.CauseNone
}

// confirm asks a printer that proved a print whether it is there. The usual
// answer to GS r 1 is NUL, and NUL is also what a serial port reads when the
// printer is switched off: a break.
func (l *link) confirm(ctx context.Context) printer.Result {
	numbered := l.printer.opts.Profile.Proof == ProcessResponse
	if numbered || l.missed > 0 || l.ask(ctx, askPrinter) {
		return printer.Result{Outcome: printer.Printed}
	}
	return printer.Result{Outcome: printer.Unconfirmed, Cause: printer.CauseSilent, Err: l.failure()}
}

// look asks a printer that does not report by itself for cover and paper.
// Nothing else is being sent, so the question stands between two commands.
func (l *link) look(ctx context.Context) {
	if l.reports() {
		return
	}
	if l.ask(ctx, askOffline) {
		l.ask(ctx, askPaper)
	}
}

// finish leaves the link so that the next job finds the printer as it is.
func (l *link) finish(res printer.Result, id printer.ProcessID, sent, size int) {
	l.mu.Lock()
	if res.Outcome == printer.Unconfirmed && l.job.armed && !l.job.done {
		l.doubt = id // the proof may still come
	}
	l.job = nil
	l.mu.Unlock()
	switch res.Outcome {
	case printer.Interrupted:
		l.dirty, l.clear, l.flush = true, true, size
		if sent < size {
			l.torn = headerSize
		}
		if l.mend() {
			l.write(clearAndRecover, 0)
		}
	case printer.Unconfirmed:
		l.dirty = true
		if sent < size {
			l.flush, l.torn = size-sent, headerSize
		}
	case printer.NotStarted, printer.Printed, printer.Sent:
	}
}
