package spool_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"posd/configs/words"
	"posd/drivers"
	"posd/printer"
	"posd/printer/escpos"
	"posd/printer/escpos/escpostest"
	"posd/printer/spool"
)

// wire is a kind of cable between host and printer.
type wire struct {
	name   string
	buffer int // bytes that the host hands over and the printer has not got yet
	tune   func(*escpos.Profile, *escpostest.Options)
}

func wires() []wire {
	slow := func(_ *escpos.Profile, o *escpostest.Options) { o.BytesPerSecond = 600 }
	return []wire{
		{"serial", 0, slow},
		{"serial xon/xoff", 0, func(_ *escpos.Profile, o *escpostest.Options) { o.BytesPerSecond, o.Flow = 600, escpostest.FlowXonXoff }},
		{"serial numbered", 0, func(p *escpos.Profile, o *escpostest.Options) {
			o.BytesPerSecond, o.Lacks, p.Proof = 600, nil, escpos.ProcessResponse
		}},
		{"usb", 8192, slow},
		{"network", 65536, func(_ *escpos.Profile, o *escpostest.Options) { o.BytesPerSecond = 6000 }},
		{"one-way", 0, func(p *escpos.Profile, o *escpostest.Options) {
			o.BytesPerSecond, o.OneWay, p.Answers, p.Proof = 600, true, escpos.Never, escpos.NoProof
		}},
	}
}

// mishap is what happens in the middle of a receipt, and what puts it right half a minute later.
type mishap struct {
	name         string
	strike, heal func(*shop)
	cuts         bool // bytes are lost in the middle of a command
}

// own reports what a printer cannot but find wrong with a receipt to which m happened. Wherever posd hears of it and stops, ESC @ later
// throws away a line without its end; where bytes end in the middle of a command or of a hanzi, what follows is taken for the rest of
// it, questions about the state included, which are answered all the same. Nothing of that prints, as the papers show.
func (m mishap) own(v escpostest.Violation) bool {
	return v.Kind == escpostest.DiscardedText || m.cuts && slices.Contains([]escpostest.Kind{
		escpostest.UnknownCommand, escpostest.BadParameter, escpostest.BadCharacter, escpostest.BadSymbol, escpostest.RealTimeInData,
		escpostest.CutThroughText, // of the slip that is void: GS V without its end
	}, v.Kind)
}

func mishaps() []mishap {
	return []mishap{
		{"paper out", func(s *shop) { s.vp.PaperOut() }, func(s *shop) { s.vp.LoadPaper() }, false},
		{"cover open", func(s *shop) { s.vp.Cover(true) }, func(s *shop) { s.vp.Cover(false) }, false},
		{"cutter jams", func(s *shop) { s.vp.JamCutter() }, func(s *shop) { s.vp.FreeCutter(); s.vp.PowerOff(); s.vp.PowerOn() }, false},
		{"head too hot", func(s *shop) { s.vp.HeadHot(true) }, func(s *shop) { s.vp.HeadHot(false) }, false},
		{"printer loses power", func(s *shop) { s.vp.PowerOff() }, func(s *shop) { s.vp.PowerOn() }, false},
		{"cable pulled", func(s *shop) { s.link.pull() }, func(s *shop) { s.plug() }, true},
		{"terminal loses power", func(s *shop) { s.store.fail(true); s.link.pull(); s.die() }, func(s *shop) { s.store.fail(false); s.live(); s.plug() }, true},
	}
}

// place is where in the bytes of a receipt it happens.
type place struct {
	name string
	at   func(size int) int
}

func places() []place {
	return []place{
		{"before the first byte", func(int) int { return 0 }},
		{"in the first command", func(int) int { return 1 }},
		{"in the name", func(int) int { return 30 }},
		{"in the text", func(n int) int { return n / 2 }},
		{"in the codes", func(n int) int { return n * 8 / 10 }},
		{"before the cut", func(n int) int { return n - 12 }},
		{"before the proof is asked", func(n int) int { return n }},
		{"in the question for the proof", func(n int) int { return n + 1 }},
		{"after all", func(n int) int { return n + 64 }}, // never reached by the bytes: strikes a minute later
	}
}

// TestFaultMatrix: each fault at each place on each connection. Afterwards the receipt is on paper once, or owed where a person sees
// it, or what is there twice says COPY; the next receipt comes out whole; and the printer finds nothing wrong with what it was sent. Of
// a one-way printer nobody can know: what it took is "sent", never "printed".
func TestFaultMatrix(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	ends := map[string]int{}
	t.Run("cases", func(t *testing.T) {
		for _, w := range wires() {
			for _, m := range mishaps() {
				for _, p := range places() {
					if testing.Short() && p.name != "in the text" && p.name != "before the proof is asked" {
						continue
					}
					t.Run(w.name+"/"+m.name+"/"+p.name, func(t *testing.T) {
						t.Parallel()
						synctest.Test(t, func(t *testing.T) {
							end := befall(t, w, m, p)
							mu.Lock()
							ends[end]++
							mu.Unlock()
						})
					})
				}
			}
		}
	})
	total := 0
	for _, n := range ends {
		total += n
	}
	t.Logf("%d cases", total)
	for _, end := range slices.Sorted(maps.Keys(ends)) {
		t.Logf("%5d %s", ends[end], end)
	}
}

