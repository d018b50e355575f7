package escpos_test

import (
	"fmt"
	"strings"
	"testing"

	"posd/configs/words"
	"posd/printer"
	"posd/printer/escpos"
	"posd/printer/escpos/escpostest"
	"posd/printer/printertest"
)

// TestPaySlipsCode is at least 6 dots a module on 80 mm and 5 on 58 mm for what gateways send, native or drawn, the quiet
// zone included; and a code of any length that posd prints fits onto the paper.
func TestPaySlipsCode(t *testing.T) {
	t.Parallel()
	for _, native := range []bool{true, false} {
		for _, c := range []struct {
			profile string
			bytes   int // of the code; 0: Alipay's usual
			module  int // at least, in dots
		}{
			{"generic-80", 0, 8},
			{"generic-58", 0, 8},
			{"generic-80", 200, 8},
			{"generic-58", 200, 5},
			{"generic-80", 500, 6},
			{"generic-58", 500, 4},
			{"generic-80", 1024, 4},
			{"generic-58", 1024, 2},
		} {
			t.Run(fmt.Sprintf("%s-%d-%v", c.profile, c.bytes, native), func(t *testing.T) {
				t.Parallel()
				p := profile(t, c.profile)
				p.QR = native
				r := printertest.PaySlip()
				if c.bytes > 0 {
					r.Link = r.Link + strings.Repeat("x", c.bytes-len(r.Link))
				}
				doc := printer.Layout(r, p.Paper(words.Zh))
				paper := paperOf(t, p, doc)
				if native {
					wantCodes(t, paper, "QR "+r.Link)
					wantModule(t, escpos.Encode(doc, p, nil), c.module)
				}
			})
		}
	}
}

// wantModule looks for GS ( k function 167.
func wantModule(t *testing.T, job []byte, atLeast int) {
	t.Helper()
	_, after, found := strings.Cut(string(job), "\x1d(k\x03\x001\x43")
	if !found || int(after[0]) < atLeast {
		t.Errorf("modules of %q dots, want %d at least", after[:1], atLeast)
	}
}

// TestPaySlipsDrawnCode is as large as the printer's own would be.
func TestPaySlipsDrawnCode(t *testing.T) {
	t.Parallel()
	p := profile(t, "generic-80")
	p.QR = false
	vp := escpostest.New(model(p))
	doc := printer.Document{Paper: p.Paper(words.Zh), Blocks: []printer.Block{printer.QR{Data: printertest.Code, Module: 8}}}
	job := escpos.Encode(doc, p, nil)
	if _, err := vp.Write(job); err != nil || len(vp.Violations()) > 0 {
		t.Fatal(err, vp.Violations())
	}
	// GS v 0 m xL xH: 33 modules of 8 dots are 33 bytes across.
	if _, after, found := strings.Cut(string(job), "\x1dv0\x00"); !found || after[0] != 33 || after[1] != 0 {
		t.Errorf("%v across, want 33 bytes", []byte(after[:2]))
	}
}
