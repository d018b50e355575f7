package escpos

import (
	"context"
	"time"
)

// oldQuiet is how long a printer has to be silent before what it still had to answer to an earlier process counts as answered. A
// receipt that an earlier process left in its buffer takes up to 3 s, and then its GS r is answered.
const oldQuiet = 3 * time.Second

// hearOld runs once for each connection, behind its first fence. An earlier process that was killed, or a cable that was pulled,
// may have left questions in the printer, whose answers carry no number: one of them may just have been taken for the fence's,
// and the next would be taken for the proof of a print. So the printer is listened to until it has no more to say.
func (l *link) hearOld(ctx context.Context) {
	if !l.fresh || l.printer.opts.Profile.Proof != PaperStatus {
		return
	}
	for quiet := false; !quiet && ctx.Err() == nil; {
		l.mu.Lock()
		n := l.replies
		l.mu.Unlock()
		quiet = !l.await(ctx, oldQuiet, func() bool { return l.replies != n })
	}
	l.fresh = ctx.Err() != nil || l.failure() != nil
}
