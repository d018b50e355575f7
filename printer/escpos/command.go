package escpos

import "posd/printer"

// Control characters of ESC/POS.
const (
	nul  = 0x00
	eot  = 0x04
	enq  = 0x05
	lf   = 0x0a
	dle  = 0x10
	xon  = 0x11
	xoff = 0x13
	esc  = 0x1b
	fs   = 0x1c
	gs   = 0x1d
)

// Arguments n of DLE EOT n.
const (
	askPrinter = 1 // online, drawer
	askOffline = 2 // cover, paper
	askError   = 3
	askPaper   = 4
)

// Commands that the session sends by itself.
var (
	clearAndRecover = []byte{dle, enq, 2}
	initialise      = []byte{esc, '@'}
	enableASB       = []byte{gs, 'a', 0xff}
	transmitPaper   = []byte{gs, 'r', 1}
)

// askStatus is DLE EOT n.
func askStatus(n byte) []byte { return []byte{dle, eot, n} }

// askProcess is GS ( H function 48.
func askProcess(id printer.ProcessID) []byte {
	return []byte{gs, '(', 'H', 6, 0, 48, 48, id[0], id[1], id[2], id[3]}
}
