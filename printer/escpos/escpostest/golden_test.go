package escpostest_test

import (
	"bytes"
	"flag"
	"image"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rsc.io/qr"

	"posd/printer/escpos/escpostest"
)

// update rewrites the golden files: go test -update. Look at them afterwards.
var update = flag.Bool("update", false, "rewrite testdata")

// receipt is a job typed by hand from the manual: every kind of thing that goes on
// a receipt, 32 columns wide.
func receipt(t *testing.T) string {
	t.Helper()
	const rule = "--------------------------------\n"
	return strings.Join([]string{
		"\x1b@\x1c&\x1bR\x00", // initialise, Kanji mode, '$' as a dollar
		"\x1ba\x01\x1d!\x11", gb(t, "海鲜小馆"), "\n\x1d!\x00Seafood Bistro\n",
		"\x1bM\x01No. 88 Yan'an East Road, Shanghai\x1bM\x00\n", "\x1ba\x00", rule,
		gb(t, "清蒸鲈鱼           1       68.00\n"), gb(t, "米饭               2        6.00\n"),
		"Tea                1       14.50\n", rule,
		"\x1bE\x01\x1d!\x01", gb(t, "合计 Total               ￥88.50"), "\x1d!\x00\x1bE\x00\n",
		"\x1b-\x01\x1c-\x01", gb(t, "支付宝 Alipay"), "\x1b-\x00\x1c-\x00\n",
		"\x1ba\x01\x1dB\x01", gb(t, "  已支付 PAID  "), "\x1dB\x00\n\x1bJ\x0c",
		"\x1d(k\x04\x001A2\x00\x1d(k\x03\x001C\x05\x1d(k\x03\x001E1\x1d(k\x1b\x001P0202608010001234567890123\x1d(k\x03\x001Q0",
		"\x1bJ\x12\x1dh\x48\x1dw\x02\x1dH\x02\x1dkI\x0a{B{C\x14\x1a\x08\x01\x00\x0c\n",
		"\x1dv0\x00\x02\x00\x08\x00\x18\x18\x3c\x3c\x7e\x7e\xff\xff\xff\xff\x7e\x7e\x3c\x3c\x18\x18",
		"\n\x1ba\x00\x1b{\x01upside down\n\x1b{\x00\x1dVB\x18",
	}, "")
}

func TestGoldenReceipt(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		dots int
		end  func(*escpostest.Printer)
	}{
		"receipt58": {escpostest.Dots58mm, func(*escpostest.Printer) {}},
		"receipt80": {escpostest.Dots80mm, func(*escpostest.Printer) {}},
		"torn": {escpostest.Dots58mm, func(p *escpostest.Printer) {
			p.PaperOutAfter(11)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := escpostest.New(escpostest.Options{Dots: c.dots})
			c.end(p)
			feed(t, p, receipt(t))
			p.LoadPaper()
			clean(t, p)
			paper := p.Papers()[0]
			goldenText(t, name+".txt", paper.Text())
			goldenPicture(t, name+".png", paper)
		})
	}
}

// goldenText compares with a file, or writes it.
func goldenText(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs:\n%s\nwant\n%s", name, got, want)
	}
}

