package printer

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"
)

// RuneWidth returns how many columns r takes: 0 for combining marks and
// format characters, 1 or 2 for the rest. Ambiguous runes take 2, and 1 where
// narrow is set. Latin and Cyrillic letters such as é and Ж are ambiguous too and
// take 1 always: a Chinese font has them, but as wide as a hanzi, which tears
// words apart. Emoji and other pictures take 2 always, whatever the table says of
// them: so wide they are drawn. Source: Unicode Standard Annex 11.
func RuneWidth(r rune, narrow bool) int {
	switch {
	case r < utf8.RuneSelf:
		return 1
	case common(r): // without a look at the table
		return 2
	case pictograph(r):
		return 2
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	case width.EastAsianAmbiguous:
		if unicode.Is(unicode.Mn, r) {
			return 0
		}
		if narrow || unicode.In(r, unicode.Latin, unicode.Cyrillic) {
			return 1
		}
		return 2
	case width.Neutral, width.EastAsianNarrow, width.EastAsianHalfwidth:
		if unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf) {
			return 0
		}
	}
	return 1
}

// common reports a hanzi or a full-width mark: what Chinese text mostly consists of.
func common(r rune) bool { return r >= 0x4e00 && r <= 0x9fff || r >= 0xff01 && r <= 0xff60 }

// pictograph reports a picture: of Miscellaneous Symbols and Dingbats, or of the planes of emoji.
func pictograph(r rune) bool { return r >= 0x2600 && r <= 0x27bf || r >= 0x1f000 && r <= 0x1faff }

// Width returns how many columns s takes, see [RuneWidth].
func Width(s string, narrow bool) int {
	n := 0
	for _, r := range s {
		n += RuneWidth(r, narrow)
	}
	return n
}

// Runes of which sequences of emoji are made. Source: Unicode Technical Standard 51.
const (
	firstTone, lastTone             = 0x1f3fb, 0x1f3ff
	firstFlagLetter, lastFlagLetter = 0x1f1e6, 0x1f1ff
)

// clean makes s safe to lay out: control characters and exotic blanks become
// spaces, bytes that are no UTF-8 become U+FFFD,
// which is printed as a missing glyph. The half-width yen sign becomes the
// wide one, which GB18030 fonts have.
//
// Format characters vanish, and what makes one emoji of others or another of one: joiners,
// selectors, tones of skin. A family is printed as its members side by side, and a flag, which is
// a pair of letters, as the letters: CN.
func clean(s string, narrow bool) string {
	if !strings.ContainsFunc(s, func(r rune) bool { return (r < ' ' || r > '~') && !common(r) }) {
		return strings.TrimRight(s, " ")
	}
	return strings.TrimRight(strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r) || unicode.IsControl(r):
			return ' '
		case unicode.Is(unicode.Cf, r), unicode.Is(unicode.Variation_Selector, r), r >= firstTone && r <= lastTone:
			return -1
		case r >= firstFlagLetter && r <= lastFlagLetter:
			return 'A' + r - firstFlagLetter
		case r == '¥' && !narrow:
			return '￥'
		}
		return r
	}, s), " ")
}
