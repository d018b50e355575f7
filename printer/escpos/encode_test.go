package escpos_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/charmap"

	"posd/configs/words"
	"posd/printer"
	"posd/printer/escpos"
	"posd/printer/escpos/escpostest"
	"posd/printer/printertest"
)

var update = flag.Bool("update", false, "write the golden files")

// model is the virtual printer for a profile.
func model(p escpos.Profile) escpostest.Options {
	o := escpostest.Options{Dots: p.Dots, NoCutter: !p.Cutter, OneWay: p.Answers == escpos.Never, StartsInKanji: true}
	if strings.HasPrefix(p.Name, "rongta-") { // Greek where Epson has Cyrillic
		o.Pages = map[byte]*charmap.Charmap{7: charmap.CodePage866, 17: charmap.Windows1253}
	}
	for command, known := range map[string]bool{
		"GS ( H": p.Proof == escpos.ProcessResponse, "GS ( k": p.QR, "GS k": p.Bars, "GS v 0": p.Raster > 0,
		"ESC ( A": p.Buzzer == escpos.BuzzerESCA, "ESC B": p.Buzzer == escpos.BuzzerESCB,
	} {
		if !known {
			o.Lacks = append(o.Lacks, command)
		}
	}
	return o
}

func profile(t testing.TB, name string) escpos.Profile {
	t.Helper()
	p, ok := escpos.ProfileNamed(name)
	if !ok {
		t.Fatalf("no profile %q", name)
	}
	return p
}

// TestEveryProfilePrintsCleanly: the standard receipt, on each model in each language. One of each shape of model is kept as a
// golden text.
func TestEveryProfilePrintsCleanly(t *testing.T) {
	t.Parallel()
	for _, name := range escpos.ProfileNames() {
		for _, lang := range []words.Lang{words.Zh, words.En, words.Bilingual} {
			t.Run(name+"-"+string(lang), func(t *testing.T) {
				t.Parallel()
				p := profile(t, name)
				paper := paperOf(t, p, printer.Layout(printertest.Sale(), p.Paper(lang)))
				if _, err := os.Stat(filepath.Join("testdata", name+"-zh.txt")); err == nil {
					golden(t, name+"-"+string(lang)+".txt", paper.Text())
				}
				var want []string
				if p.Bars {
					want = append(want, "CODE128 "+printertest.Attempt)
				}
				if p.QR {
					want = append(want, "QR "+printertest.Order)
				}
				wantCodes(t, paper, want...)
			})
		}
	}
}

// TestEveryDocumentOnEveryModel: escpostest, which knows the manual and nothing of the encoder, finds nothing wrong with the bytes of
// any document, for any model, in any language. Models that are sent the same bytes are one model to it.
func TestEveryDocumentOnEveryModel(t *testing.T) {
	t.Parallel()
	logo := printer.Image{Width: 200, Height: 300, Rows: bytes.Repeat([]byte{0x5a}, 25*300)}
	seen := map[string]bool{}
	for _, name := range escpos.ProfileNames() {
		p := profile(t, name)
		alike := p
		alike.Name, alike.Source, alike.Models, alike.Flow = "", "", nil, 0
		shape := fmt.Sprintf("%+v", alike)
		if seen[shape] || testing.Short() && len(seen) > 1 {
			continue
		}
		seen[shape] = true
		for what, r := range printertest.Documents() {
			t.Run(name+"-"+what, func(t *testing.T) {
				t.Parallel()
				for _, lang := range []words.Lang{words.Zh, words.En, words.Bilingual} {
					paperOf(t, p, printer.Layout(r, p.Fit(printer.Form{Lang: lang, Logo: &logo})))
				}
			})
		}
	}
}

// paperOf prints d on the virtual printer and fails on any violation.
func paperOf(t *testing.T, p escpos.Profile, d printer.Document) escpostest.Paper {
	t.Helper()
	vp := escpostest.New(model(p))
	if _, err := vp.Write(escpos.Encode(d, p, nil)); err != nil {
		t.Fatal(err)
	}
	if !p.Cutter {
		vp.TearOff()
	}
	for _, v := range vp.Violations() {
		if !isPair(v, strings.Join(d.Lines(0), "\n")) {
			t.Errorf("violation: %v", v)
		}
	}
	papers := vp.Papers()
	if len(papers) != 1 {
		t.Fatalf("%d papers", len(papers))
	}
	return papers[0]
}

