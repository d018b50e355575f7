package printer

import (
	"slices"
	"testing"
)

func TestWrap(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text string
		cols int
		want []string
	}{
		{"", 10, nil},
		{"short", 10, []string{"short"}},
		{"two words", 9, []string{"two words"}},
		{"two words", 8, []string{"two", "words"}},
		{"a   wide   gap", 6, []string{"a", "wide", "gap"}},
		{"  indented", 10, []string{"  indented"}},
		{"12345678901234567890", 8, []string{"12345678", "90123456", "7890"}},
		{"中文字", 4, []string{"中文", "字"}},
		{"中文字", 5, []string{"中文", "字"}},
		{"中文，字", 4, []string{"中", "文，", "字"}},
		{"买（一）", 4, []string{"买", "（一", "）"}},
		{"拿铁coffee大杯", 9, []string{"拿铁", "coffee大", "杯"}},
		{"Müller-Lüdenscheidt", 16, []string{"Müller-Lüdensche", "idt"}},
		{"in Lüdenscheidt", 14, []string{"in", "Lüdenscheidt"}},
		{"г. Жуков", 7, []string{"г.", "Жуков"}},
		{"スーパー", 5, []string{"スー", "パー"}},
		{"end.", 3, []string{"end", "."}},
		{"ee\u0301x", 2, []string{"ee\u0301", "x"}},
	} {
		if got := wrap(c.text, c.cols, false); !slices.Equal(got, c.want) {
			t.Errorf("wrap(%q, %d) = %q, want %q", c.text, c.cols, got, c.want)
		}
	}
}
