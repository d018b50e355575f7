package displaytest

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// codePage returns the decoder of character code table n (ESC t n: 0 to 5, 16 to
// 19, 254 and 255). known tells whether the table exists; katakana and the
// user-defined ones have no decoder.
func codePage(n byte) (page *charmap.Charmap, known bool) {
	switch n {
	case 0:
		return charmap.CodePage437, true
	case 2:
		return charmap.CodePage850, true
	case 3:
		return charmap.CodePage860, true
	case 4:
		return charmap.CodePage863, true
	case 5:
		return charmap.CodePage865, true
	case 16:
		return charmap.Windows1252, true
	case 17:
		return charmap.CodePage866, true
	case 18:
		return charmap.CodePage852, true
	case 19:
		return charmap.CodePage858, true
	case 1, 254, 255:
		return nil, true
	default:
		return nil, false
	}
}

// lastCountry is the highest international character set of ESC R.
const lastCountry = 13

// international replaces the twelve codes that differ by country.
func international(country, b byte) rune {
	const codes = "#$@[\\]^`{|}~"
	i := strings.IndexByte(codes, b)
	if i < 0 || country > lastCountry {
		return rune(b)
	}
	sets := [lastCountry + 1]string{
		codes, "#$à°ç§^`éùè¨", "#$§ÄÖÜ^`äöüß", "£$@[\\]^`{|}~", "#$@ÆØÅ^`æøå~", "#¤ÉÄÖÅÜéäöåü", "#$@°\\é^ùàòèì",
		"₧$@¡Ñ¿^`¨ñ}~", "#$@[¥]^`{|}~", "#¤ÉÆØÅÜéæøåü", "#$ÉÆØÅÜéæøåü", "#$á¡Ñ¿é`íñóú", "#$á¡Ñ¿éüíñóú", "#$@[₩]^`{|}~",
	}
	return []rune(sets[country])[i]
}

// gbLength returns how many bytes a character of GB18030 has once its second byte
// is known, or 0 if that byte can't follow.
func gbLength(second byte) int {
	switch {
	case second >= 0x30 && second <= 0x39:
		return 4
	case second >= 0x40 && second <= 0xfe && second != 0x7f:
		return 2
	default:
		return 0
	}
}

// decodeGB decodes one whole character of GB18030.
func decodeGB(b []byte) (rune, bool) {
	out, err := simplifiedchinese.GB18030.NewDecoder().Bytes(b)
	if err != nil {
		return utf8.RuneError, false
	}
	r, size := utf8.DecodeRune(out)
	private := r >= 0xe000 && r <= 0xf8ff
	return r, size == len(out) && r != utf8.RuneError && !private
}

// hanziPair tells whether two bytes received with Kanji mode off are most likely
// GB2312 text. Cyrillic is not judged, and box drawing (B0h-DFh in the PC tables)
// is left alone.
func hanziPair(table, a, b byte) bool {
	box := func(c byte) bool { return table != 16 && c >= 0xb0 && c <= 0xdf }
	hanzi := a >= 0xa1 && a <= 0xf7 && b >= 0xa1 && b <= 0xfe
	return table != 17 && hanzi && (!box(a) || !box(b))
}
