// Package clock tells a terminal the time although its system clock may be wrong: a board without a battery starts in 1970, a tired
// battery loses hours, and somebody sets the date in the middle of a sale.
//
// A Clock runs on the monotonic clock from a moment that somebody vouched for, so a step of the system clock moves it by nothing. It
// sets no system clock. Who may vouch, the better first:
//
//	ntp      the kernel says that the system clock is disciplined (adjtimex(2)); while it says so the Clock follows it
//	gateway  the gateway's own time, of an answer that came over verified TLS or under its signature
//	person   an administrator at the device
//	rtc      the system clock, where the kernel has set it from a battery-backed clock (/sys/class/rtc/*/hctosys)
//
// While nobody does the Clock is unset: nothing may be sold. It then says the system clock's time if that is possible, and else
// the floor, the latest moment that is known to have passed: when the program was made, and the newest record whose time somebody
// vouched for. A source that contradicts our own records is believed, for they may have been written under a wrong clock; nothing is
// believed that is before the program was made, or decades after it.
//
// # Certificates
//
// The gateway's time comes with a certificate that has to be judged against the time. While the Clock is unset, [Clock.Passed] is what
// there is to judge by: a certificate that had expired by the floor is refused, one that is not yet valid then is not, since the
// true time is later by an unknown span. The first answer sets the Clock, and every further connection is judged by it.
//
// # Caveats
//
// CLOCK_MONOTONIC stands still while a machine sleeps, which a terminal never does; after a sleep the Clock is late until somebody
// vouches again. Whoever can change the system clock of a machine and make the kernel call it synchronised decides what time it is.
package clock
