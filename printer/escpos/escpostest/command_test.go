package escpostest_test

import (
	"slices"
	"strings"
	"testing"

	"posd/printer/escpos/escpostest"
)

// commandCases have one entry or more per command: bytes by the manual's numbers,
// the text that must come out and what must be held against the host.
var commandCases = []struct {
	name  string
	bytes string
	want  string
	kinds []escpostest.Kind
}{
	{"LF", "a\nb\n", "a\nb\n", nil},
	{"CR ignored", "a\r\nb\r\n", "a\nb\n", nil},
	{"NUL ignored", "a\x00\x00\n", "a\n", nil},
	{"HT", "a\tb\tc\n", "a       b       c\n", nil},
	{"HT past the last", "\t\t\t\t\t\n", "\n", nil},
	{"ESC D", "\x1bD\x04\x0a\x00a\tb\tc\n", "a   b     c\n", nil},
	{"ESC D descending", "\x1bD\x0a\x04\x00\n", "\n", []escpostest.Kind{escpostest.BadParameter}},
	{"ESC @", "\x1bE\x01\x1b@a\n", "a\n", nil},
	{"ESC @ drops text", "a\x1b@b\n", "b\n", []escpostest.Kind{escpostest.DiscardedText}},
	{"ESC ! bold", "\x1b!\x08a\n", "[bold]a[/]\n", nil},
	{"ESC ! size", "\x1b!\x30a\n", "[2x2]a[/]\n", nil},
	{"ESC ! underline", "\x1b!\x80a\n", "[underline]a[/]\n", nil},
	{"ESC E", "\x1bE\x01a\x1bE\x00b\n", "[bold]a[/]b\n", nil},
	{"ESC G", "\x1bG\x01a\x1bG\x00b\n", "[bold]a[/]b\n", nil},
	{"ESC -", "\x1b-1a\x1b-0b\n", "[underline]a[/]b\n", nil},
	{"ESC - range", "\x1b-\x03a\n", "a\n", []escpostest.Kind{escpostest.BadParameter}},
	{"ESC M", "\x1bM\x01a\x1bM0b\n", "ab\n", nil},
	{"ESC M range", "\x1bM\x07a\n", "a\n", []escpostest.Kind{escpostest.BadParameter}},
	{"ESC SP", "\x1b \x0cab\n", "a b\n", nil},
	{"ESC a", "\x1ba\x01a\n\x1ba2b\n\x1ba\x00c\n", strings.Repeat(" ", 16) + "a\n" + strings.Repeat(" ", 31) + "b\nc\n", nil},
	{"ESC a in a line", "a\x1ba\x01b\n", "ab\n", []escpostest.Kind{escpostest.NotAtLineStart}},
	{"ESC a range", "\x1ba\x03a\n", "a\n", []escpostest.Kind{escpostest.BadParameter}},
	{"ESC d", "a\x1bd\x03b\n", "a\n\n\nb\n", nil},
	{"ESC J", "a\x1bJ\x5ab\n", "a\n\n\nb\n", nil},
	{"ESC 3 and 2", "\x1b3\x18a\n\x1b2b\n", "a\nb\n", nil},
	{"ESC $", "\x1b$\x18\x00a\n", "  a\n", nil},
	{"ESC $ outside", "\x1b$\xff\x7fa\n", "a\n", []escpostest.Kind{escpostest.BadParameter}},
	{"ESC \\", "a\x1b\\\x0c\x00b\x1b\\\xf4\xffc\n", "a bc\n", nil},
	{"ESC t 17", "\x1bt\x11\x80\n", "А\n", nil},
	{"ESC t 16", "\x1bt\x10caf\xe9\n", "café\n", nil},
	{"ESC t range", "\x1bt\x63\n", "\n", []escpostest.Kind{escpostest.BadParameter}},
	{"ESC R default of the Chinese model", "$5\n", "¥5\n", nil},
	{"ESC R 0", "\x1bR\x00$5#\n", "$5#\n", nil},
	{"ESC R 2", "\x1bR\x02@[\\]{|}~\n", "§ÄÖÜäöüß\n", nil},
	{"ESC R range", "\x1bR\x12a\n", "a\n", []escpostest.Kind{escpostest.BadParameter}},
	{"ESC {", "\x1b{\x01a\n", "a\n", nil},
	{"ESC { in a line", "a\x1b{\x01\n", "a\n", []escpostest.Kind{escpostest.NotAtLineStart}},
	{"GS !", "\x1d!\x01a\x1d!\x10b\x1d!\x77c\x1d!\x00d\n", "[1x2]a[/][2x1]b[/][8x8]c[/]d\n", nil},
	{"GS ! range", "\x1d!\x08a\n", "a\n", []escpostest.Kind{escpostest.BadParameter}},
	{"GS B", "\x1dB\x01a\x1dB\x00b\n", "[reverse]a[/]b\n", nil},
	{"GS b", "\x1db\x01a\n", "a\n", nil},
	{"GS L", "\x1dL\x18\x00a\n", "  a\n", nil},
	{"GS L beyond the paper", "\x1dL\x80\x01a\n", "a\n", []escpostest.Kind{escpostest.BadParameter}},
	{"GS W", "\x1dW\x24\x00abcd\n", "abc\nd\n", []escpostest.Kind{escpostest.TextTooWide}},
	{"GS W and centre", "\x1dW\x78\x00\x1ba\x01ab\n", "    ab\n", nil},
	{"text too wide", strings.Repeat("a", 33) + "\n", strings.Repeat("a", 32) + "\na\n", []escpostest.Kind{escpostest.TextTooWide}},

	{"FS & and FS .", "\x1c&\xd6\xa7\xb8\xb6\x1c.ok\n", "支付ok\n", nil},
	{"FS !", "\x1c&\x1c!\x0c\xd6\xa7a\n", "[2x2]支[/]a\n", nil},
	{"ESC ! leaves Chinese small", "\x1c&\x1b!\x30\xd6\xa7a\n", "支[2x2]a[/]\n", nil},
	{"GS ! enlarges Chinese", "\x1c&\x1d!\x11\xd6\xa7a\n", "[2x2]支a[/]\n", nil},
	{"FS S", "\x1c&\x1cS\x06\x06\xd6\xa7a\n", "支 a\n", nil},
	{"FS -", "\x1c&\x1c-\x02\xd6\xa7a\n", "[underline]支[/]a\n", nil},
	{"FS W", "\x1c&\x1cW\x01\xd6\xa7\x1cW\x00\xb8\xb6\n", "[2x2]支[/]付\n", nil},
	{"fullwidth yuan", "\x1c&\xa3\xa41\n", "￥1\n", nil},
	{"four bytes", "\x1c&\x81\x30\x84\x36\n", "¥\n", []escpostest.Kind{escpostest.NoGlyph}},
	{"Kanji mode off", "\xd6\xa7\xb8\xb6\n", "╓º╕╢\n", []escpostest.Kind{escpostest.KanjiOff}},
	{"a row of box drawing", "\xc4\xc4\xc4\xc4\n", "────\n", nil},
	{"code page text in Kanji mode", "\x1c&caf\xe9\n", "caf\n", []escpostest.Kind{escpostest.BadCharacter}},
	{"second byte impossible", "\x1c&\xd6\x20a\n", " a\n", []escpostest.Kind{escpostest.BadCharacter}},
	{"unassigned", "\x1c&\xfe\xfe\n", "\ufffd\n", []escpostest.Kind{escpostest.BadCharacter}},
	{"80 in Kanji mode", "\x1c&\x80\n", "\n", []escpostest.Kind{escpostest.BadCharacter}},

	{"GS V 66", "a\n\x1dVB\x00", "a\n[CUT partial]\n", nil},
	{"GS V 65", "a\n\x1dVA\x3c", "a\n\n\n[CUT full]\n", nil},
	{"GS V 104", "a\n\x1dVh\x00", "a\n[CUT partial]\n", nil},
	{"GS V 0", "a\n\x1bd\x04\x1dV\x00", "a\n\n\n\n\n[CUT full]\n", nil},
	{"GS V 49", "a\n\x1bJ\x70\x1dV1", "a\n\n\n\n[CUT partial]\n", nil},
	{"GS V through text", "a\n\x1dV1", "a\n[CUT partial]\n", []escpostest.Kind{escpostest.CutThroughText}},
	{"GS V in a line", "a\x1dVB\x00b\n", "ab\n", []escpostest.Kind{escpostest.NotAtLineStart}},
	{"GS V range", "\x1dV\x05a\n", "a\n", []escpostest.Kind{escpostest.BadParameter}},
	{"ESC i", "a\n\x1bJ\x70\x1bi", "a\n\n\n\n[CUT full]\n", nil},
	{"ESC m", "a\n\x1bJ\x70\x1bm", "a\n\n\n\n[CUT partial]\n", nil},

	{"GS k CODE128", "\x1dw\x02\x1dkI\x0a{B2088{C\x01\x63", "[CODE128 20880199]\n", nil},
	{"GS k brace", "\x1dw\x02\x1dkI\x05{Ba{{", "[CODE128 a{]\n", nil},
	{"GS k without code set", "\x1dkI\x042088", "", []escpostest.Kind{escpostest.BadSymbol}},
	{"GS k pair over 99", "\x1dkI\x03{C\x64", "", []escpostest.Kind{escpostest.BadSymbol}},
	{"GS k too wide", "\x1dkI\x12{B0123456789012345", "", []escpostest.Kind{escpostest.SymbolTooWide}},
	{"GS k in a line", "a\x1dkI\x04{B12\n", "a\n", []escpostest.Kind{escpostest.NotAtLineStart}},
	{"GS k EAN13", "\x1dkC\x0c690123456789", "[EAN13 6901234567892]\n", nil},
	{"GS k EAN13 letters", "\x1dkC\x0c69012345678x", "", []escpostest.Kind{escpostest.BadSymbol}},
	{"GS k UPC-A by NUL", "\x1dk\x0001234567890\x00", "[UPC-A 0012345678905]\n", nil},
	{"GS k EAN8", "\x1dk\x036901234\x00", "[EAN8 69012341]\n", nil},
	{"GS k CODE39", "\x1dw\x02\x1dk\x04*A-1*\x00", "[CODE39 A-1]\n", nil},
	{"GS k ITF", "\x1dkF\x041234", "[ITF 1234]\n", nil},
	{"GS k ITF odd", "\x1dkF\x03123", "", []escpostest.Kind{escpostest.BadSymbol}},
	{"GS k CODABAR", "\x1dkG\x06A1234B", "[CODABAR A1234B]\n", nil},
	{"GS k CODE93", "\x1dkH\x03AB1", "[CODE93 AB1]\n", nil},
	{"GS k UPC-E", "\x1dkB\x06123456", "", []escpostest.Kind{escpostest.BadSymbol}},
	{"GS k range", "\x1dk\x20a\n", "a\n", []escpostest.Kind{escpostest.BadParameter}},
	{"GS h", "\x1dh\x00", "", []escpostest.Kind{escpostest.BadParameter}},
	{"GS w", "\x1dw\x01\x1dw\x07", "", []escpostest.Kind{escpostest.BadParameter, escpostest.BadParameter}},
	{"GS H", "\x1dH\x04", "", []escpostest.Kind{escpostest.BadParameter}},
	{"GS f", "\x1df\x02", "", []escpostest.Kind{escpostest.BadParameter}},

	{"GS ( k", "\x1d(k\x04\x001A2\x00\x1d(k\x03\x001C\x04\x1d(k\x03\x001E1\x1d(k\x07\x001P02088\x1d(k\x03\x001Q0", "[QR 2088]\n", nil},
	{"GS ( k nothing stored", "\x1d(k\x03\x001Q0", "", []escpostest.Kind{escpostest.BadSymbol}},
	{"GS ( k size", "\x1d(k\x03\x001C\x11", "", []escpostest.Kind{escpostest.BadParameter}},
	{"GS ( k level", "\x1d(k\x03\x001E4", "", []escpostest.Kind{escpostest.BadParameter}},
	{"GS ( k model", "\x1d(k\x04\x001A4\x00", "", []escpostest.Kind{escpostest.BadParameter}},
	{"GS ( k too wide", "\x1d(k\x03\x001C\x10\x1d(k\x23\x001P0" + strings.Repeat("x", 32) + "\x1d(k\x03\x001Q0", "", []escpostest.Kind{escpostest.SymbolTooWide}},
	{"GS ( k PDF417", "\x1d(k\x03\x000A1", "", []escpostest.Kind{escpostest.UnknownCommand}},
	{"GS v 0", "\x1dv0\x00\x01\x00\x02\x00\xff\x81", "[IMAGE 8x2]\n", nil},
	{"GS v 0 quadruple", "\x1dv03\x01\x00\x02\x00\xff\x81", "[IMAGE 16x4]\n", nil},
	{"GS v 0 too wide", "\x1dv0\x00\x31\x00\x01\x00" + strings.Repeat("\xff", 49), "[IMAGE 392x1]\n", []escpostest.Kind{escpostest.RasterTooWide}},
	{"GS v 0 no rows", "\x1dv0\x00\x01\x00\x00\x00", "", []escpostest.Kind{escpostest.BadParameter}},
	{"GS v 0 too high", "\x1dv0\x00\x01\x00\x00\x09", "", []escpostest.Kind{escpostest.BadParameter}},
	{"GS v 0 with a new job inside", "\x1dv0\x00\x01\x00\x03\x00\x1b@\x1b", "[IMAGE 8x3]\n", []escpostest.Kind{escpostest.InitInData}},
	{"GS v 0 with DLE EOT inside", "\x1dv0\x00\x01\x00\x03\x00\x10\x04\x01", "[IMAGE 8x3]\n", []escpostest.Kind{escpostest.RealTimeInData}},
	{"GS v 0 with DLE EOT twice", "\x1dv0\x00\x01\x00\x06\x00\x10\x04\x01\x10\x04\x02", "[IMAGE 8x6]\n", []escpostest.Kind{escpostest.RealTimeInData}},
	{"GS v 0 with dots like ESC @", "\x1dv0\x00\x01\x00\x03\x00\x1b@\x1f", "[IMAGE 8x3]\n", nil},
	{"GS ( L", "\x1d(L\x0c\x000p0\x01\x011\x08\x00\x02\x00\xff\x81\x1d(L\x02\x0002", "[IMAGE 8x2]\n", nil},
	{"GS ( L wrong length", "\x1d(L\x0c\x000p0\x01\x011\x08\x00\x03\x00\xff\x81", "", []escpostest.Kind{escpostest.BadParameter}},
	{"GS ( L nothing stored", "\x1d(L\x02\x0002", "", []escpostest.Kind{escpostest.BadParameter}},
	{"GS ( A", "\x1d(A\x02\x00\x00\x02", "EPSON TM-T82\nFIRMWARE 1.00\nPRINTER STATUS\n\n\n\n[CUT partial]\n", nil},
	{"GS ( A range", "\x1d(A\x02\x00\x00\x04", "", []escpostest.Kind{escpostest.BadParameter}},
	{"GS ( K", "\x1d(K\x02\x001\x02", "", nil},

	{"ESC = away and back", "\x1b=\x02lost\n\x1b\x1b=\x01a\n", "a\n", nil},
	{"ESC = range", "\x1b=\x04a\n", "a\n", []escpostest.Kind{escpostest.BadParameter}},
	{"ESC c", "\x1bc3\x0c\x1bc4\x00\x1bc5\x01a\n", "a\n", nil},
	{"unknown ESC", "\x1bZa\n", "a\n", []escpostest.Kind{escpostest.UnknownCommand}},
	{"unknown GS (", "\x1d(Z\x02\x00xya\n", "a\n", []escpostest.Kind{escpostest.UnknownCommand}},
	{"unknown control", "\x01a\n", "a\n", []escpostest.Kind{escpostest.UnknownCommand}},
	{"UTF-8", "支付\n", "µö»Σ╗ÿ\n", []escpostest.Kind{escpostest.KanjiOff}},
	{"real-time commands between others", "a\x10\x04\x01b\n\x10\x05\x01", "ab\n", nil},
	{"DLE unknown", "\x10\x09a\n", "a\n", []escpostest.Kind{escpostest.UnknownCommand}},
}

