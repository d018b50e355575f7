package display

import "strings"

// beside returns a line with right at its right end and, left of it with a space
// between, the first of the forms that fits; if none does, as much of the last
// as fits where there is no right, and right alone where there is.
func (s sheet) beside(right string, forms ...string) string {
	taken := 0
	if right != "" {
		taken = s.charset.Cells(right)
	}
	for _, form := range forms {
		if gap := s.Columns - taken - s.charset.Cells(form); gap > 0 || gap == 0 && right == "" {
			return form + strings.Repeat(" ", gap) + right
		}
	}
	if right == "" && len(forms) > 0 {
		return s.cut(forms[len(forms)-1], s.Columns)
	}
	return strings.Repeat(" ", s.Columns-taken) + right
}

// fitsBeside reports whether one of the forms fits left of right.
func (s sheet) fitsBeside(right string, forms []string) bool {
	for _, form := range forms {
		if s.charset.Cells(form)+1+s.charset.Cells(right) <= s.Columns {
			return true
		}
	}
	return false
}

// fill pads every line to the columns and adds the lines that are missing. Runes
// that the display lacks become question marks.
func (s sheet) fill(lines []string) []string {
	full := make([]string, s.Rows)
	for i := range full {
		line := ""
		if i < len(lines) {
			line = s.cut(s.clean(lines[i]), s.Columns)
		}
		full[i] = line + strings.Repeat(" ", s.Columns-s.charset.Cells(line))
	}
	return full
}

// clean makes every rune what the display will show for it.
func (s sheet) clean(line string) string {
	return strings.Map(func(r rune) rune {
		if b := s.charset.encode(r); len(b) == 1 {
			return rune(b[0])
		}
		return r
	}, line)
}

// cut returns as much of text as fits into cells, whole runes only.
func (s sheet) cut(text string, cells int) string {
	for i, r := range text {
		if cells -= len(s.charset.encode(r)); cells < 0 {
			return text[:i]
		}
	}
	return text
}

// wrap breaks text into lines: between words where one fits a line, between
// hanzi anywhere.
func (s sheet) wrap(text string) []string {
	var lines []string
	line := ""
	for _, piece := range pieces(text) {
		if s.charset.Cells(line+strings.TrimRight(piece, " ")) > s.Columns && line != "" {
			lines = append(lines, strings.TrimRight(line, " "))
			line = ""
		}
		for line += piece; s.charset.Cells(strings.TrimRight(line, " ")) > s.Columns; {
			head := s.cut(line, s.Columns)
			if head == "" {
				return append(lines, "")
			}
			lines, line = append(lines, head), line[len(head):]
		}
	}
	if line = strings.TrimRight(line, " "); line != "" {
		lines = append(lines, line)
	}
	return lines
}

// pieces splits text where a line may break: after spaces and around hanzi, but
// never before a closing mark.
func pieces(text string) []string {
	const closing = "，。、；：！？）》”’,.;:!?)"
	var all []string
	start, wide, spaced := 0, false, false
	for i, r := range text {
		isWide := r >= 0x2e80
		if i > start && (spaced || wide || isWide) && r != ' ' && !strings.ContainsRune(closing, r) {
			all = append(all, text[start:i])
			start = i
		}
		wide, spaced = isWide, r == ' '
	}
	if start < len(text) {
		all = append(all, text[start:])
	}
	return all
}
