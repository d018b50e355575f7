package escpostest_test

import (
	"testing"

	"posd/printer/escpos/escpostest"
)

// FuzzPrinter feeds any bytes to any model in any state: nothing may crash it,
// hang it or make it keep more than its bounds, and the same bytes in two pieces
// must print the same.
func FuzzPrinter(f *testing.F) {
	for i, c := range commandCases {
		f.Add([]byte(c.bytes), uint8(i), uint16(len(c.bytes)/2))
	}
	f.Add([]byte("\x1dv0\x00\xff\xff\xff\x08\x00"), uint8(0), uint16(3))
	f.Add([]byte("\x1d(k\xff\xff1P0"), uint8(1), uint16(3))
	f.Add([]byte("\x1d!\x77\x1dW\x01\x00\x1dL\x7f\x01\x1b$\x00\x01aaa\n\x1ba2b\n"), uint8(2), uint16(9))
	f.Fuzz(func(t *testing.T, data []byte, model uint8, at uint16) {
		opts := escpostest.Options{
			Dots: escpostest.Dots58mm, StartsInKanji: model&1 != 0, FourByteGlyphs: model&2 != 0,
			Keep: 4, NoCutter: model&4 != 0, Flow: escpostest.FlowNone, RecoverAlways: model&8 != 0,
		}
		whole, pieces := escpostest.New(opts), escpostest.New(opts)
		for _, p := range []*escpostest.Printer{whole, pieces} {
			if model&16 != 0 {
				p.PaperOutAfter(2)
			}
			if model&32 != 0 {
				p.JamCutter()
			}
		}
		cut := int(at) % (len(data) + 1)
		feedRaw(t, whole, data)
		feedRaw(t, pieces, data[:cut])
		feedRaw(t, pieces, data[cut:])
		if a, b := everything(whole), everything(pieces); a != b {
			t.Errorf("in one piece\n%s\nin two\n%s", a, b)
		}
		if papers := whole.Papers(); len(papers) > 0 {
			_ = papers[0].Image()
		}
	})
}

func feedRaw(t *testing.T, p *escpostest.Printer, data []byte) {
	t.Helper()
	if n, err := p.Write(data); n != len(data) || err != nil {
		t.Fatalf("took %d of %d bytes: %v", n, len(data), err)
	}
}

// everything is all that came of what was fed, as text.
func everything(p *escpostest.Printer) string {
	out := string(p.Replies())
	for _, paper := range p.Papers() {
		out += paper.Text()
	}
	for _, v := range p.Violations() {
		if v.Kind != escpostest.Overrun { // counted by write
			out += v.String() + "\n"
		}
	}
	return out
}
