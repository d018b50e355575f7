package displaytest

import (
	"image"
	"image/color"
	"image/png"
	"io"
	"slices"

	"github.com/hajimehoshi/bitmapfont/v3"
	"golang.org/x/image/font"
	"golang.org/x/image/math/fixed"
)

// The dots of the tube: a character has 6 x 12, a wide one 12 x 12, and a row below
// for the cursor.
const (
	cellWidth  = 6
	cellHeight = 13
	tubeWidth  = Columns * cellWidth
	tubeHeight = Rows*cellHeight + rowGap
	rowGap     = 3 // dark dots between the lines
)

// Measures of the picture in pixels.
const (
	pitch  = 4 // from dot to dot
	lamp   = 3 // of a dot
	glass  = 18
	bezel  = 14
	corner = 10
)

// tube is which dots glow.
type tube [tubeHeight][tubeWidth]bool

// Image returns the display as people see it: blue-green dots glowing behind dark
// glass, 544 x 180 pixels. It is the same for the same screen, so that it can be a
// golden file. Blinking is shown in its lit half.
func (p *Pole) Image() *image.NRGBA {
	t, brightness := p.look()
	return t.draw(brightness)
}

// look returns the dots that glow now and how brightly.
func (p *Pole) look() (t tube, brightness int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.set.blink != 255 {
		t = p.light()
	}
	return t, p.set.brightness
}

// WritePNG writes the Image as PNG.
func (p *Pole) WritePNG(w io.Writer) error {
	enc := png.Encoder{CompressionLevel: png.BestCompression}
	return enc.Encode(w, p.Image())
}

// light tells which dots glow for the present screen.
func (p *Pole) light() tube {
	var t tube
	for y, row := range p.screen.cells {
		for x, c := range row {
			t.cell(x*cellWidth, y*(cellHeight+rowGap), c)
		}
	}
	if p.set.cursor {
		top := p.screen.y*(cellHeight+rowGap) + cellHeight - 1
		for dx := range cellWidth - 1 {
			t[top][p.screen.x*cellWidth+dx] = true
		}
	}
	return t
}

// cell lights one character with its corner at x, y.
func (t *tube) cell(x, y int, c cell) {
	if c.rightHalf {
		return
	}
	width := cellWidth
	if c.wide {
		width = 2 * cellWidth
	}
	dots := glyph(c.r, width)
	for dy := range cellHeight - 1 {
		for dx := range width {
			t[y+dy][x+dx] = dots(dx, dy) != c.reverse
		}
	}
	if c.mark != 0 {
		t[y+cellHeight-3][x+cellWidth-1] = true
		t[y+cellHeight-2][x+cellWidth-1] = c.mark != '.'
	}
}

// The font draws into cells of 16 rows; ours are the twelve from here on.
const (
	fontTop    = 2
	fontAscent = 12
)

// glyph returns the dots of a character that is so wide: none for a blank, a frame
// for what the font lacks.
func glyph(r rune, width int) func(x, y int) bool {
	none := func(int, int) bool { return false }
	if slices.Contains([]rune{0, ' ', 0xa0, 0x3000}, r) {
		return none
	}
	faces := []font.Face{bitmapfont.FaceSC, bitmapfont.Face}
	if width > cellWidth {
		faces = []font.Face{bitmapfont.FaceSCEA, bitmapfont.FaceEA}
	}
	for _, face := range faces {
		box, mask, at, _, ok := face.Glyph(fixed.P(0, fontAscent), r)
		if !ok || isBlank(box, mask, at) {
			continue
		}
		shift := max(width-box.Dx(), 0) / 2
		return func(x, y int) bool {
			x -= shift
			if x < 0 || x >= box.Dx() {
				return false
			}
			_, _, _, alpha := mask.At(at.X+x, at.Y+y+fontTop).RGBA()
			return alpha != 0
		}
	}
	return func(x, y int) bool { return x == 0 || y == 0 || x == width-2 || y == 9 }
}

