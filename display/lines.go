package display

import (
	"strings"

	"posd/configs/words"
)

// Size is a display's size in cells.
type Size struct {
	Columns int // of 7x5 dots or thereabouts; a hanzi takes two
	Rows    int
}

// Lines renders v into exactly size.Rows lines of exactly size.Columns cells. A
// display without hanzi is given English whatever lang says. A size without
// cells gives no lines.
func Lines(v View, size Size, lang words.Lang, charset Charset) []string {
	if size.Rows < 1 || size.Columns < 1 {
		return nil
	}
	s := sheet{Size: size, charset: charset, view: v, langs: languages(lang, charset)}
	s.amount = s.fitAmount()
	return s.fill(s.compose())
}

// languages lists those to show, in order.
func languages(lang words.Lang, charset Charset) []words.Lang {
	switch {
	case charset == ASCII || lang == words.En:
		return []words.Lang{words.En}
	case lang == words.Bilingual:
		return []words.Lang{words.Zh, words.En}
	default:
		return []words.Lang{words.Zh}
	}
}

// sheet is one rendering in progress.
type sheet struct {
	Size
	charset Charset
	view    View
	langs   []words.Lang
	amount  string // as much of it as fits a line whole
}

// compose returns the lines without their padding.
func (s sheet) compose() []string {
	switch {
	case s.Rows == 1:
		return []string{s.oneLine()}
	case s.Rows == 2 && len(s.langs) == 2 && !s.saysMore():
		return s.twoTitles()
	}
	head := s.titles()
	room := s.Rows - len(head)
	text := s.text(room)
	if s.amount == "" || s.view.Kind.wordsFirst() && len(text) == room {
		return append(head, text...)
	}
	text = text[:min(len(text), room-1)]
	lines := append(head, text...)
	for len(lines) < s.Rows-1 {
		lines = append(lines, "")
	}
	return append(lines, s.beside(s.amount))
}

// saysMore reports whether the words beside the title are to be shown even at
// the cost of the amount.
func (s sheet) saysMore() bool {
	return s.view.Kind.wordsFirst() && len(s.text(1)) > 0
}

// oneLine returns the title and as much of the amount as leaves it room: an
// amount alone would not say whether it is paid.
func (s sheet) oneLine() string {
	var forms []string
	for _, lang := range s.langs {
		forms = append(forms, s.forms(lang)...)
	}
	if len(s.langs) == 2 {
		forms = append(s.together(), forms...)
	}
	for _, right := range []string{s.amount, s.view.Amount} {
		if s.amount != "" && s.fitsBeside(right, forms) {
			return s.beside(right, forms...)
		}
	}
	return s.beside("", forms...)
}

// twoTitles returns both languages on two lines and finds the amount a place
// beside one of them.
func (s sheet) twoTitles() []string {
	zh, en := s.forms(s.langs[0]), s.forms(s.langs[1])
	switch {
	case s.amount == "":
		return []string{s.beside("", zh...), s.beside("", en...)}
	case s.fitsBeside(s.amount, en):
		return []string{s.beside("", zh...), s.beside(s.amount, en...)}
	case s.fitsBeside(s.amount, zh):
		return []string{s.beside(s.amount, zh...), s.beside("", en...)}
	default:
		return []string{s.beside("", append(s.together(), zh...)...), s.beside(s.amount)}
	}
}

// titles returns the title in each language: on one line if there are two only.
func (s sheet) titles() []string {
	if len(s.langs) == 2 && s.Rows == 2 {
		return []string{s.beside("", append(s.together(), s.forms(s.langs[0])...)...)}
	}
	var lines []string
	for _, lang := range s.langs {
		lines = append(lines, s.beside("", s.forms(lang)...))
	}
	return lines
}

// forms returns the title in one language, the longer form first.
func (s sheet) forms(lang words.Lang) []string {
	return []string{words.Text(lang, s.view.Kind.title()), words.Text(lang, s.view.Kind.short())}
}

// together returns the ways to say the title in both languages on one line, the
// longest first.
func (s sheet) together() []string {
	var all []string
	for _, zh := range s.forms(s.langs[0]) {
		for _, en := range s.forms(s.langs[1]) {
			all = append(all, zh+" "+en)
		}
	}
	return all
}

// text returns the words beside the title, at most room lines.
func (s sheet) text(room int) []string {
	var lines []string
	for _, part := range s.parts() {
		lines = append(lines, s.wrap(part)...)
	}
	return lines[:min(len(lines), room)]
}

// parts returns reason, instruction and detail in each language, in the order of
// their weight. A detail that the display cannot show is left out.
func (s sheet) parts() []string {
	v := s.view
	var parts []string
	for _, say := range []words.Message{v.Reason, words.Say(v.Instruction)} {
		for _, lang := range s.langs {
			if !say.IsZero() && words.Has(say.Key) {
				parts = append(parts, say.In(lang))
			}
		}
	}
	if v.Detail != "" && s.charset.Has(v.Detail) {
		parts = append(parts, v.Detail)
	}
	return parts
}

// fitAmount returns the amount with its currency, or else without, or nothing:
// never a part of it.
func (s sheet) fitAmount() string {
	bare := s.view.Amount
	full := strings.TrimSpace(s.view.Currency + " " + bare)
	switch {
	case bare == "" || !s.charset.Has(full):
		return ""
	case s.charset.Cells(full) <= s.Columns:
		return full
	case s.charset.Cells(bare) <= s.Columns:
		return bare
	default:
		return ""
	}
}
