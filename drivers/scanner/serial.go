package scanner

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"time"

	"posd/drivers"
)

// maxCode bounds a code: a QR code holds at most 7,089 digits, no payment code more than 32. What is longer is noise.
const maxCode = 256

// Framing says how a scanner marks its codes.
type Framing struct {
	Suffix string        // "\r", "\n", "\r\n", "\t"; empty: silence of Gap ends a code
	Prefix string        // taken off the front, may be empty
	Gap    time.Duration // the silence: 50..100 ms for most scanners; with a suffix, silence throws a torn code away
}

// ServeSerial reads codes from conn and delivers them until conn ends.
func ServeSerial(ctx context.Context, conn io.Reader, name string, f Framing, deliver func(Scan)) error {
	pieces := make(chan []byte)
	ended := make(chan error, 1)
	go func() { ended <- pump(ctx, conn, pieces) }()
	frames := framer{Framing: f}
	quiet := time.NewTimer(time.Hour)
	defer quiet.Stop()
	emit := func(codes []string) {
		for _, code := range codes {
			text, kind := aim(code)
			deliver(Scan{Text: text, Symbology: kind, At: time.Now(), Source: name})
		}
	}
	for {
		select {
		case piece := <-pieces:
			emit(frames.add(piece))
			quiet.Reset(f.silence())
		case <-quiet.C:
			emit(frames.gap())
		case err := <-ended:
			return err
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// tornAfter is the silence after which a code without its suffix is given up; a slow radio link pauses for less.
const tornAfter = 500 * time.Millisecond

func (f Framing) silence() time.Duration {
	if f.Suffix != "" {
		return max(f.Gap, tornAfter)
	}
	return f.Gap
}

// pump reads conn to its end.
func pump(ctx context.Context, conn io.Reader, pieces chan<- []byte) error {
	buf := make([]byte, 128)
	for {
		n, err := conn.Read(buf)
		if n > 0 {
			select {
			case pieces <- bytes.Clone(buf[:n]):
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		if err != nil && !errors.Is(err, drivers.ErrTimeout) {
			return err
		}
	}
}

// framer cuts a stream of bytes into codes.
type framer struct {
	Framing

	part     []byte
	overlong bool
}

// add takes bytes and returns the codes that they complete.
func (f *framer) add(b []byte) []string {
	var codes []string
	for _, c := range b {
		if f.ends(c) {
			codes = append(codes, f.take()...)
			continue
		}
		if len(f.part) == maxCode {
			f.overlong = true
			continue
		}
		f.part = append(f.part, c)
	}
	return codes
}

// ends reports whether c ends a code. Any of the usual line ends does when a suffix is configured, so that a scanner set to
// CRLF works where CR was configured.
func (f *framer) ends(c byte) bool {
	if f.Suffix == "" {
		return false
	}
	return strings.IndexByte(f.Suffix, c) >= 0 || c == '\r' || c == '\n'
}

// gap returns the code that silence ends. Where a suffix is due, what came without it is torn: half a payment code is never
// handed on as a whole one.
func (f *framer) gap() []string {
	code := f.take()
	if f.Suffix != "" {
		return nil
	}
	return code
}

// take returns what was gathered, if it can be a code: printable ASCII without its prefix.
func (f *framer) take() []string {
	code, overlong := string(f.part), f.overlong
	f.part, f.overlong = f.part[:0], false
	code = strings.TrimSpace(strings.TrimPrefix(code, f.Prefix))
	if code == "" || overlong || !printable(code) {
		return nil
	}
	return []string{code}
}

func printable(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}
