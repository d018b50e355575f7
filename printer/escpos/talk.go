package escpos

import (
	"context"
	"time"

	"posd/printer"
)

// attend probes the printer, keeps asking whether it is there, and returns
// when the connection has ended.
func (l *link) attend(ctx context.Context) {
	if l.printer.opts.Profile.Answers == Never {
		<-l.down
		return
	}
	pause := pollEvery
	for {
		select {
		case <-l.printer.turn:
			l.poll(ctx)
			pause = l.pause()
			l.printer.pass()
		default: // a print is under way and watches for itself
		}
		again := time.NewTimer(pause)
		select {
		case <-again.C:
		case <-l.down:
			again.Stop()
			return
		}
	}
}

// pause is how long an idle printer is left alone. One that reports by itself is only asked whether it is still there; one that has
// just missed an answer, or is silent, is asked again soon.
func (l *link) pause() time.Duration {
	switch {
	case l.missed > 0 && l.talks():
		return pollSoon
	case l.reports():
		return pollSeldom
	}
	return pollEvery
}

// poll asks the printer whether it is there, and all there is to ask when
// that is news. A printer that was not heard before, or not for a while, may
// just have been switched on: then it does not report by itself and is set up
// again.
func (l *link) poll(ctx context.Context) {
	l.probed = true
	before := l.seen()
	if !l.ask(ctx, askPrinter) {
		l.miss()
		return
	}
	l.missed = 0
	now := l.seen()
	fresh := before.Silent || before.Online == Unknown
	if fresh || !l.reports() || now.Online != before.Online {
		l.askAll(ctx)
	}
	if fresh {
		l.dirty = true
		l.write(enableASB, 0)
	}
	if l.dirty && healthy(l.seen()) {
		l.sync(ctx)
	}
}

// miss counts a poll without an answer. The second makes a printer silent
// that used to answer, or must.
func (l *link) miss() {
	l.missed++
	l.mu.Lock()
	if l.missed >= 2 && (l.heard || l.printer.opts.Profile.Answers == Always) {
		l.status = Status{Connected: true, Silent: true}
	}
	l.mu.Unlock()
	l.printer.publish()
}

// ask sends DLE EOT n and reports whether an answer came. Answers carry no n:
// that only one question is open at a time tells them apart.
func (l *link) ask(ctx context.Context, n byte) bool {
	if !l.mend() {
		return false
	}
	l.mu.Lock()
	l.asked = n
	l.mu.Unlock()
	if !l.write(askStatus(n), 0) {
		return false
	}
	patience := askTimeout
	if l.missed > 0 && !l.talks() {
		patience = askBriefly
	}
	answered := l.await(ctx, patience, func() bool { return l.asked == 0 })
	l.mu.Lock()
	l.asked = 0
	l.mu.Unlock()
	return answered
}

// mend sends what keeps a command that may lack its end from reading a length into what follows: DLE EOT 1 behind half of GS v 0
// would be the height and width of a picture of a megabyte, and everything after it would be its dots. Of NUL the length becomes
// less, and a flush ends the command. It reports whether all of them went.
func (l *link) mend() bool {
	for l.torn > 0 {
		n, err := l.conn.Write(make([]byte, l.torn))
		l.torn -= n
		if err != nil && !isTimeout(err) {
			l.fail(err)
		}
		if err != nil || n == 0 {
			return false
		}
	}
	return true
}

// askAll asks for the causes of trouble; one that is not answered ends it.
func (l *link) askAll(ctx context.Context) {
	for _, n := range []byte{askOffline, askError, askPaper} {
		if !l.ask(ctx, n) {
			return
		}
	}
}

// write sends b whole and reports whether it went. It gives up when the
// printer has taken no byte for as long as patience; with none, at the first
// write that runs into the connection's deadline.
func (l *link) write(b []byte, patience time.Duration) bool {
	progress := time.Now()
	for len(b) > 0 {
		n, err := l.conn.Write(b)
		b = b[n:]
		switch {
		case err != nil && !isTimeout(err):
			l.fail(err)
			return false
		case n > 0:
			progress = time.Now()
		case time.Since(progress) >= patience:
			return false
		}
	}
	return true
}

func (l *link) reports() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.asb
}

func healthy(s Status) bool {
	health, _ := s.Health()
	return health == printer.HealthOK
}

// await waits up to d until ok, which is called with mu held, and returns
// whether it was. It returns at once when the connection fails or ctx ends.
func (l *link) await(ctx context.Context, d time.Duration, ok func() bool) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	for {
		l.mu.Lock()
		done := ok()
		l.mu.Unlock()
		if done {
			return true
		}
		select {
		case <-l.news:
		case <-timer.C:
			return false
		case <-l.down:
			return false
		case <-ctx.Done():
			return false
		}
	}
}
