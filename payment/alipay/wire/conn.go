package wire

import (
	"bufio"
	"context"
	"crypto/tls"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// headRoom is what an answer's head and chunk framing may add to its body.
const headRoom = 32 << 10

// conn is one TLS connection and the goroutine that watches it.
type conn struct {
	raw    *meter
	tls    *tls.Conn
	in     *bounded
	reader *bufio.Reader
	ready  chan error    // one value: a byte is there to read, or why none will come
	again  chan struct{} // tells the watcher that the reader is free
	closed sync.Once
	since  time.Time // when it was last put aside

	timeless bool // its certificate was judged without knowing the time
}

func newConn(raw *meter, secure *tls.Conn, maxBody int) *conn {
	in := &bounded{from: secure, limit: 2*maxBody + headRoom}
	k := &conn{
		raw: raw, tls: secure, in: in, reader: bufio.NewReader(in),
		ready: make(chan error, 1), again: make(chan struct{}),
	}
	go k.watch()
	return k
}

// watch waits in a read whenever nobody else reads, so that the far end's closing is seen at once.
func (k *conn) watch() {
	for {
		k.in.left = k.in.limit
		_, err := k.reader.Peek(1)
		k.ready <- err
		if err != nil {
			return
		}
		if _, more := <-k.again; !more {
			return
		}
	}
}

// alive reports whether k can carry a request: not put aside for longer than idle, not closed, nothing received.
func (k *conn) alive(idle time.Duration) bool {
	return len(k.ready) == 0 && time.Since(k.since) < idle
}

// close ends the connection and its watcher. It does not say goodbye: that could block.
func (k *conn) close() {
	k.closed.Do(func() {
		_ = k.raw.Close() // its fate no longer matters
		close(k.again)
	})
}

// bind makes the end of ctx the end of k, whatever is going on. The function returned lifts it; it reports false if ctx ended
// first, after which k is closed.
func (k *conn) bind(ctx context.Context) (lift func() bool) {
	return context.AfterFunc(ctx, k.close)
}

// meter counts the bytes that were handed to a connection.
type meter struct {
	net.Conn
	written atomic.Int64
}

// Write counts what the connection took, also of a write that failed.
func (m *meter) Write(b []byte) (int, error) {
	n, err := m.Conn.Write(b)
	m.written.Add(int64(n))
	return n, err
}

// bounded ends an answer that does not end by itself.
type bounded struct {
	from        io.Reader
	limit, left int
}

// Read returns [ErrTooLarge] after limit bytes of one answer.
func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, ErrTooLarge
	}
	n, err := b.from.Read(p[:min(len(p), b.left)])
	b.left -= n
	return n, err
}
