package displaytest_test

import (
	"testing"
	"unicode/utf8"

	"posd/display/displaytest"
)

// FuzzPole feeds any bytes: nothing may crash or hang it, both lines stay within
// twenty cells, and the same bytes in two pieces show the same.
func FuzzPole(f *testing.F) {
	for i, c := range poleCases {
		f.Add([]byte(c.bytes), i%2 == 0, uint16(len(c.bytes)/2))
	}
	f.Add([]byte("\x1c&\x1f\x03\x1f\x0d\xd6\xa7\xd6\xa7\x08\xd6\xa7"), true, uint16(7))
	f.Add([]byte("\x1c&\x1f\x02\x1fB\xd6\xa7a\x1f.5"), true, uint16(7))
	f.Fuzz(func(t *testing.T, data []byte, kanji bool, at uint16) {
		whole, pieces := displaytest.NewPole(displaytest.Options{Kanji: kanji}), displaytest.NewPole(displaytest.Options{Kanji: kanji})
		cut := int(at) % (len(data) + 1)
		write(t, whole, string(data))
		write(t, pieces, string(data[:cut]))
		write(t, pieces, string(data[cut:]))
		a, b := whole.Screens(), pieces.Screens()
		if len(a) != len(b) || len(whole.Violations()) != len(pieces.Violations()) || whole.State() != pieces.State() {
			t.Errorf("in one piece %q, in two %q", a, b)
		}
		for _, line := range whole.Lines() {
			if n := utf8.RuneCountInString(line); n > 2*displaytest.Columns { // a mark behind each
				t.Errorf("%d characters in a line: %q", n, line)
			}
		}
		if at%32 == 0 { // slow, and the same for all
			_ = whole.Image()
		}
	})
}
