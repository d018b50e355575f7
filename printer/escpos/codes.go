package escpos

import (
	"rsc.io/qr/coding"

	"posd/printer"
)

// Measures of the codes, in dots.
const (
	qrModule      = 6 // a 20-digit number is 21 modules: 126 dots, 16 mm
	minModule     = 2
	maxModule     = 16 // of GS ( k function 167
	barHeight     = 64 // 8 mm
	barModule     = 2  // the narrowest every model prints
	barMaxSymbols = 64 // longer ones fit onto no paper
	maxQR         = 1024
)

// qr appends a QR code: GS ( k functions 165 (model 2), 167 (module
// size), 169 (error correction M), 180 (store) and 181 (print). A printer
// without them prints it as a picture; one without pictures, or data beyond
// 1 KB, prints none: the text stands on the receipt.
func (e *encoder) qr(b printer.QR) {
	data := b.Data
	switch {
	case data == "" || len(data) > maxQR || !e.profile.PrintsQR():
		return
	case !e.profile.QR:
		e.drawQR(b)
		return
	}
	module := moduleFor(b.Module, qrSide(len(data)), e.profile.Dots)
	e.plain()
	e.align(printer.Center)
	e.put(gs, '(', 'k', 4, 0, '1', 65, 50, 0)
	e.put(gs, '(', 'k', 3, 0, '1', 67, byte(module&0xff))
	e.put(gs, '(', 'k', 3, 0, '1', 69, '1')
	n := len(data) + 3
	e.put(gs, '(', 'k', byte(n&0xff), byte(n>>8&0xff), '1', 80, '0')
	e.dst = append(e.dst, data...)
	e.put(gs, '(', 'k', 3, 0, '1', 81, '0')
}

// qrSide returns how many modules a QR code of n bytes, error correction M, has
// across: 17 and four for each version up to the first that holds them. A printer that
// packs digits more tightly makes a smaller one.
func qrSide(n int) int {
	v := coding.Version(coding.MinVersion)
	for v < coding.MaxVersion && v.DataBytes(coding.M) < n+3 { // mode and length take up to 20 bits
		v++
	}
	return 17 + 4*int(v)
}

// moduleFor returns how large a module of a code of so many modules may be on a
// paper of so many dots, at most want: beside the code there are four modules of blank
// paper at least, which readers need. Modules of less than two dots no reader reads.
func moduleFor(want, side, paper int) int {
	if want <= 0 {
		want = qrModule
	}
	return max(minModule, min(want, maxModule, paper/(side+8)))
}

// code128 appends a barcode of data with its text under it: GS h, GS w, GS H
// and GS k 73. Where it does not fit onto the paper, or cannot be encoded,
// the text stands alone.
func (e *encoder) code128(data string) {
	symbols, ok := barSymbols(data)
	fits := ok && barDots(symbols) <= e.profile.Dots
	switch {
	case fits && e.profile.Bars:
	case fits && e.profile.Raster > 0:
		e.drawBars(data, symbols)
		return
	default:
		e.line(printer.Text{Text: data, Align: printer.Center})
		return
	}
	e.plain()
	e.align(printer.Center)
	e.put(gs, 'h', barHeight, gs, 'w', barModule, gs, 'H', 2)
	e.put(gs, 'k', 73, 0)
	n := len(e.dst)
	e.bars(data)
	e.dst[n-1] = byte((len(e.dst) - n) & 0xff)
}

// bars appends data as `GS k 73` wants it: code set C, marked {C, with one
// byte per pair for digits, and code set B, marked {B, for the rest.
func (e *encoder) bars(data string) {
	set := byte(0)
	for data != "" {
		pairs := digitPairs(data)
		if want := nextSet(set, pairs); want != set {
			set = want
			e.put('{', set)
		}
		switch {
		case set == 'C':
			e.put((data[0]-'0')*10 + data[1] - '0')
			data = data[2:]
		case data[0] == '{':
			e.put('{', '{')
			data = data[1:]
		default:
			e.put(data[0])
			data = data[1:]
		}
	}
}

// barSymbols counts the symbols of data between start and check, and reports
// whether it can be encoded: 1..64 characters of 20h..7Eh.
func barSymbols(data string) (int, bool) {
	if data == "" || len(data) > barMaxSymbols {
		return 0, false
	}
	for i := range len(data) {
		if data[i] < ' ' || data[i] > '~' {
			return 0, false
		}
	}
	n, set := -1, byte(0) // the first set costs nothing: it is the start symbol
	for data != "" {
		if want := nextSet(set, digitPairs(data)); want != set {
			set = want
			n++
		}
		n++
		if set == 'C' {
			data = data[2:]
		} else {
			data = data[1:]
		}
	}
	return n, true
}

// barDots returns the width of a barcode: start, check and n symbols of 11
// modules, the stop of 13. Source: ISO/IEC 15417.
func barDots(n int) int { return ((n+2)*11 + 13) * barModule }

// nextSet decides the code set before so many pairs of digits: a change to C
// pays from two pairs on, and C stays for one.
func nextSet(set byte, pairs int) byte {
	if pairs >= 2 || set == 'C' && pairs == 1 {
		return 'C'
	}
	return 'B'
}

// digitPairs counts the pairs of digits data begins with.
func digitPairs(data string) int {
	n := 0
	for n < len(data) && data[n] >= '0' && data[n] <= '9' {
		n++
	}
	return n / 2
}
