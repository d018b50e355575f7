package escpos

import (
	"image"
	"image/color"

	"posd/printer"
)

// Measures of a preview, in dots.
const (
	margin       = 24 // of blank paper around
	lineHeight   = 30 // of ESC d, and between the base lines of text
	letterHeight = 24 // of font A and of a Chinese font
)

// Preview draws a document as a printer of profile p prints it, black on
// white, for people without the printer at hand. Letters are those of package
// glyph, not the printer's own. Actions draw nothing.
func Preview(d printer.Document, p Profile) *image.Gray {
	v := previewer{profile: p, narrow: p.Glyphs != GB18030, cols: d.Paper.Columns}
	if v.cols <= 0 {
		v.cols = p.Columns
	}
	for _, b := range d.Blocks {
		v.block(b)
	}
	m := image.NewGray(image.Rect(0, 0, p.Dots+2*margin, v.height+2*margin))
	for i := range m.Pix {
		m.Pix[i] = 0xff
	}
	for _, s := range v.strips {
		for y := range s.height {
			for x := range s.width {
				if s.rows[y*s.stride()+x/8]>>(7-x%8)&1 == 1 {
					m.SetGray(margin+s.x+x, margin+s.y+y, color.Gray{})
				}
			}
		}
	}
	return m
}

// strip is a picture at its place on the paper.
type strip struct {
	dots

	x, y int
}

// previewer puts one block under the other.
type previewer struct {
	profile Profile
	narrow  bool
	cols    int
	height  int
	strips  []strip
}

func (v *previewer) block(b printer.Block) {
	switch b := b.(type) {
	case printer.Text:
		v.put(lineDots(b.Text, "", b.Size, b.Bold, v.narrow, v.cols, v.profile.Dots), b.Align)
	case printer.Columns:
		v.put(lineDots(b.Left, b.Right, b.Size, b.Bold, v.narrow, v.cols, v.profile.Dots), printer.Left)
	case printer.Rule:
		d := newDots(v.cols*column, lineHeight)
		for x := 0; x < d.width; x += column {
			d.fill(x+1, lineHeight/2, column-2, 2)
		}
		v.put(d, printer.Left)
	case printer.Feed:
		v.height += b.Lines * lineHeight
	case printer.Image:
		if d, ok := imageDots(b, v.profile.Dots); ok && v.profile.Raster > 0 {
			v.put(d, printer.Center)
		}
	case printer.QR:
		if d, ok := qrDots(b, v.profile.Dots); ok && v.profile.PrintsQR() {
			v.put(d, printer.Center)
		}
	case printer.Code128:
		v.bars(b.Data)
	case printer.Beep, printer.Cut, printer.Kick:
	}
}

func (v *previewer) bars(data string) {
	symbols, ok := barSymbols(data)
	if ok && barDots(symbols) <= v.profile.Dots && (v.profile.Bars || v.profile.Raster > 0) {
		v.put(barsDots(data, symbols), printer.Center)
	}
	v.block(printer.Text{Text: data, Align: printer.Center})
}

// put adds a picture below what is there.
func (v *previewer) put(d dots, a printer.Align) {
	x := 0
	switch a {
	case printer.Center:
		x = (v.profile.Dots - d.width) / 2
	case printer.Right:
		x = v.profile.Dots - d.width
	case printer.Left:
	}
	v.strips = append(v.strips, strip{d, max(x, 0), v.height})
	v.height += max(d.height, lineHeight)
}