func TestCommands(t *testing.T) {
	t.Parallel()
	for _, c := range commandCases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			text, kinds := printed(t, escpostest.Options{Dots: escpostest.Dots58mm}, c.bytes)
			if text != c.want {
				t.Errorf("printed\n%s\nwant\n%s", text, c.want)
			}
			if !slices.Equal(kinds, c.kinds) {
				t.Errorf("violations %q, want %q", kinds, c.kinds)
			}
		})
	}
}

func TestModels(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		opts  escpostest.Options
		bytes string
		want  string
		kinds []escpostest.Kind
	}{
		"clone that starts in Kanji mode": {escpostest.Options{StartsInKanji: true}, "\xd6\xa7\n", "支\n", nil},
		"four-byte glyphs":                {escpostest.Options{FourByteGlyphs: true}, "\x1c&\x81\x30\x84\x36\n", "¥\n", nil},
		"no cutter":                       {escpostest.Options{NoCutter: true}, "a\n\x1dVB\x00\x1dV\x01b\n", "a\nb\n", nil},
		"lacks QR": {
			escpostest.Options{Lacks: []string{"GS ( k"}},
			"\x1d(k\x03\x001Q0a\n", "a\n",
			[]escpostest.Kind{escpostest.UnknownCommand},
		},
		"short way to the cutter": {escpostest.Options{CutterGap: 6}, "a\n\x1dV\x01", "a\n[CUT partial]\n", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text, kinds := printed(t, c.opts, c.bytes)
			if text != c.want || !slices.Equal(kinds, c.kinds) {
				t.Errorf("printed %q with violations %q, want %q with %q", text, kinds, c.want, c.kinds)
			}
		})
	}
}

