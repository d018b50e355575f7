package escpostest

import (
	"context"
	"io"
	"os"
	"syscall"
	"time"
)

// Write feeds the printer directly. With FlowHold it returns the number of bytes
// that found room and ErrBusy; otherwise what finds no room is lost and counted as
// a violation. Bytes sent to a printer that is switched off are lost in silence.
func (p *Printer) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := p.accept(b)
	p.drain()
	if n > 0 { // else nothing changed, and telling so would wake a writer that waits for room
		p.tell()
	}
	if n < len(b) {
		return n, ErrBusy
	}
	return n, nil
}

// Replies returns what the printer answered since it was last asked, and forgets
// it. While Serve runs the answers go out there instead.
func (p *Printer) Replies() []byte {
	p.mu.Lock()
	defer p.mu.Unlock()
	out := p.out
	p.out = nil
	return out
}

// Serve connects the printer to rw, the master of a pseudo-terminal or one end of
// a pipe, until ctx ends or rw fails; it returns the reason. rw must have
// SetDeadline or Close, by which Serve gets out of a blocked Read or Write; Close is
// called only where there is no SetDeadline. One Serve at a time; after it another
// may follow, as after replugging the cable. Answers given between the two are lost.
func (p *Printer) Serve(ctx context.Context, rw io.ReadWriter) error {
	p.Replies() // what nobody was there to hear
	unblock(rw)
	ctx, cancel := context.WithCancelCause(ctx)
	written := make(chan struct{})
	go func() {
		defer close(written)
		cancel(p.answerTo(ctx, rw))
	}()
	woken := make(chan struct{})
	context.AfterFunc(ctx, func() {
		defer close(woken)
		wake(rw)
	})
	cancel(p.readFrom(ctx, rw))
	<-written
	<-woken
	rest(rw)
	return context.Cause(ctx)
}

// readFrom receives until rw fails or ctx ends.
func (p *Printer) readFrom(ctx context.Context, rw io.Reader) error {
	buf := make([]byte, 512)
	for {
		n, err := rw.Read(buf)
		if feedErr := p.feedAll(ctx, buf[:n]); feedErr != nil {
			return feedErr
		}
		if err != nil {
			return err
		}
	}
}

// feedAll writes all of b, waiting for room.
func (p *Printer) feedAll(ctx context.Context, b []byte) error {
	for {
		changed := p.Changed()
		n, err := p.Write(b)
		if err == nil {
			return nil
		}
		if b = b[n:]; n > 0 {
			continue
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-changed:
		}
	}
}

// answerTo sends answers until rw fails or ctx ends.
func (p *Printer) answerTo(ctx context.Context, rw io.Writer) error {
	for {
		changed := p.Changed()
		if out := p.Replies(); len(out) > 0 {
			if _, err := rw.Write(out); err != nil {
				return err
			}
			continue
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-changed:
		}
	}
}

// deadliner is what files and connections have.
type deadliner interface{ SetDeadline(time.Time) error }

// unblock puts a file into non-blocking mode: pty.Open leaves its files in blocking
// mode, where no deadline wakes a Read.
func unblock(rw any) {
	file, ok := rw.(*os.File)
	if !ok {
		return
	}
	if conn, err := file.SyscallConn(); err == nil {
		_ = conn.Control(func(fd uintptr) { _ = syscall.SetNonblock(int(fd), true) }) // a closed file fails in Read
	}
}

// wake makes a blocked Read or Write return.
func wake(rw any) {
	if d, ok := rw.(deadliner); ok && d.SetDeadline(time.Unix(1, 0)) == nil {
		return
	}
	if c, ok := rw.(io.Closer); ok {
		_ = c.Close() // the reason for ending is already known
	}
}

// rest undoes wake where that can be undone.
func rest(rw any) {
	if d, ok := rw.(deadliner); ok {
		_ = d.SetDeadline(time.Time{}) // a closed file has none and needs none
	}
}
