package displaytest_test

import (
	"context"
	"errors"
	"io"
	"net"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"posd/display/displaytest"
)

// poleCases have one entry or more per command: bytes by the manual's numbers, the
// two lines that must show and what must be held against the host.
var poleCases = []struct {
	name         string
	bytes        string
	upper, lower string
	kinds        []displaytest.Kind
}{
	{"text", "Hello", "Hello", "", nil},
	{"text goes on in the lower line", strings.Repeat("a", 20) + "b", strings.Repeat("a", 20), "b", nil},
	{"both lines full", strings.Repeat("a", 20) + strings.Repeat("b", 20), strings.Repeat("a", 20), strings.Repeat("b", 20), nil},
	{"text over the end", strings.Repeat("a", 41), strings.Repeat("a", 20), strings.Repeat("a", 20), []displaytest.Kind{displaytest.TextTooLong}},
	{"full, then home", strings.Repeat("a", 40) + "\x0bb", "b" + strings.Repeat("a", 19), strings.Repeat("a", 20), nil},
	{"ESC @", "a\x1fr\x01\x1f\x02\x1b@b", "b", "", nil},
	{"CLR", "a\x0cb", "b", "", nil},
	{"HOM", "abc\x0bx", "xbc", "", nil},
	{"CR", "abc\x0dx", "xbc", "", nil},
	{"LF", "abc\x0ax", "abc", "   x", nil},
	{"LF from the lower line", "\x1f$\x01\x02ab\x0ax", "  x", "ab", nil},
	{"BS", "abc\x08x", "abx", "", nil},
	{"BS from home", "\x08x", "", strings.Repeat(" ", 19) + "x", nil},
	{"HT", "\x09\x09x", "  x", "", nil},
	{"HT from the end", "\x1fB\x09x", "x", "", nil},
	{"US LF", "\x1f$\x01\x02ab\x1f\x0ax", "  x", "ab", nil},
	{"US CR", "\x1f\x0dx", strings.Repeat(" ", 19) + "x", "", nil},
	{"US B", "\x1fBx", "", strings.Repeat(" ", 19) + "x", nil},
	{"US $", "\x1f$\x05\x02x\x1f$\x14\x01y", strings.Repeat(" ", 19) + "y", "    x", nil},
	{"US $ column 21", "ab\x1f$\x15\x01x", "abx", "", []displaytest.Kind{displaytest.BadParameter}},
	{"US $ counts from 1", "ab\x1f$\x00\x01x", "abx", "", []displaytest.Kind{displaytest.BadParameter}},
	{"US $ row 3", "ab\x1f$\x01\x03x", "abx", "", []displaytest.Kind{displaytest.BadParameter}},
	{"CAN", "ab\x1f$\x01\x02cd\x18e", "ab", "e", nil},
	{"US C", "\x1fC\x01\x1fC0a", "a", "", nil},
	{"US C range", "\x1fC\x02a", "a", "", []displaytest.Kind{displaytest.BadParameter}},
	{"US X", "\x1fX\x01\x1fX\x04a", "a", "", nil},
	{"US X range", "\x1fX\x00\x1fX\x05a", "a", "", []displaytest.Kind{displaytest.BadParameter, displaytest.BadParameter}},
	{"US E", "\x1fE\x0a\x1fE\x00a", "a", "", nil},
	{"US r", "\x1fr1a\x1fr0b", "ab", "", nil},
	{"US r range", "\x1fr\x20a", "a", "", []displaytest.Kind{displaytest.BadParameter}},
	{"US v", "\x1fv\x01a", "a", "", nil},
	{"US #", "\x1f#\x01\x05a", "a", "", nil},
	{"US .", "1\x1f.2\x1f,3\x1f;4", "12.3,4;", "", nil},
	{"US . of a control code", "\x1f.\x01a", "a", "", []displaytest.Kind{displaytest.BadParameter}},
	{"US @", "a\x1f@b", "b", "", nil},

	{"vertical: LF scrolls up", "\x1f\x02a\x0a\x0db\x0a\x0dc", "b", "c", nil},
	{"vertical: US LF scrolls down", "\x1f\x02a\x1f\x0a\x0db", "b", "a", nil},
	{"vertical: text scrolls up", "\x1f\x02" + strings.Repeat("a", 20) + strings.Repeat("b", 20) + "c", strings.Repeat("b", 20), "c", nil},
	{"vertical: a full screen stays", "\x1f\x02" + strings.Repeat("a", 20) + strings.Repeat("b", 20), strings.Repeat("a", 20), strings.Repeat("b", 20), nil},
	{"vertical: HT scrolls up", "\x1f\x02a\x1fBb\x09c", strings.Repeat(" ", 19) + "b", "c", nil},
	{"vertical: BS scrolls down", "\x1f\x02a\x0b\x08b", strings.Repeat(" ", 19) + "b", "a", nil},
	{"horizontal: text scrolls left", "\x1f\x03" + strings.Repeat("a", 20) + "b", strings.Repeat("a", 19) + "b", "", nil},
	{"horizontal: HT scrolls left", "\x1f\x03ab\x1f\x0d\x09x", "b" + strings.Repeat(" ", 18) + "x", "", nil},
	{"horizontal: BS scrolls right", "\x1f\x03ab\x0b\x08x", "xab", "", nil},
	{"back to overwrite", "\x1f\x02\x1f\x01" + strings.Repeat("a", 41), strings.Repeat("a", 20), strings.Repeat("a", 20), []displaytest.Kind{displaytest.TextTooLong}},

	{"ESC t", "\x1bt\x10\x80\x1bt\x13\xd5", "€€", "", nil},
	{"ESC t range", "\x1bt\x06a", "a", "", []displaytest.Kind{displaytest.BadParameter}},
	{"ESC t katakana", "\x1bt\x01\xb1", "\ufffd", "", []displaytest.Kind{displaytest.NoGlyph}},
	{"ESC R", "$\x1bR\x08\\\x1bR\x03#", "$¥£", "", nil},
	{"ESC R range", "\x1bR\x0ea", "a", "", []displaytest.Kind{displaytest.BadParameter}},
	{"ESC = away and back", "a\x1b=\x01lost\x1b\x1b=\x02b", "ab", "", nil},
	{"ESC = both", "\x1b=\x03a", "a", "", nil},
	{"ESC = range", "\x1b=\x04a", "a", "", []displaytest.Kind{displaytest.BadParameter}},
	{"DLE goes through", "\x10\x04a", "a", "", nil},
	{"unknown US", "\x1fZa", "a", "", []displaytest.Kind{displaytest.UnknownCommand}},
	{"unknown ESC", "\x1bZa", "a", "", []displaytest.Kind{displaytest.UnknownCommand}},
	{"unknown control", "\x07a", "a", "", []displaytest.Kind{displaytest.UnknownCommand}},
	{"no Chinese in this model", "\x1c&\xd6\xa7", "╓º", "", []displaytest.Kind{displaytest.UnknownCommand, displaytest.KanjiOff}},
}

