// Package serialport is a serial port that keeps its promises: whole writes that a stalled device
// cannot hold for ever, reads that end only with bytes or an end, flow control, one user at a time,
// and one error for a port that went away. It works on UARTs, USB adapters, CDC-ACM devices and
// pseudo-terminals alike.
//
// # What stands behind it
//
// go.bug.st/serial v1.8.0 opens the line and sets it up (odd speeds too), claims it and speaks to
// its modem lines. The bytes themselves go through a descriptor of our own:
//
//   - its Write is one blocking write(2), with no deadline, and may be short;
//   - its Read waits in select(2), which panics on a descriptor above 1023, as a daemon with
//     hundreds of clients has, and returns (0, nil) after a timeout;
//   - its Close closes the descriptor while a Read may still be on its way to it, by which time the
//     number can be another file's.
//
// Flow control, which it switches off when opening and cannot switch on, is set on the line
// afterwards and read back: a port that cannot do it is refused rather than left to lose bytes.
//
// # One user
//
// Two programs on one port each get half of what comes. Open takes the port with flock(2), which
// works between one posd and another, and for root too; then with TIOCEXCL, which keeps out every
// other program but root's. A port that is taken is refused with [drivers.ErrBusy].
//
// # DTR and RTS
//
// The kernel raises both lines as soon as a port is opened; no program can open it without. Both
// stay up until Close, when they fall (HUPCL). A device that resets on DTR, as Arduino-like boards
// do, has to be given its time by its driver. With [FlowRTSCTS] the kernel owns RTS.
//
// # Caveats
//
// A pseudo-terminal has no modem lines: it takes FlowRTSCTS without effect and refuses
// [FlowDTRDSR]. FlowXONXOFF takes the bytes 11h and 13h out of what the device sends; no status
// byte of ESC/POS is one of them.
//
// A line that the kernel lets stall loses nothing, but a device without flow control does when it
// is sent more than it can take; no error tells.
//
// ModemManager opens new ports to try whether they are modems. A terminal does without it.
package serialport
