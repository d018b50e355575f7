package pole

import (
	"context"
	"io"
	"sync"

	"posd/configs/words"
	"posd/display"
)

// Dialect writes a display's commands.
type Dialect interface {
	// Charset returns the characters that the display has.
	Charset() display.Charset
	// Frame appends what brings a display in any state to show lines.
	Frame(dst []byte, lines []string) []byte
	// Line appends what replaces one row, from 0, after a Frame.
	Line(dst []byte, row int, text string) []byte
}

// Opts says what display there is.
type Opts struct {
	Dialect Dialect
	Size    display.Size
	Lang    words.Lang
}

// Display shows the newest view on whatever connection there is. Its methods may
// be called from any goroutine.
type Display struct {
	opts    Opts
	changed chan struct{} // holds one token while view may be newer than what is shown

	mu   sync.Mutex
	view display.View
}

// New returns a Display that shows the idle view.
func New(opts Opts) *Display {
	return &Display{opts: opts, changed: make(chan struct{}, 1)}
}

// Show makes v the view to be shown. It never blocks.
func (d *Display) Show(v display.View) {
	d.mu.Lock()
	d.view = v
	d.mu.Unlock()
	select {
	case d.changed <- struct{}{}:
	default: // the token there stands for the newest view
	}
}

// Lines returns the lines of the newest view, as a connected display shows them.
func (d *Display) Lines() []string {
	return d.render(d.current())
}

// Serve shows the newest view on conn, and each newer one, until ctx is done or
// the device is lost; it returns ctx's error or what a read or write met. It
// reads what the device sends, which is nothing, to notice its loss at once; a
// read that times out is no loss. conn is closed on return. One Serve runs at a
// time.
func (d *Display) Serve(ctx context.Context, conn io.ReadWriteCloser) error {
	stop := context.AfterFunc(ctx, func() { closeQuietly(conn) })
	lost := make(chan error, 1)
	go func() {
		defer close(lost)
		lost <- drain(conn)
	}()

	err := d.follow(ctx, conn, lost)
	if stop() {
		closeQuietly(conn)
	}
	for range lost { // until the reader has ended
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

// follow writes whatever changes until ctx is done or the device is lost.
func (d *Display) follow(ctx context.Context, conn io.Writer, lost <-chan error) error {
	var shown picture
	var out []byte
	for {
		view := d.current()
		next := picture{kind: view.Kind, lines: d.render(view)}
		if out = d.change(out[:0], shown, next); len(out) > 0 {
			if _, err := conn.Write(out); err != nil {
				return err
			}
		}
		shown = next
		select {
		case <-d.changed:
		case err := <-lost:
			return err
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// picture is what a display shows.
type picture struct {
	kind  display.Kind
	lines []string // nil before anything was shown
}

// change appends what turns one picture into the next.
func (d *Display) change(dst []byte, from, to picture) []byte {
	if from.lines == nil || from.kind == display.Idle && to.kind != display.Idle {
		return d.opts.Dialect.Frame(dst, to.lines)
	}
	for i, line := range to.lines {
		if line != from.lines[i] {
			dst = d.opts.Dialect.Line(dst, i, line)
		}
	}
	return dst
}

func (d *Display) current() display.View {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.view
}

func (d *Display) render(v display.View) []string {
	return display.Lines(v, d.opts.Size, d.opts.Lang, d.opts.Dialect.Charset())
}
