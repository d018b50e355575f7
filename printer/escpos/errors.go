package escpos

import (
	"errors"

	"posd/drivers"
)

// ErrServing says that Serve was called while the printer is connected already.
var ErrServing = errors.New("escpos: printer is connected already")

// isTimeout reports a deadline of the connection, which is no fault of it.
func isTimeout(err error) bool { return errors.Is(err, drivers.ErrTimeout) }
