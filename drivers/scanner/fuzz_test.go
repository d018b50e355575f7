package scanner

import (
	"slices"
	"strings"
	"testing"
)

// FuzzFramer: whatever comes, a frame is a clean code or a fault, and how the bytes were cut into
// reads makes no difference.
func FuzzFramer(f *testing.F) {
	const code = "281234567890123456"
	f.Add([]byte(code+"\r"), "\r", "", false, uint8(1))
	f.Add([]byte("]C0"+code+"\r\n]Q1x\r\n"), "\r\n", "]C0", false, uint8(3))
	f.Add([]byte("\x00\xff\r\r\n\t"), "\t", "\x00", true, uint8(7))
	f.Add([]byte(strings.Repeat("9", 300)), "", "A", true, uint8(128))
	f.Add([]byte("]Q1"), "", "]", true, uint8(2))
	f.Fuzz(func(t *testing.T, data []byte, suffix, prefix string, gapEnds bool, cut uint8) {
		framing, err := Framing{Suffix: suffix, Prefix: prefix, GapEnds: gapEnds}.complete()
		if err != nil {
			t.Fatal(err)
		}
		whole, pieces := framer{Framing: framing}, framer{Framing: framing}
		want := append(whole.add(data), whole.gap()...)
		var got []frame
		for piece := range slices.Chunk(data, int(cut)+1) {
			got = append(got, pieces.add(piece)...)
		}
		got = append(got, pieces.gap()...)
		if !slices.Equal(got, want) {
			t.Errorf("in pieces: %q, whole: %q", got, want)
		}
		for _, fr := range want {
			if (fr.fault == "") != (fr.text != "") || len(fr.text) > MaxCode || !printable(fr.text) {
				t.Errorf("framed %q", fr)
			}
		}
		if whole.pending() || pieces.pending() {
			t.Error("silence leaves something pending")
		}
	})
}
