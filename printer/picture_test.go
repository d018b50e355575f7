package printer_test

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/png"
	"math/bits"
	"testing"

	"posd/printer"
)

func encoded(t testing.TB, m image.Image) *bytes.Reader {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return bytes.NewReader(b.Bytes())
}

func flat(w, h int, c color.Color) image.Image {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			m.Set(x, y, c)
		}
	}
	return m
}

// TestGreyBecomesScatteredDots, as many as the grey is dark; what is transparent is paper.
func TestGreyBecomesScatteredDots(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		colour   color.NRGBA
		min, max int // black dots in a hundred
	}{
		"black": {color.NRGBA{A: 255}, 100, 100}, "white": {color.NRGBA{255, 255, 255, 255}, 0, 0}, "clear": {color.NRGBA{}, 0, 0},
		"half": {color.NRGBA{128, 128, 128, 255}, 47, 53}, "light": {color.NRGBA{192, 192, 192, 255}, 22, 28}, "blue": {color.NRGBA{0, 0, 255, 255}, 85, 92},
	} {
		m, err := printer.ReadPicture(encoded(t, flat(800, 400, c.colour)), 384)
		if err != nil || m.Width != 384 || m.Height != 192 || len(m.Rows) != 48*192 {
			t.Fatalf("%s: %d x %d, %v", name, m.Width, m.Height, err)
		}
		black := 0
		for _, b := range m.Rows {
			black += bits.OnesCount8(b)
		}
		if share := 100 * black / (384 * 192); share < c.min || share > c.max {
			t.Errorf("%s: %d of a hundred dots", name, share)
		}
	}
}

func TestWhatIsNoPicture(t *testing.T) {
	t.Parallel()
	for name, b := range map[string]*bytes.Reader{
		"text": bytes.NewReader([]byte("no picture")), "empty": bytes.NewReader(nil),
		"wide": encoded(t, flat(5000, 1, color.Black)), "long": encoded(t, flat(100, 2000, color.Black)),
	} {
		if _, err := printer.ReadPicture(b, 384); !errors.Is(err, printer.ErrPicture) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if m, err := printer.ReadPicture(encoded(t, flat(9, 3, color.Black)), 384); err != nil || m.Width != 9 || m.Rows[1] != 0x80 {
		t.Errorf("a small one: %+v, %v", m, err)
	}
}

func FuzzReadPicture(f *testing.F) {
	f.Add([]byte("\x89PNG\r\n\x1a\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := printer.ReadPicture(bytes.NewReader(b), 64)
		if err == nil && (m.Width > 64 || len(m.Rows) != (m.Width+7)/8*m.Height) {
			t.Errorf("%d x %d with %d bytes", m.Width, m.Height, len(m.Rows))
		}
	})
}
