package printer

import (
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
)

// Limits of a picture file: a receipt is at most 640 dots wide, and a logo
// longer than 20 cm is a mistake.
const (
	maxPictureWidth  = 4096
	maxPictureHeight = 4096
	maxDotsHigh      = 1600
)

// ErrPicture says that a picture cannot be printed.
var ErrPicture = errors.New("picture cannot be printed")

// ReadPicture reads a PNG and makes dots of it, at most dots wide and in
// proportion: shrunk to that width if it is wider, grey turned into scattered
// dots (Floyd and Steinberg), the transparent white. The error wraps
// ErrPicture.
func ReadPicture(r io.ReadSeeker, dots int) (Image, error) {
	size, err := png.DecodeConfig(r)
	if err != nil {
		return Image{}, fmt.Errorf("%w: %w", ErrPicture, err)
	}
	if size.Width < 1 || size.Height < 1 || size.Width > maxPictureWidth || size.Height > maxPictureHeight {
		return Image{}, fmt.Errorf("%w: %d x %d dots", ErrPicture, size.Width, size.Height)
	}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return Image{}, err
	}
	m, err := png.Decode(r)
	if err != nil {
		return Image{}, fmt.Errorf("%w: %w", ErrPicture, err)
	}
	w, h := m.Bounds().Dx(), m.Bounds().Dy()
	if w > dots {
		w, h = dots, max(h*dots/w, 1)
	}
	if h > maxDotsHigh {
		return Image{}, fmt.Errorf("%w: %d dots high", ErrPicture, h)
	}
	return dither(shrink(m, w, h), w, h), nil
}

// shrink returns the lightness of the picture, 0 black to 255 white, at the
// size: each dot is the mean of what it covers.
func shrink(m image.Image, w, h int) []int {
	b := m.Bounds()
	light := make([]int, w*h)
	for y := range h {
		y0, y1 := b.Min.Y+y*b.Dy()/h, b.Min.Y+max((y+1)*b.Dy()/h, y*b.Dy()/h+1)
		for x := range w {
			x0, x1 := b.Min.X+x*b.Dx()/w, b.Min.X+max((x+1)*b.Dx()/w, x*b.Dx()/w+1)
			sum := 0
			for v := y0; v < y1; v++ {
				for u := x0; u < x1; u++ {
					sum += lightness(m.At(u, v))
				}
			}
			light[y*w+x] = sum / ((y1 - y0) * (x1 - x0))
		}
	}
	return light
}

// lightness is a colour on white paper. Weights: ITU-R BT.601.
func lightness(c color.Color) int {
	r, g, b, a := c.RGBA()
	grey := (299*r + 587*g + 114*b) / 1000
	return int((grey + 0xffff - a) >> 8)
}

// dither turns lightness into dots: what a dot is too dark or too light by is
// passed on to its neighbours.
func dither(light []int, w, h int) Image {
	m := Image{Width: w, Height: h, Rows: make([]byte, (w+7)/8*h)}
	give := func(x, y, part int) {
		if x >= 0 && x < w && y < h {
			light[y*w+x] += part
		}
	}
	for y := range h {
		for x := range w {
			rest := light[y*w+x]
			if rest < 128 {
				m.Rows[y*((w+7)/8)+x/8] |= 0x80 >> (x % 8)
			} else {
				rest -= 255
			}
			give(x+1, y, rest*7/16)
			give(x-1, y+1, rest*3/16)
			give(x, y+1, rest*5/16)
			give(x+1, y+1, rest/16)
		}
	}
	return m
}
