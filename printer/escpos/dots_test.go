package escpos_test

import (
	"bytes"
	"strings"
	"testing"

	"posd/printer"
	"posd/printer/escpos"
	"posd/printer/escpos/escpostest"
	"posd/printer/printertest"
)

// TestScriptsThatThePrinterLacksAreDrawn, and only the lines that hold them: the others stay text.
func TestScriptsThatThePrinterLacksAreDrawn(t *testing.T) {
	t.Parallel()
	drawn := map[string]string{
		"thai": "ใบเสร็จรับเงิน", "korean": "영수증 감사합니다", "vietnamese": "Cảm ơn quý khách", "emoji": "谢谢 😀",
	}
	for _, name := range []string{"generic-58", "generic-80", "epson-tm-t88"} {
		p := profile(t, name)
		for script, text := range drawn {
			doc := printer.Document{Paper: p.Paper("zh"), Blocks: []printer.Block{
				printer.Text{Text: "支付宝 Alipay"},
				printer.Text{Text: text, Align: printer.Center},
				printer.Text{Text: text, Size: printer.Large, Bold: true},
				printer.Columns{Left: text, Right: "12.50"},
				printer.Text{Text: "End ありがとう"},
				printer.Cut{},
			}}
			printed := paperOf(t, p, doc).Text()
			if n := strings.Count(printed, "[IMAGE"); n != 3 || !strings.Contains(printed, "支付宝 Alipay") || !strings.Contains(printed, "End ありがとう") {
				t.Errorf("%s on %s: %d pictures\n%s", script, name, n, printed)
			}
		}
	}
}

// TestAPrinterWithoutChineseFontDrawsHanzi if it is told to, and loses nothing else by it.
func TestAPrinterWithoutChineseFontDrawsHanzi(t *testing.T) {
	t.Parallel()
	p := profile(t, "epson-tm-t20")
	p.Glyphs = escpos.Drawn
	printed := paperOf(t, p, printer.Layout(printertest.Sale(), p.Paper("zh"))).Text()
	if !strings.Contains(printed, "[IMAGE") || !strings.Contains(printed, "-----") || strings.Contains(printed, "?") {
		t.Errorf("printed\n%s", printed)
	}
	p.Raster = 0 // an impact printer prints no pictures
	if printed = paperOf(t, p, printer.Layout(printertest.Sale(), p.Paper("zh"))).Text(); strings.Contains(printed, "[IMAGE") {
		t.Errorf("printed\n%s", printed)
	}
}

// TestPicturesAreSliced to what the printer's buffer bears, and never wider than its paper.
func TestPicturesAreSliced(t *testing.T) {
	t.Parallel()
	p := profile(t, "generic-58")
	m := printer.Image{Width: 500, Height: 300, Rows: bytes.Repeat([]byte{0xff}, 63*300)}
	doc := printer.Document{Paper: p.Paper("zh"), Blocks: []printer.Block{m, printer.Cut{}}}
	job := escpos.Encode(doc, p, nil)
	if n := bytes.Count(job, []byte("\x1dv0\x00\x30\x00")); n != 4 {
		t.Errorf("%d slices", n)
	}
	if printed := paperOf(t, p, doc).Text(); strings.Count(printed, "[IMAGE 384x85]") != 3 || strings.Count(printed, "[IMAGE 384x45]") != 1 {
		t.Errorf("printed\n%s", printed)
	}
	for _, bad := range []printer.Image{{}, {Width: 8, Height: 9, Rows: make([]byte, 8)}, {Width: -1, Height: 1}} {
		doc.Blocks[0] = bad
		if job := escpos.Encode(doc, p, nil); bytes.Contains(job, []byte("\x1dv0")) {
			t.Errorf("%+v is printed", bad)
		}
	}
}

// codeless is a model with pictures and without codes of its own.
func codeless(t *testing.T, name string) (escpos.Profile, escpostest.Options) {
	t.Helper()
	p := profile(t, name)
	p.QR, p.Bars = false, false
	return p, model(p)
}

func TestCodesAreDrawnWhereThePrinterHasNone(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"generic-58", "generic-80"} {
		p, o := codeless(t, name)
		vp := escpostest.New(o)
		if _, err := vp.Write(escpos.Encode(printer.Layout(printertest.Sale(), p.Paper("zh")), p, nil)); err != nil {
			t.Fatal(err)
		}
		vp.TearOff()
		if printed := vp.Papers()[0].Text(); strings.Count(printed, "[IMAGE") < 2 || !strings.Contains(printed, "91234567890123456789_0") || len(vp.Violations()) > 0 {
			t.Errorf("%v\n%s", vp.Violations(), printed)
		}
	}
}

// TestNoLetterLiesUponItsNeighbour: a symbol that the font has as wide as a hanzi, and that has one column, is squeezed into it.
func TestNoLetterLiesUponItsNeighbour(t *testing.T) {
	t.Parallel()
	p := profile(t, "generic-58")
	row := func(text string) []byte {
		doc := printer.Document{Paper: p.Paper("zh"), Blocks: []printer.Block{printer.Text{Text: "ก" + text}}} // which draws the line
		_, picture, found := bytes.Cut(escpos.Encode(doc, p, nil), []byte("\x1dv0\x00"))
		if !found {
			t.Fatalf("%q is not drawn", text)
		}
		return picture
	}
	alone, beside := row("M M"), row("M\u23f1M") // a stop watch
	if len(alone) != len(beside) {
		t.Fatalf("%d and %d bytes", len(alone), len(beside))
	}
	stride := int(alone[0])
	differs := false
	for i := 4; i < len(alone)-4; i++ { // behind the size, before the feed
		if alone[i] == beside[i] {
			continue
		}
		differs = true
		x := (i - 4) % stride * 8
		if x+8 <= 24 || x >= 36 { // the third letter stands from dot 24 to 35
			t.Fatalf("the stop watch has dots at %d..%d", x, x+7)
		}
	}
	if !differs {
		t.Error("there is no stop watch")
	}
}
