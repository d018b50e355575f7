// Package hotplug keeps a device in use across unplugging, replugging and renumbering.
//
// A [Link] opens the device, serves it until it goes away, and opens it again. The pauses between
// tries grow from RetryMin to RetryMax, so that a device which is plugged in again works within
// two seconds, and one that is missing for a week costs one look per second. A device that comes
// and goes all the time, as one on a loose plug, is held to the same pace.
//
// # Rules
//
// A device's absence is a state, told through Changed, and no error. So is a fault or a panic of
// the code that serves it: one broken device must not take the till with it.
//
// # Caveats
//
// Go cannot end a goroutine. When the context ends the connection is closed, which wakes every
// read and write; code that still does not return is left behind after Grace, and Run says so with
// [ErrWedged].
package hotplug
