package printer

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/width"
)

// Runes that must not begin a line, and runes that must not end one.
const (
	noStart = "，。、；：？！）】》」』〉…—”’·,.;:?!)]}%％々ーぁぃぅぇぉっゃゅょァィゥェォッャュョ"
	noEnd   = "（【《「『〈“‘([{￥$#"
)

// wrap breaks s into lines of at most cols columns, where a line may break:
// at blanks, beside a hanzi or another glyph of its own cell, and in the middle of a word only when the
// word is longer than a line. s is clean. Blanks at a break are dropped. There
// is no line for an empty s.
func wrap(s string, cols int, narrow bool) []string {
	if Width(s, narrow) <= cols && s != "" {
		return []string{s}
	}
	var lines []string
	for s != "" {
		n := lineEnd(s, cols, narrow)
		if line := strings.TrimRight(s[:n], " "); line != "" || len(lines) == 0 {
			lines = append(lines, line)
		}
		s = strings.TrimLeft(s[n:], " ")
	}
	return lines
}

// lineEnd returns how many bytes of s go onto a line of cols columns: always
// at least one rune.
func lineEnd(s string, cols int, narrow bool) int {
	col, best := 0, 0
	prev := rune(0)
	for i, r := range s {
		w := RuneWidth(r, narrow)
		if i > 0 && mayBreak(prev, r, narrow) {
			best = i
		}
		if col += w; col > cols && i > 0 {
			if best > 0 {
				return best
			}
			return i
		}
		if w > 0 {
			prev = r
		}
	}
	return len(s)
}

// mayBreak reports whether a line may end with a and the next begin with b.
func mayBreak(a, b rune, narrow bool) bool {
	switch {
	case RuneWidth(b, narrow) == 0 || strings.ContainsRune(noStart, b) || strings.ContainsRune(noEnd, a):
		return false
	case a == ' ' || b == ' ':
		return true
	}
	return ownCell(a) || ownCell(b)
}

// ownCell reports whether a line may break beside r: hanzi, kana, emoji. Letters
// such as é and Ж take two columns of a Chinese font too, but stand in words.
func ownCell(r rune) bool {
	if r < utf8.RuneSelf {
		return false
	}
	k := width.LookupRune(r).Kind()
	return k == width.EastAsianWide || k == width.EastAsianFullwidth
}