// befall plays one case and returns how it ended.
func befall(t *testing.T, w wire, m mishap, p place) string {
	first := full()
	first.Order, first.Refund = "10000000000000000001", ""
	return befallAll(t, w, m, p, first)
}

// befallAll is befall with a receipt of one's own.
func befallAll(t *testing.T, w wire, m mishap, p place, first printer.Receipt) string {
	s := openShop(t, w)
	s.link.arm(p.at(sizeOf(s.profile, first)), func() { m.strike(s) })
	if _, err := s.queue.Enqueue("a", first); err != nil {
		t.Fatal(err)
	}
	time.Sleep(time.Minute)
	s.link.strike() // where the bytes never came so far
	time.Sleep(30 * time.Second)
	m.heal(s)
	time.Sleep(5 * time.Minute)
	job, err := s.queue.Job("a")
	if err != nil {
		t.Fatal(err)
	}
	originals, copies := s.whole("10000000000000000001")
	switch {
	case originals > 1:
		t.Errorf("%s: %d originals", job.State, originals)
	case job.State == spool.StatePrinted && originals+copies == 0:
		t.Error("printed, and no paper")
	case copies > 0 && job.Prints < 2:
		t.Errorf("%d copies of %d prints", copies, job.Prints)
	case !job.State.Open() && job.State != s.done():
		t.Errorf("ends as %s", job.State)
	}
	s.next(t)
	for _, v := range s.vp.Violations() {
		if !m.own(v) {
			t.Errorf("violation: %v", v)
		}
	}
	return fmt.Sprintf("%s with %d originals, %d copies", job.State, originals, copies)
}

// sizeOf is how many bytes a receipt takes.
func sizeOf(p escpos.Profile, r printer.Receipt) int {
	return len(escpos.Encode(printer.Layout(r, p.Paper(words.Zh)), p, nil))
}

// done is the state of what came out as well as anybody can know.
func (s *shop) done() spool.State {
	if s.profile.Proof == escpos.NoProof {
		return spool.StateSent
	}
	return spool.StatePrinted
}

// next prints another receipt, which nothing befalls.
func (s *shop) next(t *testing.T) {
	r := full()
	r.Order, r.Refund = "20000000000000000002", ""
	if _, err := s.queue.Enqueue("b", r); err != nil {
		t.Fatal(err)
	}
	time.Sleep(5 * time.Minute)
	job, err := s.queue.Job("b")
	if err != nil {
		t.Fatal(err)
	}
	if n, copies := s.whole("20000000000000000002"); job.State != s.done() || n != 1 || copies != 0 {
		t.Errorf("the next receipt is %s (%s) with %d originals and %d copies", job.State, job.Cause, n, copies)
	}
}

// shop is a terminal with a print queue and a virtual printer.
type shop struct {
	t       *testing.T
	wire    wire
	profile escpos.Profile
	vp      *escpostest.Printer
	store   *store
	link    *line

	printer *escpos.Printer
	queue   *spool.Spool
	stop    func() // of the queue
}

func openShop(t *testing.T, w wire) *shop {
	profile, _ := escpos.ProfileNamed("generic-80")
	o := escpostest.Options{Lacks: []string{"GS ( H"}}
	w.tune(&profile, &o)
	s := &shop{t: t, wire: w, profile: profile, vp: escpostest.New(o), store: &store{}, link: &line{}}
	s.live()
	s.plug()
	time.Sleep(20 * time.Second)
	t.Cleanup(func() { s.link.pull(); s.die() })
	return s
}

// live starts the terminal's program on what the store holds.
func (s *shop) live() {
	ctx, cancel := context.WithCancel(context.Background())
	var queue *spool.Spool
	s.printer = escpos.New(escpos.Opts{
		Profile: s.profile, Form: printer.Form{Lang: words.Zh},
		OnStatus: func(escpos.Status) { queue.Wake() }, OnLate: func(id printer.ProcessID) { queue.Late(id) },
	})
	queue = spool.New(spool.Opts{Store: s.store, Printer: s.printer, TrustSent: true})
	s.queue = queue
	go func() { _ = queue.Run(ctx) }() // ends with ctx, which the bubble holds it to
	s.stop = cancel                    // without waiting: the queue itself may be who stops it
}

// die ends the program; what it would still write is lost where the store fails.
func (s *shop) die() { s.stop() }

// plug connects the printer.
func (s *shop) plug() { s.link.connect(s.wire.buffer, s.vp, s.printer) }