func wantCodes(t *testing.T, paper escpostest.Paper, want ...string) {
	t.Helper()
	var got []string
	for _, c := range paper.Codes() {
		got = append(got, c.Kind+" "+c.Data)
	}
	if strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("codes %q, want %q", got, want)
	}
}

// golden compares got with testdata/file.
func golden(t *testing.T, file, got string) {
	t.Helper()
	path := filepath.Join("testdata", file)
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
		t.Errorf("%s is\n%s\nwant\n%s", file, got, want)
	}
}

func TestStandardReceiptFitsSixHundredBytes(t *testing.T) {
	t.Parallel()
	for _, name := range escpos.ProfileNames() {
		p := profile(t, name)
		if !p.QR || p.Glyphs != escpos.GB18030 {
			continue // what the printer has not is drawn, which takes more
		}
		for _, lang := range []words.Lang{words.Zh, words.En} {
			if n := len(escpos.Encode(printer.Layout(printertest.Sale(), p.Paper(lang)), p, nil)); n > 600 {
				t.Errorf("%s %s: %d bytes", name, lang, n)
			}
		}
	}
}

func TestGlyphs(t *testing.T) {
	t.Parallel()
	const on, off = "\x1c&", "\x1c."
	for _, c := range []struct {
		name, text, gb, page string
	}{
		{"ascii", "A1", "A1", "A1"},
		{"hanzi", "中A文", on + "\xd6\xd0A\xce\xc4" + off, "??A??"},
		{"euro, by GB18030 not GBK", "€", on + "\xa2\xe3" + off, "\x80"},
		{"accent", "é", "?", "\xe9"},
		{"four bytes", "𠮷", on + "\xa1\xfe" + off, "??"},
		{"emoji", "😀", on + "\xa1\xfe" + off, "??"},
		{"not in the font, one column", "ก", "?", "?"},
		{"symbol of two columns", "×", on + "\xa1\xc1" + off, "\xd7"},
		{"combining mark", "e\u0301", "e", "e"},
		{"no UTF-8", "\xff", on + "\xa1\xfe" + off, "?"},
		{"commands", "\x1b@\x10\x04\x01\x1dV\x7f", "?@???" + "?V?", "?@???" + "?V?"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			doc := printer.Document{Blocks: []printer.Block{printer.Text{Text: c.text}}}
			p := escpos.Profile{Answers: escpos.Never}
			wantBytes(t, escpos.Encode(doc, p, nil), "\x1b@\x1bR\x00\x1cS\x00\x00\x1c."+strings.Replace(c.gb+"\n", off+"\n", "\n"+off, 1))
			p.Glyphs, p.Pages = escpos.CodePage, []escpos.Page{{N: 16, Set: escpos.Windows1252}}
			wantBytes(t, escpos.Encode(doc, p, nil), "\x1b@\x1bR\x00\x1c.\x1bt\x10"+c.page+"\n")
		})
	}
}

