package escpostest_test

import (
	"testing"

	"posd/printer/escpos/escpostest"
)

// statusCases are the bits of the manual's tables, one condition at a time: DLE
// EOT 1 to 4 and the four bytes of ASB.
var statusCases = []struct {
	name     string
	make     func(*escpostest.Printer)
	realTime [4]byte
	asb      [4]byte
}{
	{"ready", func(*escpostest.Printer) {}, [4]byte{0x12, 0x12, 0x12, 0x12}, [4]byte{0x10, 0, 0, 0x0f}},
	{"drawer open", func(p *escpostest.Printer) { p.Drawer(true) }, [4]byte{0x16, 0x12, 0x12, 0x12}, [4]byte{0x14, 0, 0, 0x0f}},
	{"cover open", func(p *escpostest.Printer) { p.Cover(true) }, [4]byte{0x1a, 0x16, 0x12, 0x12}, [4]byte{0x38, 0, 0, 0x0f}},
	{"near end", func(p *escpostest.Printer) { p.PaperNear(true) }, [4]byte{0x12, 0x12, 0x12, 0x1e}, [4]byte{0x10, 0, 0x03, 0x0f}},
	{"paper out", func(p *escpostest.Printer) { p.PaperOut() }, [4]byte{0x1a, 0x32, 0x12, 0x7e}, [4]byte{0x18, 0, 0x0f, 0x0f}},
	{"cutter error", func(p *escpostest.Printer) {
		p.JamCutter()
		_, _ = p.Write([]byte("\x1dVB\x00"))
	}, [4]byte{0x1a, 0x52, 0x1a, 0x12}, [4]byte{0x18, 0x08, 0, 0x0f}},
	{"head hot", func(p *escpostest.Printer) { p.HeadHot(true) }, [4]byte{0x1a, 0x52, 0x52, 0x12}, [4]byte{0x18, 0x40, 0, 0x0f}},
	{"everything", func(p *escpostest.Printer) {
		p.Drawer(true)
		p.PaperOut()
		p.Cover(true)
	}, [4]byte{0x1e, 0x36, 0x12, 0x7e}, [4]byte{0x3c, 0, 0x0f, 0x0f}},
}

func TestRealTimeStatus(t *testing.T) {
	t.Parallel()
	for _, c := range statusCases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := escpostest.New(escpostest.Options{})
			c.make(p)
			for n, want := range c.realTime {
				if want&0x93 != 0x12 {
					t.Fatalf("the table has %02X, which is no DLE EOT status", want)
				}
				feed(t, p, "\x10\x04"+string(rune(n+1)))
				wantReplies(t, p, want)
			}
		})
	}
}

func TestAutomaticStatus(t *testing.T) {
	t.Parallel()
	for _, c := range statusCases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := escpostest.New(escpostest.Options{})
			feed(t, p, "\x1da\xff")
			wantReplies(t, p, 0x10, 0, 0, 0x0f)
			c.make(p)
			got := p.Replies()
			if c.name == "ready" {
				if len(got) != 0 {
					t.Errorf("sent % X without a change", got)
				}
				return
			}
			if len(got) < 4 || [4]byte(got[len(got)-4:]) != c.asb {
				t.Errorf("sent % X, want % X last", got, c.asb)
			}
			if got[0]&0x93 != 0x10 {
				t.Errorf("first byte %02X is none of an ASB", got[0])
			}
		})
	}
}

func TestAutomaticStatusOnlyWhereAsked(t *testing.T) {
	t.Parallel()
	p := escpostest.New(escpostest.Options{})
	p.Cover(true)
	p.Cover(false)
	wantReplies(t, p)
	feed(t, p, "\x1da\x08")
	wantReplies(t, p, 0x10, 0, 0, 0x0f)
	p.Drawer(true)
	wantReplies(t, p)
	p.PaperNear(true) // reports the drawer as well: it is the present status
	wantReplies(t, p, 0x14, 0, 0x03, 0x0f)
	feed(t, p, "\x1b@")
	p.PaperNear(false)
	wantReplies(t, p)
}

func TestNearEndStopsWhereAsked(t *testing.T) {
	t.Parallel()
	p := escpostest.New(escpostest.Options{})
	feed(t, p, "\x1da\xff\x1bc4\x03")
	p.Replies()
	p.PaperNear(true)
	wantReplies(t, p, 0x18, 0, 0x03, 0x0f)
	feed(t, p, "a\n\x10\x04\x02")
	wantReplies(t, p, 0x32)
	if got := p.State().Buffered; got == 0 {
		t.Error("went on printing at the near end")
	}
}

func TestAnswersInTurn(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		opts  escpostest.Options
		bytes string
		want  string
	}{
		"GS r 1":             {bytes: "\x1dr\x01", want: "\x00"},
		"GS r 49":            {bytes: "\x1dr1", want: "\x00"},
		"GS r 2":             {bytes: "\x1dr\x02", want: "\x00"},
		"GS r 2 inverted":    {opts: escpostest.Options{SenseInverted: true}, bytes: "\x1dr\x02", want: "\x01"},
		"GS r 3":             {bytes: "\x1dr\x03"},
		"GS I 1":             {bytes: "\x1dI\x01", want: "\x20"},
		"GS I 2":             {bytes: "\x1dI2", want: "\x03"},
		"GS I 2 no cutter":   {opts: escpostest.Options{NoCutter: true}, bytes: "\x1dI2", want: "\x01"},
		"GS I 3":             {bytes: "\x1dI\x03", want: "\x01"},
		"GS I 65":            {bytes: "\x1dIA", want: "_1.00\x00"},
		"GS I 66":            {bytes: "\x1dIB", want: "_EPSON\x00"},
		"GS I 67":            {opts: escpostest.Options{Model: "XP-58"}, bytes: "\x1dIC", want: "_XP-58\x00"},
		"GS I 68":            {bytes: "\x1dID", want: "_X0000001\x00"},
		"GS I 69":            {bytes: "\x1dIE", want: "_CHINA GB18030\x00"},
		"GS I 70":            {bytes: "\x1dIF"},
		"GS ( H":             {bytes: "\x1d(H\x06\x0000ab12", want: "\x37\x22ab12\x00"},
		"GS ( H bad id":      {bytes: "\x1d(H\x06\x0000ab1\x01"},
		"one way":            {opts: escpostest.Options{OneWay: true}, bytes: "\x1dr\x01\x10\x04\x01\x1da\xff"},
		"DLE DC4 8":          {bytes: "\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08", want: "\x37\x25\x00"},
		"DLE DC4 8 mistyped": {bytes: "\x10\x14\x08\x01\x03\x14\x01\x06\x02\x09"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := escpostest.New(c.opts)
			feed(t, p, c.bytes)
			wantReplies(t, p, []byte(c.want)...)
		})
	}
}

func TestNearEndInGSr(t *testing.T) {
	t.Parallel()
	p := escpostest.New(escpostest.Options{})
	p.PaperNear(true)
	feed(t, p, "\x1dr\x01")
	wantReplies(t, p, 0x03)
}
