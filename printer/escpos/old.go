package escpos

import (
	"context"
	"time"
)

// oldQuiet is how long a printer has to be silent before what it still had to
// answer to an earlier process counts as answered. A receipt that an earlier
// process left in its buffer takes up to 3 s, and then its GS r is answered.
const oldQuiet = 3 * time.Second

// hearOld runs behind the first fence of a connection. An earlier process that
// was killed, or a cable that was pulled in the middle of a receipt, may have
// left questions in the printer, whose answers carry no number: one of them
// may just have been taken for the fence's, and the next would be taken for
// the proof of a print. So the printer is listened to until it has no more to
// say.
func (l *link) hearOld(ctx context.Context) {
	if l.printer.opts.Profile.Proof != PaperStatus {
		return
	}
	for l.unheard() {
		l.mu.Lock()
		n := l.replies
		l.mu.Unlock()
		if l.await(ctx, oldQuiet, func() bool { return l.replies != n }) {
			continue
		}
		if ctx.Err() != nil || l.failure() != nil {
			return
		}
		l.mu.Lock()
		l.old = false
		l.mu.Unlock()
	}
}

// unheard reports that the printer may still answer what it was asked before
// this connection.
func (l *link) unheard() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.old
}

// unanswered reports that the printer may still answer what it was asked on
// this connection or before it.
func (l *link) unanswered() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.old || l.due > 0
}
