package escpostest

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// codePage returns the decoder of character code table n (ESC t). known tells
// whether the table exists at all; some exist without a decoder of ours.
func codePage(n byte) (page *charmap.Charmap, known bool) {
	pages := map[byte]*charmap.Charmap{
		0: charmap.CodePage437, 1: nil, 2: charmap.CodePage850, 3: charmap.CodePage860,
		4: charmap.CodePage863, 5: charmap.CodePage865, 11: nil, 12: nil, 13: nil, 14: nil,
		15: charmap.ISO8859_7, 16: charmap.Windows1252, 17: charmap.CodePage866, 18: charmap.CodePage852,
		19: charmap.CodePage858, 20: nil, 21: nil, 26: nil, 30: nil, 31: nil, 32: nil, 33: nil,
		34: charmap.CodePage855, 35: nil, 36: charmap.CodePage862, 37: nil, 38: nil,
		39: charmap.ISO8859_2, 40: charmap.ISO8859_15, 41: nil, 42: nil, 43: nil, 44: nil,
		45: charmap.Windows1250, 46: charmap.Windows1251, 47: charmap.Windows1253,
		48: charmap.Windows1254, 49: charmap.Windows1255, 50: charmap.Windows1256,
		51: charmap.Windows1257, 52: charmap.Windows1258, 53: nil, 254: nil, 255: nil,
	}
	page, known = pages[n]
	return page, known
}

// codePage is the table of this model.
func (p *Printer) codePage(n byte) (page *charmap.Charmap, known bool) {
	if own, ok := p.opts.Pages[n]; ok {
		return own, true
	}
	return codePage(n)
}

// international replaces the twelve codes that differ by country (ESC R n; the
// table "International character set" of the command reference).
func international(country, b byte) rune {
	const codes = "#$@[\\]^`{|}~"
	i := strings.IndexByte(codes, b)
	if i < 0 {
		return rune(b)
	}
	sets := map[byte]string{
		0: codes, 1: "#$à°ç§^`éùè¨", 2: "#$§ÄÖÜ^`äöüß", 3: "£$@[\\]^`{|}~", 4: "#$@ÆØÅ^`æøå~",
		5: "#¤ÉÄÖÅÜéäöåü", 6: "#$@°\\é^ùàòèì", 7: "₧$@¡Ñ¿^`¨ñ}~", 8: "#$@[¥]^`{|}~",
		9: "#¤ÉÆØÅÜéæøåü", 10: "#$ÉÆØÅÜéæøåü", 11: "#$á¡Ñ¿é`íñóú", 12: "#$á¡Ñ¿éüíñóú",
		13: "#$@[₩]^`{|}~", 14: "#$ŽŠĐĆČžšđćč", 15: "#¥@[\\]^`{|}~", 16: "#₫@[\\]^`{|}~", 17: "#$@[\\]^`{|}~",
	}
	set, ok := sets[country]
	if !ok {
		return rune(b)
	}
	return []rune(set)[i]
}

// decodePage decodes one byte above 7Fh.
func decodePage(page *charmap.Charmap, b byte) rune {
	if page == nil {
		return utf8.RuneError
	}
	return page.DecodeByte(b)
}

// gbLead tells whether b can begin a character of more than one byte in GB18030.
func gbLead(b byte) bool { return b >= 0x81 && b <= 0xfe }

// gbLength returns how many bytes the character begun by lead has once its second
// byte is known, or 0 if that byte can't follow.
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
// GB2312 text. Only tables of Latin letters are judged, and box drawing (B0h-DFh
// in the PC tables, as in a row of C4h) is left alone.
func hanziPair(table, a, b byte) bool {
	box := func(c byte) bool { return table != 16 && c >= 0xb0 && c <= 0xdf }
	switch table {
	case 0, 2, 3, 4, 5, 16, 18, 19:
	default:
		return false
	}
	hanzi := a >= 0xa1 && a <= 0xf7 && b >= 0xa1 && b <= 0xfe
	return hanzi && (!box(a) || !box(b))
}
