// Package drivers holds what all device drivers share: a connection to a device, and the few ways
// in which one ends.
//
// # Rules of a driver
//
// A driver takes an opened connection, bus or pin and its options by value; it opens nothing
// itself, so the same code runs on a serial port, a USB printer, a pseudo-terminal and a pipe in a
// test. It keeps no reference to the options and writes nothing into them.
//
// Unplugging is normal. Every call on a device that went away ends with an error for which
// errors.Is(err, [ErrGone]) holds; package hotplug then opens the device again, wherever it is
// plugged in by now.
//
// Nothing waits for ever on a device. A read is woken by Close, a write ends with [ErrTimeout] when
// the device takes no more, and whoever has a context watches it.
//
// A driver returns its errors and logs nothing. It knows bytes and devices and never a payment,
// a receipt or a view.
//
// # Caveats
//
// A byte that was written was handed to the kernel, which is no proof that the device has it, let
// alone that it did what it was told. Only an answer of the device proves that.
package drivers