func wantBytes(t *testing.T, got []byte, want string) {
	t.Helper()
	if string(got) != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestDrawerIsATinyJob(t *testing.T) {
	t.Parallel()
	p := profile(t, "generic-58")
	wantBytes(t, escpos.Encode(printer.Drawer(printer.DefaultKick()), p, nil), "\x1bp\x00\x19\xfa")
	wide := printer.Kick{Pin: 5, On: time.Second, Off: 0}
	wantBytes(t, escpos.Encode(printer.Drawer(wide), p, nil), "\x1bp\x01\xff\x01")
}

func TestBarcodeThatDoesNotFit(t *testing.T) {
	t.Parallel()
	p := profile(t, "generic-58")
	for data, want := range map[string]string{
		"91234567890123456789_0":    "CODE128 91234567890123456789_0",
		"91234567890123456789_10":   "CODE128 91234567890123456789_10",
		"91234567890123456789_1000": "",
		"{AB}":                      "CODE128 {AB}",
		"12345":                     "CODE128 12345",
		"A1234B":                    "CODE128 A1234B",
		"号码":                        "",
		strings.Repeat("9", 65):     "",
	} {
		doc := printer.Document{Paper: p.Paper(words.Zh), Blocks: []printer.Block{printer.Code128{Data: data}, printer.Cut{}}}
		job := escpos.Encode(doc, p, nil)
		vp := escpostest.New(model(p))
		if _, err := vp.Write(job); err != nil {
			t.Fatal(err)
		}
		vp.TearOff()
		got := ""
		if codes := vp.Papers()[0].Codes(); len(codes) > 0 {
			got = codes[0].Kind + " " + codes[0].Data
		}
		if got != want || want != "" && len(vp.Violations()) > 0 {
			t.Errorf("%s: code %q, want %q, violations %v", data, got, want, vp.Violations())
		}
		if want == "" && !bytes.Contains(job, []byte("\n")) {
			t.Errorf("%s: neither bars nor text", data)
		}
	}
}

func TestEncodeAppends(t *testing.T) {
	t.Parallel()
	p := profile(t, "generic-80")
	d := printer.Layout(printertest.Sale(), p.Paper(words.Zh))
	got := escpos.Encode(d, p, []byte("before"))
	if !bytes.Equal(got, append([]byte("before"), escpos.Encode(d, p, nil)...)) {
		t.Error("what was in dst changed what was appended")
	}
}

func TestEncodeAllocatesNothing(t *testing.T) {
	p := profile(t, "generic-80")
	d := printer.Layout(printertest.Sale(), p.Paper(words.Bilingual))
	buf := make([]byte, 0, 2048)
	if n := testing.AllocsPerRun(100, func() { buf = escpos.Encode(d, p, buf[:0]) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkEncodeReceipt(b *testing.B) {
	benchmark(b, printertest.Sale(), nil, false)
}

func BenchmarkLayoutAndEncodeReceipt(b *testing.B) {
	benchmark(b, printertest.Sale(), nil, true)
}

// BenchmarkEncodeItems is twenty lines in Chinese with a logo and the codes.
func BenchmarkEncodeItems(b *testing.B) {
	r, logo := items()
	benchmark(b, r, logo, false)
}

func BenchmarkLayoutAndEncodeItems(b *testing.B) {
	r, logo := items()
	benchmark(b, r, logo, true)
}

// items is the long receipt of the benchmarks: build/receiptline/bench.js gives receiptline the same.
func items() (printer.Receipt, *printer.Image) {
	r := printertest.Sale()
	r.Store, r.Terminal, r.Cashier, r.Title, r.Trade, r.Buyer, r.Time = "", "", "", "", "", "", time.Time{}
	r.Amount.Text = "250.00"
	for i := range 20 {
		r.Lines = append(r.Lines, printer.Line{Left: fmt.Sprintf("拿铁咖啡 大杯 %d", i+1), Right: "12.50 CNY"})
	}
	logo := printer.Image{Width: 200, Height: 80, Rows: make([]byte, 25*80)}
	for i := range logo.Rows {
		logo.Rows[i] = byte(i * 7)
	}
	return r, &logo
}

func benchmark(b *testing.B, r printer.Receipt, logo *printer.Image, layout bool) {
	p := profile(b, "generic-80")
	paper := p.Fit(printer.Form{Lang: words.Zh, Logo: logo})
	d := printer.Layout(r, paper)
	buf := make([]byte, 0, 16384)
	b.ReportAllocs()
	for b.Loop() {
		if layout {
			d = printer.Layout(r, paper)
		}
		buf = escpos.Encode(d, p, buf[:0])
	}
	b.ReportMetric(float64(len(buf)), "B/receipt")
}

// TestEnlargedLinesDoNotTouchTheNext: a line of 48 dots fills its feed, so ESC J adds what normal letters leave; what is drawn has it in
// the picture.
func TestEnlargedLinesDoNotTouchTheNext(t *testing.T) {
	t.Parallel()
	p := profile(t, "generic-58")
	for _, c := range []struct {
		name  string
		block printer.Block
		want  int
	}{
		{"normal", printer.Text{Text: "中"}, 0},
		{"tall", printer.Text{Text: "中", Size: printer.Tall}, 1},
		{"large", printer.Columns{Left: "中", Right: "1", Size: printer.Large}, 1},
		{"drawn", printer.Text{Text: "ก", Size: printer.Large}, 0},
	} {
		job := escpos.Encode(printer.Document{Blocks: []printer.Block{c.block}}, p, nil)
		if got := bytes.Count(job, []byte("\n\x1bJ\x06")); got != c.want {
			t.Errorf("%s: %d times ESC J, want %d, in %q", c.name, got, c.want, job)
		}
	}
}
