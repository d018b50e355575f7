package escpos

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"

	"posd/drivers"
	"posd/printer"
)

// Opts says which printer this is and who wants to hear of it.
type Opts struct {
	Profile Profile
	Form    printer.Form // of receipts; see [Printer.SetForm]
	Log     *slog.Logger

	// OnStatus is called with each new Status, one call at a time, in order.
	// OnLate is called when the proof of a print arrives whose Print had
	// returned Unconfirmed. Both may be nil, must return soon and must not
	// call Print or OpenDrawer.
	OnStatus func(Status)
	OnLate   func(printer.ProcessID)
}

// Printer is one receipt printer across unplugging and replugging. Its
// methods may be called from any goroutine.
type Printer struct {
	opts Opts
	turn chan struct{} // holds a token while nobody speaks to the printer

	form atomic.Pointer[printer.Form]

	mu   sync.Mutex
	link *link // nil while no Serve is running
	old  bool  // the printer may still answer what it was asked on an earlier connection, or by an earlier process

	publishing sync.Mutex // held while OnStatus runs
	published  Status
}

// New returns a printer that is not connected yet: see [Printer.Serve].
func New(o Opts) *Printer {
	p := &Printer{opts: o, turn: make(chan struct{}, 1), old: true}
	if p.opts.Log == nil {
		p.opts.Log = slog.New(slog.DiscardHandler)
	}
	p.turn <- struct{}{}
	p.SetForm(o.Form)
	return p
}

// SetForm changes the looks of the receipts that are laid out from now on.
func (p *Printer) SetForm(f printer.Form) { p.form.Store(&f) }

// Serve speaks with the printer at conn until the connection is gone or ctx
// ends, and closes conn. It probes the printer, has it report its state by
// itself, and asks every four seconds whether it is still there.
//
// conn's Write must return in bounded time, with drivers.ErrTimeout and the
// number of bytes taken if the printer takes no more; its Read may time out
// too. Any other error, such as drivers.ErrGone, ends the connection and is
// returned. Serving twice at once returns ErrServing.
func (p *Printer) Serve(ctx context.Context, conn drivers.Conn) error {
	l := p.attach(conn)
	if l == nil {
		return errors.Join(ErrServing, conn.Close())
	}
	defer p.detach()
	stop := context.AfterFunc(ctx, func() { l.fail(ctx.Err()) })
	defer stop()
	var reader sync.WaitGroup
	reader.Go(l.read)
	l.attend(ctx)
	reader.Wait()
	return l.failure()
}

// Print sends job, which is what [Encode] made, and returns what may be
// concluded. It waits its turn while the printer is being spoken to, and ends
// within about 20 s of the last byte that the printer took. The slip is to be
// known as id, which may be zero if no late proof is wanted. When ctx ends
// before the first byte the result is NotStarted, later Unconfirmed.
func (p *Printer) Print(ctx context.Context, job []byte, id printer.ProcessID) printer.Result {
	return p.print(ctx, job, id, func() error { return nil })
}

// PrintReceipt lays r out for this printer and prints it as [Printer.Print]
// does. When the printer is ready for the first byte it calls begin, which
// makes durable that there will be one; if begin fails the result is
// NotStarted with its error.
func (p *Printer) PrintReceipt(ctx context.Context, r printer.Receipt, id printer.ProcessID, begin func() error) printer.Result {
	doc := printer.Layout(r, p.opts.Profile.Fit(*p.form.Load()))
	return p.print(ctx, Encode(doc, p.opts.Profile, make([]byte, 0, 1024)), id, begin)
}

func (p *Printer) print(ctx context.Context, job []byte, id printer.ProcessID, begin func() error) printer.Result {
	select {
	case <-p.turn:
	case <-ctx.Done():
		return printer.Result{Cause: printer.CauseStopped, Err: ctx.Err()}
	}
	defer p.pass()
	l := p.current()
	if l == nil {
		return printer.Result{Cause: printer.CauseGone}
	}
	if cause := l.ready(ctx); cause != printer.CauseNone {
		return printer.Result{Cause: cause, Err: l.failure()}
	}
	if err := begin(); err != nil {
		return printer.Result{Err: err}
	}
	return l.print(ctx, job, id)
}

// OpenDrawer opens the cash drawer as a job of its own. A printer without
// paper or with its cover open does not open the drawer either.
func (p *Printer) OpenDrawer(ctx context.Context, k printer.Kick) printer.Result {
	return p.Print(ctx, Encode(printer.Drawer(k), p.opts.Profile, nil), printer.ProcessID{})
}

// Status returns what the printer told last.
func (p *Printer) Status() Status {
	if l := p.current(); l != nil {
		return l.seen()
	}
	return Status{}
}

// Health says whether the printer can print, and if not why.
func (p *Printer) Health() (printer.Health, printer.Cause) { return p.Status().Health() }

func (p *Printer) pass() { p.turn <- struct{}{} }

func (p *Printer) current() *link {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.link
}

// attach makes conn the printer's connection, or returns nil if it has one.
func (p *Printer) attach(conn drivers.Conn) *link {
	l := p.connect(conn)
	if l != nil {
		p.publish()
	}
	return l
}

func (p *Printer) connect(conn drivers.Conn) *link {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.link != nil {
		return nil
	}
	p.link = newLink(p, conn, p.old)
	return p.link
}

func (p *Printer) detach() {
	p.mu.Lock()
	p.old = p.link.unanswered()
	p.link = nil
	p.mu.Unlock()
	p.publish()
}

// publish tells OnStatus of a new Status. What it reads it reads inside the
// lock, so that the last call always tells the last state.
func (p *Printer) publish() {
	p.publishing.Lock()
	defer p.publishing.Unlock()
	s := p.Status()
	if s == p.published {
		return
	}
	p.published = s
	if p.opts.OnStatus != nil {
		p.opts.OnStatus(s)
	}
}

func (p *Printer) late(id printer.ProcessID) {
	if p.opts.OnLate != nil && !id.IsZero() {
		p.opts.OnLate(id)
	}
}
