package escpostest

import (
	"image"
	"image/color"
	"image/png"
	"io"
	"math"
)

// Measures of the picture in dots, 8 to the millimetre.
const (
	shadowRoom = 20 // around the paper
	headRoom   = 40 // blank paper above the first dot: what lies between head and cutter, shortened
	footRoom   = 12 // and below the last one
	toothWidth = 16 // of the tear bar
	toothDepth = 7
)

// Picture returns the paper as people see it: margins, off-white with a grain, ink
// that is not quite black, a shadow around on a transparent ground, the lower edge cut
// or torn. It is the same for the same paper, so that it can be a golden file.
func (p Paper) Picture() *image.NRGBA {
	margin := 40
	if p.dots.w > Dots58mm {
		margin = 32
	}
	sheet := paperShape{
		w: p.dots.w + 2*margin, h: headRoom + p.dots.h + footRoom, end: p.end,
	}
	img := image.NewNRGBA(image.Rect(0, 0, sheet.w+2*shadowRoom, sheet.h+toothDepth+2*shadowRoom))
	for y := range img.Rect.Dy() {
		for x := range img.Rect.Dx() {
			sx, sy := x-shadowRoom, y-shadowRoom
			if !sheet.covers(sx, sy) {
				img.SetNRGBA(x, y, sheet.shadow(sx, sy))
				continue
			}
			ink := p.dots.ink(sx-margin, sy-headRoom)
			img.SetNRGBA(x, y, printed(ink, grain(x, y)))
		}
	}
	return img
}

// WritePNG writes the Picture as PNG, about 20 KB for a receipt.
func (p Paper) WritePNG(w io.Writer) error {
	enc := png.Encoder{CompressionLevel: png.BestCompression}
	return enc.Encode(w, paletted(p.Picture()))
}

// paletted gives every colour of the picture a number, which makes the file a third
// as large. A picture of more than 256 colours stays what it is.
func paletted(img *image.NRGBA) image.Image {
	out := image.NewPaletted(img.Rect, nil)
	index := make(map[color.NRGBA]uint8)
	for y := range img.Rect.Dy() {
		for x := range img.Rect.Dx() {
			c := img.NRGBAAt(x, y)
			i, ok := index[c]
			if !ok {
				if len(index) == 256 {
					return img
				}
				i = uint8(len(index)) //nolint:gosec // below 256
				index[c] = i
				out.Palette = append(out.Palette, c)
			}
			out.Pix[y*out.Stride+x] = i
		}
	}
	return out
}

// paperShape is the outline of the paper.
type paperShape struct {
	w, h int
	end  End
}

// covers tells whether a point lies on the paper.
func (s paperShape) covers(x, y int) bool {
	return x >= 0 && x < s.w && y >= 0 && y < s.h+s.edge(x)
}

// edge is how far the lower edge reaches down at x.
func (s paperShape) edge(x int) int {
	switch s.end {
	case Torn, RanOut:
		phase := x % toothWidth
		return min(phase, toothWidth-phase) * toothDepth / (toothWidth / 2)
	case Hanging, FullCut, PartialCut:
		return 0
	default:
		return 0
	}
}

// shadow is the colour of a point beside the paper, the light being above.
func (s paperShape) shadow(x, y int) color.NRGBA {
	dx := max(-x, x-s.w+1, 0)
	dy := max(4-y, y-4-s.h-s.edge(min(max(x, 0), s.w-1))+1, 0)
	const reach = shadowRoom - 4
	away := int(math.Sqrt(float64(dx*dx + dy*dy)))
	if away >= reach {
		return color.NRGBA{}
	}
	return color.NRGBA{A: uint8(70 * (reach - away) * (reach - away) / (reach * reach))} //nolint:gosec // at most 70
}

// ink is how dark a point of the paper is, 0 to 16: heat runs a little beyond a dot.
func (b *bitmap) ink(x, y int) int {
	sum := 0
	for dy := -1; dy <= 1; dy++ {
		for dx := -1; dx <= 1; dx++ {
			if b.at(x+dx, y+dy) {
				sum += [3]int{10, 1, 0}[dx*dx+dy*dy]
			}
		}
	}
	if sum >= 10 {
		return min(sum+2, 16)
	}
	return sum
}

// grain is the unevenness of the paper at a point: here and there 1 to 3, else 0,
// and the same every time.
func grain(x, y int) int {
	h := uint32(x)*0x9e3779b1 ^ uint32(y)*0x85ebca6b //nolint:gosec // a hash may wrap
	h ^= h >> 15
	h *= 0x2c1b3c6d
	if h&15 != 0 {
		return 0
	}
	return int(h >> 30)
}

// printed mixes the colours of paper and ink.
func printed(ink, grain int) color.NRGBA {
	paper, black := [3]int{252 - 2*grain, 251 - 2*grain, 246 - 2*grain}, [3]int{38 + 8*grain, 38 + 8*grain, 46 + 8*grain}
	var c [3]uint8
	for i := range c {
		c[i] = uint8((paper[i]*(16-ink) + black[i]*ink) / 16) //nolint:gosec // both are colours
	}
	return color.NRGBA{R: c[0], G: c[1], B: c[2], A: 255}
}
