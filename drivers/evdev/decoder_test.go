package evdev

import (
	"errors"
	"slices"
	"testing"
	"unicode/utf8"

	lib "github.com/holoplot/go-evdev"

	"posd/drivers"
)

// down, up and held are events of keys; each call of report is what the kernel says at once.
func down(code uint16) Event { return Event{Type: lib.EV_KEY, Code: code, Value: 1} }
func up(code uint16) Event   { return Event{Type: lib.EV_KEY, Code: code, Value: 0} }
func held(code uint16) Event { return Event{Type: lib.EV_KEY, Code: code, Value: 2} }

func report(events ...Event) []Event {
	return append(events, Event{Type: lib.EV_SYN, Code: lib.SYN_REPORT})
}

// tap is a key pressed and released.
func tap(codes ...uint16) (events []Event) {
	for _, code := range codes {
		events = append(events, report(down(code))...)
		events = append(events, report(up(code))...)
	}
	return events
}

// with is a tap while another key is held down.
func with(modifier uint16, codes ...uint16) []Event {
	return slices.Concat(report(down(modifier)), tap(codes...), report(up(modifier)))
}

// decode returns what was typed.
func decode(t *testing.T, l Layout, events []Event) string {
	t.Helper()
	d, err := NewDecoder(l)
	if err != nil {
		t.Fatal(err)
	}
	var typed []byte
	for _, e := range events {
		typed = d.Append(typed, e)
	}
	return string(typed)
}