// whole counts the papers that hold all of a receipt, those not marked as copies and those that are.
func (s *shop) whole(order string) (originals, copies int) {
	for _, paper := range s.vp.Papers() {
		text := paper.Text()
		if !strings.Contains(text, order) || !strings.Contains(text, "bye") || !strings.Contains(text, "晨光咖啡馆") || paper.End() == escpostest.RanOut {
			continue
		}
		if strings.Contains(text, "COPY") {
			copies++
		} else {
			originals++
		}
	}
	return originals, copies
}

// line is a cable that can be told what happens after so many bytes of the next job.
type line struct {
	mu     sync.Mutex
	left   int // bytes to the mishap
	hit    func()
	seen   bool // the job has begun
	unplug func()
}

func (l *line) arm(after int, hit func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.left, l.hit, l.seen = after, hit, false
}

// strike lets happen what has not yet.
func (l *line) strike() {
	l.mu.Lock()
	hit := l.hit
	l.hit = nil
	l.mu.Unlock()
	if hit != nil {
		hit()
	}
}

// pass counts the bytes of a job, which begins with ESC @, and reports how many of b go before the mishap.
func (l *line) pass(b []byte) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.hit == nil {
		return len(b)
	}
	if !l.seen {
		l.seen = strings.HasPrefix(string(b), "\x1b@\x1da\xff\x1bR") || strings.HasPrefix(string(b), "\x1b@\x1bR")
		if !l.seen {
			return len(b)
		}
	}
	n := min(l.left, len(b))
	l.left -= n
	return n
}

// due reports whether the mishap is next.
func (l *line) due() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.hit != nil && l.seen && l.left == 0
}

func (l *line) pull() {
	l.mu.Lock()
	unplug := l.unplug
	l.unplug = nil
	l.mu.Unlock()
	if unplug != nil {
		unplug()
	}
}

// connect lays the cable between a printer and a program.
func (l *line) connect(buffer int, vp *escpostest.Printer, p *escpos.Printer) {
	ours, theirs := net.Pipe()
	ctx, cancel := context.WithCancel(context.Background())
	host := &end{Conn: ours, line: l, gone: ctx.Done()}
	var parts sync.WaitGroup
	if buffer > 0 {
		host.held = make(chan []byte, buffer/pieceSize)
		parts.Go(host.pump)
	}
	parts.Go(func() { _ = vp.Serve(ctx, theirs); _ = theirs.Close() })
	parts.Go(func() { _ = p.Serve(ctx, host) })
	l.mu.Lock()
	l.unplug = func() {
		_ = ours.Close()
		_ = theirs.Close()
		go func() { cancel(); parts.Wait() }() // the one that pulls may be the one that writes
	}
	l.mu.Unlock()
}

// pieceSize is how much of a buffered cable goes on its way at once.
const pieceSize = 256

// end is the host's end of the cable, with the manners of a driver.
type end struct {
	net.Conn

	line *line
	held chan []byte     // bytes handed over and not with the printer yet; nil on a cable without a buffer
	gone <-chan struct{} // closed when the cable is pulled
}

func (e *end) Read(b []byte) (int, error) {
	n, err := e.Conn.Read(b)
	return n, told(err)
}

// Write hands b over, to the printer or to the buffer before it.
func (e *end) Write(b []byte) (int, error) {
	if e.held == nil {
		return e.direct(b)
	}
	done := 0
	for done < len(b) {
		piece := slices.Clone(b[done:min(done+pieceSize, len(b))])
		select {
		case e.held <- piece:
			done += len(piece)
		case <-e.gone:
			return done, drivers.ErrGone
		case <-time.After(time.Second):
			return done, drivers.ErrTimeout
		}
	}
	return done, nil
}

// pump passes on what was handed over until the cable is pulled, when the rest is lost.
func (e *end) pump() {
	for {
		select {
		case piece := <-e.held:
			for len(piece) > 0 {
				n, err := e.direct(piece)
				piece = piece[n:]
				if err != nil && !errors.Is(err, drivers.ErrTimeout) {
					return
				}
			}
		case <-e.gone:
			return
		}
	}
}

// direct writes b to the printer and lets the mishap happen where it is due.
func (e *end) direct(b []byte) (int, error) {
	done := 0
	for done < len(b) {
		if e.line.due() {
			e.line.strike()
		}
		n := e.line.pass(b[done:])
		if n == 0 {
			continue
		}
		_ = e.SetWriteDeadline(time.Now().Add(time.Second))
		wrote, err := e.Conn.Write(b[done : done+n])
		done += wrote
		if err != nil {
			return done, told(err)
		}
	}
	return done, nil
}

func told(err error) error {
	if err == nil {
		return nil
	}
	if ne, ok := errors.AsType[net.Error](err); ok && ne.Timeout() {
		return drivers.ErrTimeout
	}
	return errors.Join(drivers.ErrGone, err)
}