func TestCommands(t *testing.T) {
	t.Parallel()
	for _, c := range poleCases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			compare(t, displaytest.Options{}, c.bytes, c.upper, c.lower, c.kinds)
		})
	}
}

func TestKanji(t *testing.T) {
	t.Parallel()
	const zhi = "\xd6\xa7" // 支
	for name, c := range map[string]struct {
		opts         displaytest.Options
		bytes        string
		upper, lower string
		kinds        []displaytest.Kind
	}{
		"two cells each":          {bytes: "\x1c&" + zhi + "a\x0a\x0d12345", upper: "支a", lower: "12345"},
		"ten fill a line":         {bytes: "\x1c&" + strings.Repeat(zhi, 10) + "a", upper: strings.Repeat("支", 10), lower: "a"},
		"FS . ends it":            {bytes: "\x1c&" + zhi + "\x1c.\x1bt\x10\xe9", upper: "支é"},
		"starts in Kanji mode":    {opts: displaytest.Options{StartsInKanji: true}, bytes: zhi, upper: "支"},
		"the last cell":           {bytes: "\x1c&\x1f\x0d" + zhi, lower: "支", kinds: []displaytest.Kind{displaytest.SplitCharacter}},
		"half of it overwritten":  {bytes: "\x1c&a" + zhi + "b\x1f$\x03\x01x", upper: "a xb"},
		"left half overwritten":   {bytes: "\x1c&a" + zhi + "b\x1f$\x02\x01x", upper: "ax b"},
		"overwritten by another":  {bytes: "\x1c&a" + zhi + zhi + "\x1f$\x03\x01" + zhi, upper: "a 支"},
		"horizontal":              {bytes: "\x1c&\x1f\x03" + strings.Repeat("a", 19) + zhi, upper: strings.Repeat("a", 18) + "支"},
		"horizontal, cut in half": {bytes: "\x1c&\x1f\x03" + zhi + strings.Repeat("a", 19), upper: " " + strings.Repeat("a", 19)},
		"Kanji mode off":          {bytes: zhi, upper: "╓º", kinds: []displaytest.Kind{displaytest.KanjiOff}},
		"one violation each":      {bytes: zhi + zhi, upper: "╓º╓º", kinds: []displaytest.Kind{displaytest.KanjiOff, displaytest.KanjiOff}},
		"the last cell is blanked": {
			bytes: "\x1c&\x1f\x0dx\x1f$\x14\x01" + zhi, lower: "支", kinds: []displaytest.Kind{displaytest.SplitCharacter},
		},
		"code page text":         {bytes: "\x1c&caf\xe9\x0a", upper: "caf", kinds: []displaytest.Kind{displaytest.BadCharacter}},
		"impossible second byte": {bytes: "\x1c&\xd6\x20", upper: "", kinds: []displaytest.Kind{displaytest.BadCharacter}},
		"impossible first byte":  {bytes: "\x1c&\xff\x80a", upper: "a", kinds: []displaytest.Kind{displaytest.BadCharacter, displaytest.BadCharacter}},
		"unassigned":             {bytes: "\x1c&\xfe\xfe", upper: "\ufffd", kinds: []displaytest.Kind{displaytest.BadCharacter}},
		"four bytes":             {bytes: "\x1c&\x81\x30\x84\x36", upper: "¥", kinds: []displaytest.Kind{displaytest.NoGlyph}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.opts.Kanji = true
			compare(t, c.opts, c.bytes, c.upper, c.lower, c.kinds)
		})
	}
}