func TestDecoder(t *testing.T) {
	t.Parallel()
	const shift, alt, altgr, ctrl = lib.KEY_LEFTSHIFT, lib.KEY_LEFTALT, lib.KEY_RIGHTALT, lib.KEY_LEFTCTRL
	scan := Event{Type: lib.EV_MSC, Code: lib.MSC_SCAN, Value: 0x7001e}
	for name, c := range map[string]struct {
		layout Layout
		events []Event
		want   string
	}{
		"digits and enter":             {US, tap(lib.KEY_2, lib.KEY_8, lib.KEY_0, lib.KEY_ENTER), "280\r"},
		"scan codes beside the keys":   {US, report(scan, down(lib.KEY_2)), "2"},
		"a report that has not ended":  {US, []Event{down(lib.KEY_2)}, ""},
		"keypad":                       {FR, tap(lib.KEY_KP2, lib.KEY_KP8, lib.KEY_KPDOT, lib.KEY_KPENTER), "28.\r"},
		"german keypad":                {DE, tap(lib.KEY_KP1, lib.KEY_KPDOT), "1,"},
		"a key held down":              {US, slices.Concat(report(down(lib.KEY_7)), report(held(lib.KEY_7)), report(held(lib.KEY_7)), report(up(lib.KEY_7))), "7"},
		"shift":                        {US, slices.Concat(with(shift, lib.KEY_A), tap(lib.KEY_A)), "Aa"},
		"either shift":                 {US, with(lib.KEY_RIGHTSHIFT, lib.KEY_A), "A"},
		"shift in the same report":     {US, report(down(shift), down(lib.KEY_A)), "A"},
		"shift after its key":          {US, report(down(lib.KEY_A), down(shift)), "A"},
		"shift let go with the next":   {US, slices.Concat(report(down(shift), down(lib.KEY_A)), report(up(shift), up(lib.KEY_A), down(lib.KEY_B))), "Ab"},
		"everything in one report":     {US, report(down(shift), down(lib.KEY_A), up(lib.KEY_A), up(shift), down(lib.KEY_B)), "Ab"},
		"shift between two keys":       {US, report(down(lib.KEY_A), up(lib.KEY_A), down(shift), down(lib.KEY_B)), "aB"},
		"keys without a character":     {US, tap(lib.KEY_F5, lib.KEY_CAPSLOCK, lib.KEY_NUMLOCK, lib.KEY_LEFT, lib.KEY_1), "1"},
		"a key of another country":     {US, tap(lib.KEY_YEN, lib.KEY_1), "\x001"},
		"german y and z":               {DE, tap(lib.KEY_Y, lib.KEY_Z), "zy"},
		"german umlaut":                {DE, tap(lib.KEY_APOSTROPHE), "\x00"},
		"german altgr":                 {DE, with(altgr, lib.KEY_7, lib.KEY_Q), "{@"},
		"altgr as ctrl and alt":        {DE, slices.Concat(report(down(ctrl)), with(alt, lib.KEY_Q), report(up(ctrl))), "@"},
		"altgr where there is nothing": {US, with(altgr, lib.KEY_1), "\x00"},
		"dead key and its space":       {DE, tap(lib.KEY_GRAVE, lib.KEY_SPACE, lib.KEY_SPACE, lib.KEY_1), "^ 1"},
		"dead key without a space":     {DE, tap(lib.KEY_GRAVE, lib.KEY_1, lib.KEY_SPACE), "^1 "},
		"french digits":                {FR, slices.Concat(with(shift, lib.KEY_2, lib.KEY_8), tap(lib.KEY_1)), "28&"},
		"french letters":               {FR, tap(lib.KEY_Q, lib.KEY_A, lib.KEY_W, lib.KEY_SEMICOLON), "aqzm"},
		"ctrl and a letter":            {FR, slices.Concat(with(ctrl, lib.KEY_SEMICOLON), with(ctrl, lib.KEY_J, lib.KEY_1)), "\r\n\x00"},
		"alt and numbers": {US, slices.Concat(
			with(alt, lib.KEY_KP5, lib.KEY_KP0), with(alt, lib.KEY_KP0, lib.KEY_KP6, lib.KEY_KP5), with(alt, lib.KEY_KP1, lib.KEY_KP3)), "2A\r"},
		"alt and a number too large": {US, with(alt, lib.KEY_KP9, lib.KEY_KP9, lib.KEY_KP9, lib.KEY_KP9, lib.KEY_KP9), "\x00"},
		"alt and 256 plus a digit":   {US, with(alt, lib.KEY_KP3, lib.KEY_KP0, lib.KEY_KP6), "\x00"},
		"alt and a letter":           {US, with(alt, lib.KEY_A), "\x00"},
		"alt alone":                  {US, slices.Concat(with(alt), tap(lib.KEY_1)), "1"},
		"the kernel lost events": {US, slices.Concat(tap(lib.KEY_1), report(down(shift)),
			[]Event{down(lib.KEY_2), {Type: lib.EV_SYN, Code: lib.SYN_DROPPED}, down(lib.KEY_3)}, report(), tap(lib.KEY_4)), "1\x004"},
		"more than a report holds": {US, func() []Event {
			var all []Event
			for range 50 {
				all = append(all, down(lib.KEY_1), up(lib.KEY_1))
			}
			return report(all...)
		}(), "11111111111111111111111111111111111111111111111111"},
	} {
		if got := decode(t, c.layout, c.events); got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

// TestEveryLayoutTypesASCII: each printable character has its key, and each row its 48.
func TestEveryLayoutTypesASCII(t *testing.T) {
	t.Parallel()
	for l, r := range layouts() {
		missing := map[rune]bool{}
		for c := ' ' + 1; c <= '~'; c++ {
			missing[c] = true
		}
		for modifier, row := range map[uint16]string{0: r.plain, lib.KEY_LEFTSHIFT: r.shift, lib.KEY_RIGHTALT: r.altgr} {
			if n := utf8.RuneCountInString(row); n != len(places()) {
				t.Fatalf("%s: a row of %d keys", l, n)
			}
			for i, c := range []rune(row) {
				want := string(c)
				if c >= utf8.RuneSelf {
					want = "\x00"
				}
				events := tap(uint16(places()[i]))
				if modifier != 0 {
					events = with(modifier, uint16(places()[i]))
				}
				if got := decode(t, l, events); got != want {
					t.Errorf("%s: place %d with %d types %q, want %q", l, i, modifier, got, want)
				}
				delete(missing, c)
			}
		}
		for c := range missing {
			t.Errorf("%s cannot type %c", l, c)
		}
	}
}

func TestALayoutThatIsNotKnown(t *testing.T) {
	t.Parallel()
	if _, err := NewDecoder("dvorak"); !errors.Is(err, drivers.ErrUnfit) {
		t.Errorf("got %v", err)
	}
}

// FuzzDecoder: whatever the kernel says, only ASCII comes out, and nothing is gathered without end.
func FuzzDecoder(f *testing.F) {
	pack := func(events []Event) (data []byte) {
		for _, e := range events {
			data = append(data, byte(e.Type), byte(e.Code), byte(e.Value))
		}
		return data
	}
	f.Add("us", pack(tap(lib.KEY_2, lib.KEY_8, lib.KEY_ENTER)))
	f.Add("fr", pack(with(lib.KEY_LEFTSHIFT, lib.KEY_2, lib.KEY_8)))
	f.Add("de", pack(with(lib.KEY_LEFTALT, lib.KEY_KP5, lib.KEY_KP0)))
	f.Add("de", []byte{lib.EV_SYN, lib.SYN_DROPPED, 0, lib.EV_KEY, lib.KEY_3, 1, lib.EV_SYN, lib.SYN_REPORT, 0})
	f.Fuzz(func(t *testing.T, layout string, data []byte) {
		d, err := NewDecoder(Layout(layout))
		if err != nil {
			return
		}
		for e := range slices.Chunk(data, 3) {
			if len(e) < 3 {
				break
			}
			typed := d.Append(nil, Event{Type: uint16(e[0]), Code: uint16(e[1]), Value: int32(int8(e[2]))})
			for _, c := range typed {
				if c > '~' {
					t.Fatalf("typed %q", typed)
				}
			}
			if len(typed) > maxFrame || len(d.frame) >= maxFrame || len(d.held) > 6 {
				t.Fatalf("typed %d, gathered %d, held %d", len(typed), len(d.frame), len(d.held))
			}
		}
	})
}
