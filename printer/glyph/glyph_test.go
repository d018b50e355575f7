package glyph

import (
	"strings"
	"testing"
)

// TestScripts: each letter of these has dots, in the width that the layout gives it.
func TestScripts(t *testing.T) {
	t.Parallel()
	for script, c := range map[string]struct {
		text  string
		width int
	}{
		"japanese": {"ありがとうございますカタカナ領収書", 24}, "korean": {"영수증감사합니다", 24}, "chinese": {"支付宝麒麟", 24},
		"thai": {"ใบเสร็จรับเงิน", 12}, "vietnamese": {"Hóađơncảmơnquýkháchệữẫ", 12}, "cyrillic": {"ЧекЖ", 12}, "latin": {"Aé~ñß", 12},
		"faces": {"😀😂😍😅🥰", 24}, "on a menu": {"☕🍵🧋🍜🍚🥟🍱🍔🍕🍰🍺🥤🌶🐟🐔🥩🥬🍎🍇", 24}, "beside a name": {"🔥🎉🎁🛒💰📱🏠💕🌸🧧🏮", 24},
	} {
		for _, r := range c.text {
			g, ok := Of(r)
			if !ok || g.Width != c.width || !black(g) {
				t.Errorf("%s: %c (%U) has %d dots across, %v", script, r, r, g.Width, ok)
			}
		}
	}
	if _, ok := Of(0x10fffd); ok {
		t.Error("a rune of nobody has a glyph")
	}
}

func black(g Glyph) bool {
	for y := range Height {
		for x := range g.Width {
			if g.Dot(x, y) {
				return true
			}
		}
	}
	return false
}

// TestShape looks at one glyph as a person does.
func TestShape(t *testing.T) {
	t.Parallel()
	g, _ := Of('田')
	var rows []string
	for y := 0; y < Height; y += 2 {
		var row strings.Builder
		for x := 0; x < g.Width; x += 2 {
			row.WriteByte(" #"[bit(g.Dot(x, y))])
		}
		rows = append(rows, strings.TrimRight(row.String(), " "))
	}
	picture := strings.Join(rows, "\n")
	if strings.Count(picture, "#####") < 3 || g.Dot(-1, 0) || g.Dot(0, Height) || g.Dot(g.Width, 0) {
		t.Errorf("drawn\n%s", picture)
	}
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(Magic + "\x00\x00\x00\x01\x00\x00A12345678901234"))
	f.Add([]byte(Magic + "\xff\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, s := range parse(b) {
			if len(s.runes)/3*s.size != len(s.bits) {
				t.Errorf("%d runes, %d bytes of dots", len(s.runes)/3, len(s.bits))
			}
		}
	})
}
