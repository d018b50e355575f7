package escpos_test

import (
	"bytes"
	"strings"
	"testing"

	"posd/printer"
	"posd/printer/escpos"
	"posd/printer/escpos/escpostest"
)

// TestTheTableOfModelsIsWhole: the figures of each profile fit each other and say where they are from.
func TestTheTableOfModelsIsWhole(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, name := range escpos.ProfileNames() {
		p := profile(t, name)
		if seen[name] || name != strings.ToLower(name) {
			t.Errorf("%s: twice, or not in lower case", name)
		}
		seen[name] = true
		if p.Source == "" || len(p.Pages) == 0 || len(p.Models) == 0 != strings.HasPrefix(name, "generic-") {
			t.Errorf("%s: no source, code page or model", name)
		}
		if cell := p.Dots / p.Columns; cell < 12 || cell > 12 {
			t.Errorf("%s: %d dots for %d columns", name, p.Dots, p.Columns)
		}
		if p.QR && p.Raster == 0 || p.Raster < 0 || p.Raster > 255 {
			t.Errorf("%s: rows of a picture: %d", name, p.Raster)
		}
		if (p.Proof == escpos.NoProof) != (p.Answers == escpos.Never) {
			t.Errorf("%s: a proof without answers", name)
		}
	}
	if len(seen) < 20 {
		t.Errorf("%d models", len(seen))
	}
}

func TestRecognise(t *testing.T) {
	t.Parallel()
	for model, want := range map[string]string{
		"TM-T20II": "epson-tm-t20", "TM-T82III": "epson-tm-t82", "TM-T88VI": "epson-tm-t88", "TM-m30II": "epson-tm-m30",
		"TM-T70": "epson-tm-t70", "TM-T70II-CH": "epson-tm-t70", "TP80K": "hprt-tp80", "TM-U220": "epson-tm-u220", "XP-80C": "xprinter-80", "XP-N160II": "xprinter-n160ii",
		"xp 58iih": "xprinter-58", "GP-80250": "gprinter-gp-80", "RP326": "rongta-rp326", "RP80USE": "rongta-rp80", "SRP-350III": "bixolon-srp-350",
		"CT-S310II": "citizen-ct-s310", "TSP143": "star-escpos", "NT311": "sunmi-80", "POS-5890": "zjiang-zj-5890", "TM": "", "": "", "printer": "",
	} {
		got, ok := escpos.Recognise(model, false)
		if got.Name != want || ok != (want != "") {
			t.Errorf("%q is %q, %v", model, got.Name, ok)
		}
		if strings.HasPrefix(want, "epson-tm-t70") {
			want = "epson-tm-t70ii-ch"
		}
		if got, _ := escpos.Recognise(model, true); got.Name != want {
			t.Errorf("%q with a Chinese font is %q", model, got.Name)
		}
	}
}

// TestPicturesFitTheModel: no GS v 0 has more rows or bytes than the model bears, or as many rows as it garbles, and nothing of a picture
// is lost.
func TestPicturesFitTheModel(t *testing.T) {
	t.Parallel()
	for _, name := range escpos.ProfileNames() {
		p := profile(t, name)
		if p.Raster == 0 {
			continue
		}
		for _, rows := range []int{1, 48, 96, 128, 192, 255, 300, 480} {
			width := p.Dots
			logo := printer.Image{Width: width, Height: rows, Rows: bytes.Repeat([]byte{0xa5}, width/8*rows)}
			job := escpos.Encode(printer.Document{Paper: p.Paper("zh"), Blocks: []printer.Block{logo}}, p, nil)
			sum := 0
			for rest, found := job, true; found; {
				_, rest, found = bytes.Cut(rest, []byte("\x1dv0\x00"))
				if !found {
					break
				}
				stride, n := int(rest[0])+int(rest[1])<<8, int(rest[2])+int(rest[3])<<8
				if sum += n; n > p.Raster || p.Picture > 0 && n*stride > p.Picture || p.Shun > 0 && n%p.Shun == 0 || stride != width/8 {
					t.Errorf("%s: %d rows of %d bytes", name, n, stride)
				}
			}
			if sum != rows {
				t.Errorf("%s: %d of %d rows", name, sum, rows)
			}
		}
	}
}

// TestCodePagesAreChosenPerRun: what a Chinese font lacks comes from the code page that has it, and ESC t stands only where it changes.
func TestCodePagesAreChosenPerRun(t *testing.T) {
	t.Parallel()
	p := profile(t, "generic-58")
	doc := printer.Document{Paper: p.Paper("zh"), Blocks: []printer.Block{
		printer.Text{Text: "中ñãñ文"}, printer.Text{Text: "łŐ Жуñ"},
	}}
	job := string(escpos.Encode(doc, p, nil))
	if !strings.Contains(job, "\x1c&\xd6\xd0\x1c.\x1bt\x10\xf1\xe3\xf1\x1c&\xce\xc4\n") {
		t.Errorf("got % x", job)
	}
	p.Glyphs = escpos.CodePage
	doc.Paper = p.Paper("en")
	vp := escpostest.New(model(p))
	if _, err := vp.Write(escpos.Encode(printer.Document{Paper: doc.Paper, Blocks: doc.Blocks[1:]}, p, nil)); err != nil {
		t.Fatal(err)
	}
	vp.TearOff()
	if text := vp.Papers()[0].Text(); !strings.Contains(text, "łŐ Жуñ") || len(vp.Violations()) > 0 {
		t.Errorf("printed %q, %v", text, vp.Violations())
	}
}
