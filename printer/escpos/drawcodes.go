package escpos

import (
	"rsc.io/qr"

	"posd/printer"
)

// drawQR appends a QR code as a picture, for a printer that has none of its
// own. What has no room on the paper is left out; the text stands on the
// receipt.
func (e *encoder) drawQR(b printer.QR) {
	d, ok := qrDots(b, e.profile.Dots)
	if !ok {
		return
	}
	e.plain()
	e.align(printer.Center)
	e.raster(d)
}

// qrDots draws a QR code as the printer's own would be, and smaller where the
// paper is narrow: beside it there are four modules of blank paper at least. Those
// above and below it are Layout's to leave.
func qrDots(b printer.QR, paper int) (dots, bool) {
	code, err := qr.Encode(b.Data, qr.M)
	if err != nil {
		return dots{}, false
	}
	module := moduleFor(b.Module, code.Size, paper)
	if (code.Size+8)*module > paper {
		return dots{}, false
	}
	d := newDots(code.Size*module, code.Size*module)
	for y := range code.Size {
		for x := range code.Size {
			if code.Black(x, y) {
				d.fill(x*module, y*module, module, module)
			}
		}
	}
	return d, true
}

// barWidths are the bars and spaces of the symbol values 0..105, in modules,
// and of the stop. Source: ISO/IEC 15417, table 1.
var barWidths = [...]string{
	"212222", "222122", "222221", "121223", "121322", "131222", "122213", "122312", "132212", "221213", "221312", "231212", "112232",
	"122132", "122231", "113222", "123122", "123221", "223211", "221132", "221231", "213212", "223112", "312131", "311222", "321122",
	"321221", "312212", "322112", "322211", "212123", "212321", "232121", "111323", "131123", "131321", "112313", "132113", "132311",
	"211313", "231113", "231311", "112133", "112331", "132131", "113123", "113321", "133121", "313121", "211331", "231131", "213113",
	"213311", "213131", "311123", "311321", "331121", "312113", "312311", "332111", "314111", "221411", "431111", "111224", "111422",
	"121124", "121421", "141122", "141221", "112214", "112412", "122114", "122411", "142112", "142211", "241211", "221114", "413111",
	"241112", "134111", "111242", "121142", "121241", "114212", "124112", "124211", "411212", "421112", "421211", "212141", "214121",
	"412121", "111143", "111341", "131141", "114113", "114311", "411113", "411311", "113141", "114131", "311141", "411131", "211412",
	"211214", "211232", "2331112",
}

// Symbol values of Code128 with a meaning of their own.
const (
	barToC    = 99
	barToB    = 100
	barStartB = 104
	barStartC = 105
	barStop   = 106
)

// barValues returns the symbol values of data from start to stop, in the code
// sets that [encoder.bars] chooses. data is what barSymbols accepts.
func barValues(data string) []int {
	var values []int
	set := byte(0)
	for data != "" {
		if want := nextSet(set, digitPairs(data)); want != set {
			change := map[byte]int{'B': barToB, 'C': barToC}[want]
			if set == 0 {
				change = map[byte]int{'B': barStartB, 'C': barStartC}[want]
			}
			set = want
			values = append(values, change)
		}
		if set == 'C' {
			values = append(values, int(data[0]-'0')*10+int(data[1]-'0'))
			data = data[2:]
			continue
		}
		values = append(values, int(data[0]-' '))
		data = data[1:]
	}
	check := values[0]
	for i, v := range values[1:] {
		check += (i + 1) * v
	}
	return append(values, check%103, barStop)
}

// drawBars appends a Code128 barcode as a picture, and its text under it.
func (e *encoder) drawBars(data string, symbols int) {
	e.plain()
	e.align(printer.Center)
	e.raster(barsDots(data, symbols))
	e.line(printer.Text{Text: data, Align: printer.Center})
}

// barsDots draws a barcode of so many symbols.
func barsDots(data string, symbols int) dots {
	d := newDots(barDots(symbols), barHeight)
	x := 0
	for _, v := range barValues(data) {
		for i, w := range barWidths[v] {
			n := int(w-'0') * barModule
			if i%2 == 0 {
				d.fill(x, 0, n, d.height)
			}
			x += n
		}
	}
	return d
}
