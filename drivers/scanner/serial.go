package scanner

import (
	"bytes"
	"context"
	"errors"
	"time"

	"posd/drivers"
)

// ServeSerial reads codes from conn and hands them to deliver, which must not block, until the
// scanner is gone or ctx ends; it closes conn when ctx ends, and returns why it ended. source names
// the scanner in each Scan. What could not be read whole is handed on too, as a Scan with a Fault;
// an [Inbox] drops it with its reason.
func ServeSerial(ctx context.Context, conn drivers.Conn, source string, f Framing, deliver func(Scan)) error {
	f, err := f.complete()
	if err != nil {
		return err
	}
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer stop()
	pieces := make(chan []byte)
	ended := make(chan error, 1)
	go func() { ended <- pump(conn, pieces) }()
	err = frameAll(pieces, ended, f, func(fr frame) {
		deliver(Scan{Text: fr.text, Symbology: fr.kind, At: time.Now(), Source: source, Fault: fr.fault})
	})
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

// frameAll passes on the frames of all pieces until the stream has ended.
func frameAll(pieces <-chan []byte, ended <-chan error, f Framing, emit func(frame)) error {
	frames := framer{Framing: f}
	quiet := time.NewTimer(f.silence())
	defer quiet.Stop()
	for {
		var got []frame
		select {
		case piece := <-pieces:
			got = frames.add(piece)
		case <-quiet.C:
			got = frames.gap()
		case err := <-ended:
			return err
		}
		for _, fr := range got {
			emit(fr)
		}
		quiet.Stop()
		if frames.pending() {
			quiet.Reset(f.silence())
		}
	}
}

// pump reads conn to its end. Whoever takes the pieces does so until it has ended.
func pump(conn drivers.Conn, pieces chan<- []byte) error {
	buf := make([]byte, 128)
	for {
		n, err := conn.Read(buf)
		if n > 0 {
			pieces <- bytes.Clone(buf[:n])
		}
		if err != nil && !errors.Is(err, drivers.ErrTimeout) {
			return err
		}
	}
}
