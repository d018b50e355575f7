package escpostest

import "errors"

// ErrBusy is returned by [Printer.Write] when the receive buffer is full and the
// printer holds the line (FlowHold): the rest has to be written again later.
var ErrBusy = errors.New("receive buffer full")
