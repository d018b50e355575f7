package pole

import (
	"errors"
	"io"
)

// drain reads until the device is lost and returns why.
func drain(conn io.Reader) error {
	buf := make([]byte, 64)
	for {
		if _, err := conn.Read(buf); err != nil && !isTimeout(err) {
			return err
		}
	}
}

// isTimeout reports whether a read only found nothing to read.
func isTimeout(err error) bool {
	var timeout interface{ Timeout() bool }
	return errors.As(err, &timeout) && timeout.Timeout()
}

// closeQuietly closes a connection that is not needed any more, or that is lost
// already: why is known, and its closing has nothing to add.
func closeQuietly(conn io.Closer) {
	_ = conn.Close()
}
