package escpos_test

import (
	"image"
	"testing"

	"posd/printer"
	"posd/printer/escpos"
	"posd/printer/printertest"
)

// TestAPreviewHasTheWidthOfItsPaper, ink inside its margins, and as much more as the receipt is longer.
func TestAPreviewHasTheWidthOfItsPaper(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"generic-58", "generic-80", "epson-tm-u220"} {
		p := profile(t, name)
		short := escpos.Preview(printer.Layout(printer.Receipt{Merchant: "店"}, p.Paper("zh")), p)
		long := escpos.Preview(printer.Layout(printertest.Sale(), p.Paper("zh")), p)
		if long.Bounds().Dx() != p.Dots+48 || long.Bounds().Dy() <= short.Bounds().Dy() {
			t.Errorf("%s: %v, %v", name, short.Bounds(), long.Bounds())
		}
		if n := ink(long, image.Rect(24, 24, p.Dots+24, long.Bounds().Dy()-24)); n == 0 || n != ink(long, long.Bounds()) {
			t.Errorf("%s: %d dots inside the margins, %d in all", name, n, ink(long, long.Bounds()))
		}
	}
}

func ink(m *image.Gray, r image.Rectangle) int {
	n := 0
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			if m.GrayAt(x, y).Y == 0 {
				n++
			}
		}
	}
	return n
}