// compare feeds a new display and compares what shows and what was wrong.
func compare(t *testing.T, opts displaytest.Options, bytes, upper, lower string, kinds []displaytest.Kind) {
	t.Helper()
	p := displaytest.NewPole(opts)
	write(t, p, bytes)
	if got := p.Lines(); got[0] != upper || got[1] != lower {
		t.Errorf("shows\n%q\n%q\nwant\n%q\n%q", got[0], got[1], upper, lower)
	}
	var got []displaytest.Kind
	for _, v := range p.Violations() {
		got = append(got, v.Kind)
	}
	if !slices.Equal(got, kinds) {
		t.Errorf("violations %q, want %q", got, kinds)
	}
}

func TestState(t *testing.T) {
	t.Parallel()
	p := displaytest.NewPole(displaytest.Options{Kanji: true})
	if got, want := p.State(), (displaytest.State{Brightness: 4, Column: 1, Row: 1, Selected: true}); got != want {
		t.Errorf("after power on %+v, want %+v", got, want)
	}
	write(t, p, "\x1fX\x02\x1fC\x01\x1fE\x0a\x1c&\x1f$\x05\x02\x1f")
	want := displaytest.State{
		Brightness: 2, Blink: 500 * time.Millisecond, Cursor: true, Column: 5, Row: 2,
		Kanji: true, Selected: true, Received: 16, Incomplete: "1F",
	}
	if got := p.State(); got != want {
		t.Errorf("state %+v, want %+v", got, want)
	}
	write(t, p, "E\xff")
	if got := p.State(); !got.Off || got.Blink != 0 {
		t.Errorf("US E 255 left %+v", got)
	}
	p.PowerCycle()
	if got := p.State(); got.Off || got.Brightness != 4 || got.Kanji {
		t.Errorf("after power on again %+v", got)
	}
}

func TestScreens(t *testing.T) {
	t.Parallel()
	p := displaytest.NewPole(displaytest.Options{})
	write(t, p,
		"\x1b@\x0cWelcome",                // cleared before
		"\x0cTotal\x1f$\x01\x02    12.50", // both lines
		"\x1f$\x01\x02    13.50",          // the lower line only
		"\x0b\x1f$\x01\x02    13.50",      // the same again is no new screen
		"\x0c",                            // blank now
	)
	want := []displaytest.Screen{{"Welcome", ""}, {"Total", "    12.50"}, {"Total", "    13.50"}, {"", ""}}
	if got := p.Screens(); !slices.Equal(got, want) {
		t.Errorf("screens %q, want %q", got, want)
	}
	if got := want[1].String(); got != "Total\n    12.50" {
		t.Errorf("String gives %q", got)
	}
}

func TestBounds(t *testing.T) {
	t.Parallel()
	p := displaytest.NewPole(displaytest.Options{})
	write(t, p, strings.Repeat("\x0ca\x0cb", 2000), strings.Repeat("\x01", 2000))
	if got := len(p.Screens()); got > 1001 {
		t.Errorf("%d screens kept", got)
	}
	violations := p.Violations()
	if len(violations) != 1001 || violations[1000].Kind != displaytest.TooManyFaults || p.State().Violations != 2000 {
		t.Errorf("%d violations kept, %d counted", len(violations), p.State().Violations)
	}
	if got := violations[0].String(); got != "byte 8000: 01: unknown command: 01" {
		t.Errorf("String gives %q", got)
	}
}

func TestServe(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := displaytest.NewPole(displaytest.Options{})
		for _, end := range []error{context.Canceled, io.EOF} {
			host, device := net.Pipe()
			ctx, cancel := context.WithCancel(t.Context())
			done := make(chan error, 1)
			go func() { done <- p.Serve(ctx, device) }()
			changed := p.Changed()
			write(t, host, "\x0cHello")
			<-changed
			synctest.Wait()
			if got := p.Lines()[0]; got != "Hello" {
				t.Errorf("shows %q", got)
			}
			if errors.Is(end, io.EOF) {
				_ = host.Close()
			} else {
				cancel()
			}
			if err := <-done; !errors.Is(err, end) {
				t.Errorf("Serve returned %v, want %v", err, end)
			}
			cancel()
		}
	})
}

func write(t *testing.T, w io.Writer, parts ...string) {
	t.Helper()
	if _, err := io.WriteString(w, strings.Join(parts, "")); err != nil {
		t.Fatal(err)
	}
}