// goldenPicture compares dot by dot with a file, or writes it.
func goldenPicture(t *testing.T, name string, paper escpostest.Paper) {
	t.Helper()
	path := filepath.Join("testdata", name)
	var buf bytes.Buffer
	if err := paper.WritePNG(&buf); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(path, buf.Bytes(), 0o644); err != nil {
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
	got := paper.Picture()
	if got.Rect != want.Rect || !bytes.Equal(got.Pix, want.Pix) {
		t.Errorf("%s differs from the picture now drawn", name)
	}
}

// TestImageDots: a raster lands on the paper dot by dot, where alignment says.
func TestImageDots(t *testing.T) {
	t.Parallel()
	for align, left := range map[string]int{"\x00": 0, "\x01": 188, "\x02": 376} {
		p := escpostest.New(escpostest.Options{Dots: escpostest.Dots58mm})
		feed(t, p, "\x1ba"+align+"\x1dv0\x00\x01\x00\x02\x00\xf0\x81")
		img := p.Papers()[0].Image()
		if img.Rect != image.Rect(0, 0, 384, 2) {
			t.Fatalf("picture of %v", img.Rect)
		}
		for y, row := range []string{"####....", "#......#"} {
			for x := range 384 {
				black := x >= left && x < left+8 && row[x-left] == '#'
				if got := img.GrayAt(x, y).Y == 0; got != black {
					t.Errorf("alignment %q: dot %d,%d black is %v", align, x, y, got)
				}
			}
		}
	}
}

// TestRows: how far the paper moves, by the rules for line spacing.
func TestRows(t *testing.T) {
	t.Parallel()
	for job, want := range map[string]int{
		"a\n":                                    30,
		"\n":                                     30,
		"\x1b3\x0aa\n":                           24, // not less than the character
		"\x1b3\x40a\n":                           64,
		"\x1d!\x01a\n":                           48,
		"\x1d!\x07\x1c&\xd6\xa7\n":               192,
		"a\x1bJ\x0a":                             24,
		"\x1bJ\x0a":                              10,
		"a\x1bd\x02":                             60,
		"\x1dh\x50\x1dk\x036901234\x00":          80,
		"\x1dh\x50\x1dH\x02\x1dk\x036901234\x00": 106,
	} {
		p := escpostest.New(escpostest.Options{})
		feed(t, p, job)
		clean(t, p)
		if got := p.Papers()[0].Image().Rect.Dy(); got != want {
			t.Errorf("%q moved the paper %d rows, want %d", job, got, want)
		}
	}
}

// TestWeight: both kinds of bold print the same dots, more than plain.
func TestWeight(t *testing.T) {
	t.Parallel()
	dots := func(job string) *image.Gray {
		p := escpostest.New(escpostest.Options{})
		feed(t, p, job)
		return p.Papers()[0].Image()
	}
	plain, bold, double := dots("abc\n"), dots("\x1bE\x01abc\n"), dots("\x1bG\x01abc\n")
	if !bytes.Equal(bold.Pix, double.Pix) || bytes.Count(bold.Pix, []byte{0}) <= bytes.Count(plain.Pix, []byte{0}) {
		t.Error("bold is not bolder than plain, or not the same both ways")
	}
}

// TestUnderline: as thick as set, whatever the size; switched on again by ESC ! as
// thick as before; none under reversed text.
func TestUnderline(t *testing.T) {
	t.Parallel()
	for job, want := range map[string]int{
		"\x1b-\x01 \n":                      1,
		"\x1b-\x02 \n":                      2,
		"\x1d!\x11\x1b-\x02 \n":             2,
		"\x1b-\x02\x1b-\x00\x1b!\x80 \n":    2,
		"\x1c&\x1c-\x02\x1b-\x01\xa1\xa1\n": 2,
		"\x1dB\x01\x1b-\x02 \n":             24, // a black cell
		"\x1b-\x01\x1b-\x00 \n":             0,
	} {
		p := escpostest.New(escpostest.Options{})
		feed(t, p, job)
		clean(t, p)
		img := p.Papers()[0].Image()
		rows := 0
		for y := range img.Rect.Dy() {
			if img.GrayAt(0, y).Y == 0 {
				rows++
			}
		}
		if rows != want {
			t.Errorf("%q: %d black rows, want %d", job, rows, want)
		}
	}
}

// TestQRDots: the symbol on the paper is the one the data encodes, module by module.
func TestQRDots(t *testing.T) {
	t.Parallel()
	p := escpostest.New(escpostest.Options{Dots: escpostest.Dots58mm})
	feed(t, p, "\x1d(k\x03\x001C\x03\x1d(k\x03\x001E3\x1d(k\x07\x001P02088\x1d(k\x03\x001Q0")
	code, err := qr.Encode("2088", qr.H)
	if err != nil {
		t.Fatal(err)
	}
	img := p.Papers()[0].Image()
	if got := img.Rect.Dy(); got != 3*code.Size {
		t.Fatalf("%d rows for %d modules", got, code.Size)
	}
	for y := range 3 * code.Size {
		for x := range 3 * code.Size {
			if got := img.GrayAt(x, y).Y == 0; got != code.Black(x/3, y/3) {
				t.Fatalf("dot %d,%d black is %v", x, y, got)
			}
		}
	}
	if got := p.Papers()[0].Codes(); len(got) != 1 || got[0] != (escpostest.Code{Kind: "QR", Data: "2088"}) {
		t.Errorf("codes %v", got)
	}
}