func TestSignals(t *testing.T) {
	t.Parallel()
	p := escpostest.New(escpostest.Options{})
	feed(t, p, "\x1bp\x00\x19\xfa\x1bp1\x32\x0a\x10\x14\x01\x00\x02\x1bB\x03\x02\x07\x1b(A\x05\x00\x61\x64\x02\x05\x03\x1b(A\x04\x000\x01\x04\x02")
	clean(t, p)
	const ms = 1e6
	wantPulses := []escpostest.Pulse{
		{Pin: 2, On: 50 * ms, Off: 500 * ms}, {Pin: 5, On: 100 * ms, Off: 100 * ms}, {Pin: 2, On: 200 * ms, Off: 200 * ms, RealTime: true},
	}
	// A real-time pulse overtakes what is in the buffer; here all of it was printed.
	if got := p.Pulses(); !slices.Equal(got, wantPulses) {
		t.Errorf("pulses %v, want %v", got, wantPulses)
	}
	wantBeeps := []escpostest.Beep{
		{Times: 3, On: 100 * ms, Off: 100 * ms}, {Times: 1}, {Times: 2, On: 500 * ms, Off: 300 * ms}, {Times: 4, On: 200 * ms},
	}
	if got := p.Beeps(); !slices.Equal(got, wantBeeps) {
		t.Errorf("beeps %v, want %v", got, wantBeeps)
	}
	feed(t, p, "\x1bp\x00\x00\x00\x1bp\x02\x01\x01\x1bB\x0a\x01")
	if got, want := kinds(p), []escpostest.Kind{escpostest.NoPulse, escpostest.BadParameter, escpostest.BadParameter}; !slices.Equal(got, want) {
		t.Errorf("violations %q, want %q", got, want)
	}
}
