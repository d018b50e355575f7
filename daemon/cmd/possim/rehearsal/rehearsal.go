package rehearsal

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"posd/daemon/cmd/possim/counter"
)

// The sale: what it costs, what goes back, and how often posd asks before the buyer has confirmed.
const (
	price    = 1250 // fen
	back     = 500  // fen
	item     = "拿铁 Latte"
	scenario = "confirm_queries"
	queries  = 2
	key      = "rehearsal-1" // the till's Idempotency-Key
)

// How long the acts may take, and looking at what they left.
const (
	actsWithin = 45 * time.Second
	lookWithin = 10 * time.Second
)

// ErrMissing says that the sale, or something it must leave behind, was not there.
var ErrMissing = errors.New("parts of the sale are missing")

// errPosdEnded is why the acts end when posd does.
var errPosdEnded = errors.New("posd has ended")

// rehearsal is one run.
type rehearsal struct {
	counter *counter.Counter
	till    *counter.Client
	out     io.Writer
	began   time.Time

	payment counter.Payment
	refund  counter.Refund
	parts   int
	missing []string
}

// Run starts posd on c, plays the sale and the refund, ends posd, and tells out what happened. The error wraps ErrMissing if
// anything was not as it must be; out has the list.
func Run(ctx context.Context, c *counter.Counter, out io.Writer) error {
	r := &rehearsal{counter: c, till: c.Client(), out: out, began: time.Now()}
	if err := c.Posd().Start(); err != nil {
		return err
	}
	r.play(ctx)
	r.look(ctx)
	r.expect(c.Posd().Stop() == nil, "posd ends in order")
	return r.verdict()
}

// play goes from act to act until one fails: nothing follows then that could be looked at.
func (r *rehearsal) play(ctx context.Context) {
	ctx, stop := r.whileRunning(ctx)
	defer stop()
	for _, act := range []func(context.Context) error{r.start, r.sell, r.scan, r.await, r.receipt, r.giveBack, r.slip} {
		if err := act(ctx); err != nil {
			r.expect(false, "every act comes to its end: %v", err)
			return
		}
	}
}

// whileRunning returns a context that ends with posd, or when the acts have taken too long.
func (r *rehearsal) whileRunning(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, stop := context.WithTimeout(ctx, actsWithin)
	ctx, end := context.WithCancelCause(ctx)
	ended := r.counter.Posd().Ended()
	go func() {
		select {
		case <-ended:
			end(errPosdEnded)
		case <-ctx.Done():
		}
	}()
	return ctx, func() { end(nil); stop() }
}

// expect notes one part and whether it was there.
func (r *rehearsal) expect(ok bool, part string, args ...any) {
	r.parts++
	if !ok {
		r.missing = append(r.missing, fmt.Sprintf(part, args...))
	}
}

// say tells what happens, with the time since the beginning.
func (r *rehearsal) say(line string, args ...any) {
	fmt.Fprintf(r.out, "%5.1f s  %s\n", time.Since(r.began).Seconds(), fmt.Sprintf(line, args...))
}

func (r *rehearsal) verdict() error {
	r.heading("Verdict")
	if len(r.missing) == 0 {
		fmt.Fprintf(r.out, "all %d parts were there, after %.1f s\n", r.parts, time.Since(r.began).Seconds())
		return nil
	}
	for _, m := range r.missing {
		fmt.Fprintf(r.out, "MISSING: %s\n", m)
	}
	return fmt.Errorf("%w: %d of %d", ErrMissing, len(r.missing), r.parts)
}

func (r *rehearsal) heading(title string) { fmt.Fprintf(r.out, "\n== %s\n", title) }
