package escpostest

import "fmt"

// rasterData is a GS v 0 of which the data is still coming. Rows are printed as
// they become whole, so that a job cut short leaves half a picture as in life.
type rasterData struct {
	stride, rows int // bytes a row, rows to come
	kx, ky       int // dots of paper per dot of data
	row          []byte
}

// maxRasterRows is the limit of yL yH of GS v 0: yH goes up to 8.
const maxRasterRows = 0x8ff

// graphicsCommands print pictures sent dot by dot.
func graphicsCommands() map[string]command {
	return map[string]command{
		"\x1dv0": {func([]byte) int { return 5 }, (*Printer).beginRaster},
		"\x1d(L": {counted, (*Printer).graphics},
	}
}

// beginRaster is GS v 0 m xL xH yL yH. A picture wider than the print area loses
// the dots beyond it.
func (p *Printer) beginRaster(a []byte) {
	m, stride, rows := a[0], word(a[1:]), word(a[3:])
	ok := (m <= 3 || between(m, '0', '3')) && stride > 0 && rows > 0 && rows <= maxRasterRows
	if !p.valid(ok, a) || !p.atLineStart() {
		return
	}
	kx, ky := 1+int(m&1), 1+int(m>>1&1)
	p.raster = &rasterData{stride: stride, rows: rows, kx: kx, ky: ky}
	p.watch = watcher{}
	if wide := stride * 8 * kx; wide > p.set.width {
		p.violate(RasterTooWide, "%d of %d dots", wide, p.set.width)
	}
	p.sheet.write(imageMark(stride*8*kx, rows*ky))
}

// imageMark is the line of text that stands for a picture.
func imageMark(w, h int) (plain, marked string) {
	mark := fmt.Sprintf("[IMAGE %dx%d]", w, h)
	return mark, mark
}

// takeRaster takes one byte of the picture.
func (p *Printer) takeRaster(b byte) {
	r := p.raster
	p.doing = "GS v 0"
	p.see(b)
	r.row = append(r.row, b)
	if len(r.row) < r.stride {
		return
	}
	shown := min(r.stride, (p.set.width/r.kx+7)/8)
	row := &bitmap{w: min(r.stride*8, p.set.width/r.kx), h: 1, stride: shown, bits: r.row[:shown]}
	r.row = nil
	r.rows--
	if r.rows == 0 {
		p.raster = nil
	}
	p.block(row.scaled(r.kx, r.ky))
}

// graphics is GS ( L: function 112 stores a raster, functions 2 and 50 print it.
func (p *Printer) graphics(a []byte) {
	a = a[2:]
	if !p.valid(len(a) >= 2 && a[0] == '0', a) {
		return
	}
	switch a[1] {
	case 112:
		p.seeAll(a)
		p.storeGraphics(a[2:])
	case 2, 50:
		p.printGraphics()
	default:
		p.violate(UnknownCommand, "function %d is not simulated", a[1])
	}
}

// storeGraphics takes a bx by c xL xH yL yH and the data.
func (p *Printer) storeGraphics(a []byte) {
	if !p.valid(len(a) > 8 && a[0] == '0' && between(a[1], 1, 2) && between(a[2], 1, 2) && a[3] == '1', a) {
		return
	}
	w, h, data := word(a[4:]), word(a[6:]), a[8:]
	stride := (w + 7) / 8
	if p.valid(w > 0 && h > 0 && len(data) == stride*h, a) {
		stored := &bitmap{w: w, h: h, stride: stride, bits: data}
		p.set.graphics = stored.scaled(int(a[1]), int(a[2]))
	}
}

// printGraphics prints what was stored.
func (p *Printer) printGraphics() {
	b := p.set.graphics
	p.set.graphics = nil
	switch {
	case !p.atLineStart():
		return
	case b == nil:
		p.violate(BadParameter, "nothing stored")
		return
	case b.w > p.set.width:
		p.violate(RasterTooWide, "%d of %d dots", b.w, p.set.width)
		clipped := newBitmap(p.set.width, b.h)
		clipped.stamp(b, 0, 0)
		b = clipped
	}
	p.sheet.write(imageMark(b.w, b.h))
	p.block(b)
}
