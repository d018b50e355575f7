package displaytest_test

import (
	"bytes"
	"flag"
	"image"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"posd/display/displaytest"
)

// update rewrites the golden files: go test -update. Look at them afterwards.
var update = flag.Bool("update", false, "rewrite testdata")

func TestGoldenPictures(t *testing.T) {
	t.Parallel()
	chinese, err := simplifiedchinese.GB18030.NewEncoder().String("请出示付款码")
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"chinese": "\x1b@\x1c&\x0c" + chinese + "\x1f$\x01\x02Total        \xa3\xa488.50",
		"dim":     "\x1fX\x01\x1fC\x01Thank you!\x1f$\x01\x02\x1fr\x01 PAID \x1fr\x00 1\x1f,2\x1f.34",
		"off":     "Hello\x1fE\xff",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := displaytest.NewPole(displaytest.Options{Kanji: true})
			write(t, p, text)
			for _, v := range p.Violations() {
				t.Error(v)
			}
			golden(t, name+".png", p)
		})
	}
}

// golden compares pixel by pixel with a file, or writes it.
func golden(t *testing.T, name string, p *displaytest.Pole) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		var buf bytes.Buffer
		if err := p.WritePNG(&buf); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, buf.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	decoded, err := png.Decode(file)
	if err != nil {
		t.Fatal(err)
	}
	want := image.NewNRGBA(decoded.Bounds())
	draw.Draw(want, want.Rect, decoded, decoded.Bounds().Min, draw.Src)
	if got := p.Image(); got.Rect != want.Rect || !bytes.Equal(got.Pix, want.Pix) {
		t.Errorf("%s differs from the picture now drawn", name)
	}
}
