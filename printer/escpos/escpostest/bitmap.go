package escpostest

import "image"

// bitmap is a rectangle of dots, one bit each and a row on whole bytes, the
// leftmost dot in the highest bit; 1 is black. It is also the layout of GS v 0.
type bitmap struct {
	w, h   int
	stride int
	bits   []byte
}

// newBitmap returns w x h white dots.
func newBitmap(w, h int) *bitmap {
	stride := (w + 7) / 8
	return &bitmap{w: w, h: h, stride: stride, bits: make([]byte, stride*h)}
}

// at tells whether the dot is black; dots outside are white.
func (b *bitmap) at(x, y int) bool {
	if x < 0 || y < 0 || x >= b.w || y >= b.h {
		return false
	}
	return b.bits[y*b.stride+x/8]&(0x80>>(x%8)) != 0
}

// set blackens a dot; dots outside are ignored.
func (b *bitmap) set(x, y int) {
	if x < 0 || y < 0 || x >= b.w || y >= b.h {
		return
	}
	b.bits[y*b.stride+x/8] |= 0x80 >> (x % 8)
}

// fill blackens the part of the rectangle that lies inside.
func (b *bitmap) fill(x, y, w, h int) {
	for dy := range h {
		for dx := range w {
			b.set(x+dx, y+dy)
		}
	}
}

// grow adds white rows at the bottom.
func (b *bitmap) grow(rows int) {
	b.h += rows
	b.bits = append(b.bits, make([]byte, rows*b.stride)...)
}

// stamp blackens the dots of src with its corner at x, y. Dots outside are lost.
func (b *bitmap) stamp(src *bitmap, x, y int) {
	for sy := range src.h {
		for sx := range src.w {
			if src.at(sx, sy) {
				b.set(x+sx, y+sy)
			}
		}
	}
}

// mapped returns a w x h bitmap whose dots are chosen by black.
func mapped(w, h int, black func(x, y int) bool) *bitmap {
	out := newBitmap(w, h)
	for y := range h {
		for x := range w {
			if black(x, y) {
				out.set(x, y)
			}
		}
	}
	return out
}

// scaled multiplies every dot kx times across and ky times down.
func (b *bitmap) scaled(kx, ky int) *bitmap {
	if kx == 1 && ky == 1 {
		return b
	}
	return mapped(b.w*kx, b.h*ky, func(x, y int) bool { return b.at(x/kx, y/ky) })
}

// resized stretches or squeezes to w x h by the nearest dot.
func (b *bitmap) resized(w, h int) *bitmap {
	return mapped(w, h, func(x, y int) bool { return b.at(x*b.w/w, y*b.h/h) })
}

// emboldened prints every dot twice, one dot apart, as emphasised mode does.
func (b *bitmap) emboldened() *bitmap {
	return mapped(b.w, b.h, func(x, y int) bool { return b.at(x, y) || b.at(x-1, y) })
}

// inverted swaps black and white.
func (b *bitmap) inverted() *bitmap {
	return mapped(b.w, b.h, func(x, y int) bool { return !b.at(x, y) })
}

// turned is upside down.
func (b *bitmap) turned() *bitmap {
	return mapped(b.w, b.h, func(x, y int) bool { return b.at(b.w-1-x, b.h-1-y) })
}

// smoothed doubles the size and rounds the stairs of diagonals (the EPX rule: a
// corner takes the colour of its two neighbours where these agree).
func (b *bitmap) smoothed() *bitmap {
	out := newBitmap(2*b.w, 2*b.h)
	for y := range b.h {
		for x := range b.w {
			up, right, left, down := b.at(x, y-1), b.at(x+1, y), b.at(x-1, y), b.at(x, y+1)
			for i, black := range [4]bool{
				corner(b.at(x, y), left, up, down, right), corner(b.at(x, y), up, right, left, down),
				corner(b.at(x, y), down, left, right, up), corner(b.at(x, y), right, down, up, left),
			} {
				if black {
					out.set(2*x+i%2, 2*y+i/2)
				}
			}
		}
	}
	return out
}

// corner is one quarter of a dot between neighbours n1 and n2; far1 and far2 lie
// opposite to n2 and n1.
func corner(dot, n1, n2, far1, far2 bool) bool {
	if n1 == n2 && n1 != far1 && n2 != far2 {
		return n1
	}
	return dot
}

// blank tells whether no dot is black.
func (b *bitmap) blank() bool {
	for _, v := range b.bits {
		if v != 0 {
			return false
		}
	}
	return true
}

// gray converts to a picture of the same size, 0 for black and 255 for white.
func (b *bitmap) gray() *image.Gray {
	img := image.NewGray(image.Rect(0, 0, b.w, b.h))
	for y := range b.h {
		for x := range b.w {
			if !b.at(x, y) {
				img.Pix[y*img.Stride+x] = 0xff
			}
		}
	}
	return img
}