// isBlank tells whether a glyph has no dots: the font has such for what it lacks.
func isBlank(box image.Rectangle, mask image.Image, at image.Point) bool {
	for y := range box.Dy() {
		for x := range box.Dx() {
			if _, _, _, alpha := mask.At(at.X+x, at.Y+y).RGBA(); alpha != 0 {
				return false
			}
		}
	}
	return true
}

// Colours, from dark to bright; nothing changes them.
var (
	bezelColour = [3]int{38, 40, 43}
	glassColour = [3]int{9, 20, 18}
	unlitColour = [3]int{17, 37, 33}
	glowColour  = [3]int{64, 255, 205}
	litColour   = [3]int{150, 255, 225}
)

// draw paints the tube at brightness 1 to 4.
func (t *tube) draw(brightness int) *image.NRGBA {
	const inset = bezel + glass
	img := image.NewNRGBA(image.Rect(0, 0, tubeWidth*pitch+2*inset, tubeHeight*pitch+2*inset))
	power := [5]int{0, 20, 40, 60, 100}[brightness]
	for y := range img.Rect.Dy() {
		for x := range img.Rect.Dx() {
			img.SetNRGBA(x, y, t.pixel(x-inset, y-inset, power, img.Rect.Size()))
		}
	}
	return img
}

// pixel is the colour at x, y from the corner of the first dot.
func (t *tube) pixel(x, y, power int, size image.Point) color.NRGBA {
	fx, fy := x+bezel+glass, y+bezel+glass
	switch {
	case outsideCorner(fx, fy, size.X, size.Y, corner):
		return color.NRGBA{}
	case fx < bezel || fy < bezel || fx >= size.X-bezel || fy >= size.Y-bezel:
		return opaque(blend(bezelColour, glassColour, 50*fy/size.Y))
	}
	c := blend(glassColour, glowColour, power*t.glow(x, y)/100)
	if x < 0 || y < 0 || x >= tubeWidth*pitch || y >= tubeHeight*pitch || x%pitch >= lamp || y%pitch >= lamp {
		return opaque(c)
	}
	dx, dy := x/pitch, y/pitch
	switch row := dy % (cellHeight + rowGap); {
	case t[dy][dx]:
		return opaque(blend(unlitColour, litColour, 30+power*70/100))
	case row < cellHeight-1:
		return opaque(blend(c, unlitColour, 70))
	default:
		return opaque(c)
	}
}

// glow is the light that the dots around shed on a pixel, 0 to 45 per cent.
func (t *tube) glow(x, y int) int {
	const reach = 2 // dots
	cx, cy := (x+reach*pitch)/pitch-reach, (y+reach*pitch)/pitch-reach
	light := 0
	for dy := max(cy-reach, 0); dy <= min(cy+reach, tubeHeight-1); dy++ {
		for dx := max(cx-reach, 0); dx <= min(cx+reach, tubeWidth-1); dx++ {
			if !t[dy][dx] {
				continue
			}
			ex, ey := x-dx*pitch-lamp/2, y-dy*pitch-lamp/2
			light += max(64-ex*ex-ey*ey, 0)
		}
	}
	return min(light/8, 45)
}

// outsideCorner tells whether a point lies beyond the rounded corners.
func outsideCorner(x, y, w, h, r int) bool {
	dx, dy := max(r-x, x-(w-1-r), 0), max(r-y, y-(h-1-r), 0)
	return dx*dx+dy*dy > r*r
}

// blend goes percent of the way from a to b.
func blend(a, b [3]int, percent int) (c [3]int) {
	for i := range c {
		c[i] = a[i] + (b[i]-a[i])*percent/100
	}
	return c
}

// opaque makes a colour of three numbers from 0 to 255.
func opaque(c [3]int) color.NRGBA {
	return color.NRGBA{R: uint8(c[0]), G: uint8(c[1]), B: uint8(c[2]), A: 255} //nolint:gosec // within range by construction
}
