// Package drivertest holds what tests of drivers and the simulator share.
//
//   - [Pty] is a cable that can be pulled: a real terminal line with a stable path, for tests of
//     serial ports and for a simulated counter.
//   - [Pipe] is a connection in memory, for tests in virtual time. Ptys hang in a synctest bubble.
//   - [Recorder] writes down what passes a connection, [Playback] plays it to a driver and finds
//     fault with what the driver does differently.
//   - [Flaky] makes a connection lose bytes, write short and go away, the same way for the same seed.
//
// # Caveats
//
// A pty takes any speed and any parity and has no modem lines; it obeys XON and XOFF, not RTS.
package drivertest
