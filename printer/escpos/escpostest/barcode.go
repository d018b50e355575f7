package escpostest

import (
	"bytes"
	"fmt"
	"regexp"

	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/codabar"
	"github.com/boombuler/barcode/code39"
	"github.com/boombuler/barcode/code93"
	"github.com/boombuler/barcode/ean"
	"github.com/boombuler/barcode/twooffive"
)

// barCommands print barcodes.
func barCommands() map[string]command {
	return map[string]command{
		"\x1dh": {one, func(p *Printer, a []byte) {
			if p.valid(a[0] > 0, a) {
				p.set.bar.height = int(a[0])
			}
		}},
		"\x1dw": {one, func(p *Printer, a []byte) {
			if p.valid(between(a[0], 2, 6), a) {
				p.set.bar.module = int(a[0])
			}
		}},
		"\x1dH": {one, func(p *Printer, a []byte) {
			if p.valid(a[0] <= 3 || between(a[0], '0', '3'), a) {
				p.set.bar.text = a[0] & 3
			}
		}},
		"\x1df": {one, func(p *Printer, a []byte) {
			if p.valid(in(a[0], 0, 1, '0', '1'), a) {
				p.set.bar.fontB = a[0]&1 != 0
			}
		}},
		"\x1dk": {barcodeSize, (*Printer).barcode},
	}
}

// barcodeSize is the size of GS k m d1...dk NUL and of GS k m n d1...dn.
func barcodeSize(a []byte) int {
	switch {
	case len(a) == 0:
		return 1
	case a[0] <= 6:
		if len(a) > 1 && a[len(a)-1] == nul || len(a) > 256 {
			return len(a)
		}
		return len(a) + 1
	case between(a[0], 65, 73) && len(a) > 1:
		return 2 + int(a[1])
	case between(a[0], 65, 73):
		return 2
	default:
		return 1
	}
}

// barcode is GS k. Systems 0 to 6 are 65 to 71 with the data ended by NUL.
func (p *Printer) barcode(a []byte) {
	m, data := a[0], a[1:]
	switch {
	case m <= 6:
		m += 65
		data = bytes.TrimSuffix(data, []byte{nul})
	case between(m, 65, 73):
		data = data[1:]
	}
	if !p.valid(between(m, 65, 73) && len(data) > 0, a) || !p.atLineStart() {
		return
	}
	code, human, modules, err := encodeBars(m, data)
	if err != nil {
		p.violate(BadSymbol, "%q: %v", data, err)
		return
	}
	if w := modules.w * p.set.bar.module; w > p.set.width {
		p.violate(SymbolTooWide, "%d modules of %d dots are %d of %d dots", modules.w, p.set.bar.module, w, p.set.width)
		return
	}
	p.sheet.symbol(code)
	p.bars(human, modules.scaled(p.set.bar.module, p.set.bar.height))
}

// bars prints the barcode with its text above (1), below (2) or both (3).
func (p *Printer) bars(human string, b *bitmap) {
	if p.set.bar.text&1 != 0 {
		p.humanText(human)
	}
	p.block(b)
	if p.set.bar.text&2 != 0 {
		p.humanText(human)
	}
}

// humanText prints the text of a barcode under or over its middle.
func (p *Printer) humanText(text string) {
	w, h := fontAWidth, fontAHeight
	if p.set.bar.fontB {
		w, h = fontBWidth, fontBHeight
	}
	b := newBitmap(min(w*len(text), p.set.width), h+2)
	for i := range len(text) {
		b.stamp(p.glyph(rune(text[i]), w, h), i*w, 1)
	}
	p.block(b)
}

// barSystem is one of the barcodes of GS k: what data it takes and who draws it.
type barSystem struct {
	kind   string
	accept string // a regular expression for the whole data (table of the command)
	draw   func(data string) (barcode.Barcode, error)
}

// barSystemOf returns system m; UPC-E and CODE128 are not among them.
func barSystemOf(m byte) (s barSystem, ok bool) {
	systems := map[byte]barSystem{
		65: {"UPC-A", `\d{11,12}`, func(d string) (barcode.Barcode, error) { return ean.Encode("0" + d) }},
		67: {"EAN13", `\d{12,13}`, func(d string) (barcode.Barcode, error) { return ean.Encode(d) }},
		68: {"EAN8", `\d{7,8}`, func(d string) (barcode.Barcode, error) { return ean.Encode(d) }},
		69: {"CODE39", `\*?[0-9A-Z $%+\-./]+\*?`, func(d string) (barcode.Barcode, error) {
			return code39.Encode(string(bytes.Trim([]byte(d), "*")), false, false)
		}},
		70: {"ITF", `(\d\d)+`, func(d string) (barcode.Barcode, error) { return twooffive.Encode(d, true) }},
		71: {"CODABAR", `[A-D][0-9$+\-./:]+[A-D]`, codabar.Encode},
		72: {"CODE93", `[\x00-\x7f]+`, func(d string) (barcode.Barcode, error) { return code93.Encode(d, true, true) }},
	}
	s, ok = systems[m]
	return s, ok
}

// encodeBars returns the symbol, its text for people and its modules, one row high.
func encodeBars(m byte, data []byte) (code Code, human string, modules *bitmap, err error) {
	if m == 73 {
		c, err := encodeCode128(data)
		if err != nil {
			return Code{}, "", nil, err
		}
		return Code{"CODE128", c.text.String()}, c.human.String(), c.modules(), nil
	}
	s, ok := barSystemOf(m)
	if !ok {
		return Code{}, "", nil, fmt.Errorf("barcode system %d is not simulated", m)
	}
	if fits, err := regexp.Match("^(?:"+s.accept+")$", data); err != nil || !fits {
		return Code{}, "", nil, fmt.Errorf("not data of %s", s.kind)
	}
	bars, err := s.draw(string(data))
	if err != nil {
		return Code{}, "", nil, err
	}
	modules = mapped(bars.Bounds().Dx(), 1, func(x, _ int) bool {
		r, _, _, _ := bars.At(bars.Bounds().Min.X+x, bars.Bounds().Min.Y).RGBA()
		return r == 0
	})
	return Code{s.kind, bars.Content()}, bars.Content(), modules, nil
}
