package escpos

import (
	"errors"
	"sync"
	"time"

	"posd/drivers"
	"posd/printer"
)

// How long what may take. All but the first are waited for with the turn
// held.
const (
	pollEvery    = 4 * time.Second        // an idle printer is asked; two misses make it silent
	pollSeldom   = 10 * time.Second       // ... one that reports by itself; with two misses, silence is noticed within 15 s
	pollSoon     = time.Second            // ... one that has missed an answer
	askTimeout   = time.Second            // a real-time answer comes at once, if ever
	askBriefly   = 200 * time.Millisecond // ... the more so from a printer that never gave one
	fenceTimeout = 5 * time.Second        // an idle printer processes what it was sent
	stallLimit   = 10 * time.Second       // takes no byte: blocked for good
	proofTimeout = 10 * time.Second       // a receipt takes 1 to 3 s
	settleTime   = 2 * time.Second        // a printer that proves nothing is watched so long
	frameGap     = time.Second            // a pause inside an answer: the rest is lost
)

// link is one connection to a printer. Whoever holds the Printer's turn may
// write to it and wait on it; the reader runs beside.
type link struct {
	printer *Printer
	conn    drivers.Conn
	news    chan struct{} // the reader has changed something
	down    chan struct{} // closed by fail
	failed  sync.Once

	// Only the holder of the turn reads and writes these.
	probed bool // the printer was asked once
	missed int  // polls without an answer, in a row
	dirty  bool // what was sent may still be in the printer, or half a command
	clear  bool // ... and the printer stopped in the middle of it
	flush  int  // bytes that may be missing to the end of that command
	torn   int  // NUL that are to go before anything else, so that no length is read into what follows
	cold   bool // of what the printer was sent before this connection nothing is known
	proves State
	marks  uint32

	mu      sync.Mutex // guards what follows
	err     error
	status  Status
	heard   bool              // it answered on this connection
	asb     bool              // it reports by itself
	asked   byte              // n of the DLE EOT that is not answered
	due     int               // GS r sent and not answered
	old     bool              // what was asked before this connection may not be answered yet
	replies int               // answers to GS r, asked for on this connection or not
	reply   bool              // it answered a question for proof, be it late
	mark    printer.ProcessID // of the fence that is not answered
	job     *proving          // the print under way
	doubt   printer.ProcessID // the print that may still be proven
	asking  bool              // GS I is not answered
	info    string            // the answer to the last GS I
}

// proving is what the reader learns about a print under way.
type proving struct {
	id     printer.ProcessID
	armed  bool          // the proof was asked for: nothing older can be taken for it
	done   bool          // and came
	broken printer.Cause // paper or cover, before the proof
}

// newLink returns a connection; old says that the printer may still answer
// what it was asked before it.
func newLink(p *Printer, conn drivers.Conn, old bool) *link {
	return &link{
		printer: p, conn: conn, news: make(chan struct{}, 1), down: make(chan struct{}),
		old: old, dirty: true, flush: coldFlush, torn: headerSize, cold: true,
		marks:  uint32(time.Now().UnixMilli()), //nolint:gosec // any start will do that an earlier run did not use just now
		status: Status{Connected: true},
	}
}

// What a printer is sent whose past is not known, in NUL.
const (
	coldFlush  = 256 // no command of a receipt is longer, but for pictures: see deepFlush
	headerSize = 16  // no command has its last length further from its beginning
)

// deepFlush is how many NUL end any command, also a picture of which all is missing.
func (l *link) deepFlush() int {
	p := l.printer.opts.Profile
	picture := p.Raster * (p.Dots + 7) / 8
	if p.Picture > 0 {
		picture = min(picture, p.Picture)
	}
	return max(coldFlush, picture+headerSize)
}

// fail ends the connection, once.
func (l *link) fail(err error) {
	l.failed.Do(func() {
		err = errors.Join(err, l.conn.Close())
		l.mu.Lock()
		l.err = err
		l.mu.Unlock()
		close(l.down)
	})
}

// failure returns why the connection ended, nil while it stands.
func (l *link) failure() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.err
}

func (l *link) seen() Status {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.status
}
