package daemon

import "golang.org/x/sys/unix"

// systemClock asks the kernel whether somebody disciplines the system clock (adjtimex(2)): "synchronised" or "unsynchronised".
func systemClock() string {
	var t unix.Timex
	state, err := unix.Adjtimex(&t)
	if err != nil || state == unix.TIME_ERROR || t.Status&unix.STA_UNSYNC != 0 {
		return "unsynchronised"
	}
	return "synchronised"
}
