package main

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// row is one line of the table.
type row struct {
	figure, measured, target string
	verdict                  string
	note                     string // below the table: where the number comes from, what it leaves out
}

// Verdicts.
const (
	met    = "met"
	missed = "not met"
	noted  = "-" // there is no target: it helps to read another figure
)

// bounded is the verdict on a figure that its target cannot judge here.
func bounded(reason string) string { return "bounded (" + reason + ")" }

// judge returns whether a figure met its target.
func judge(ok bool) string {
	if ok {
		return met
	}
	return missed
}

// writeTable writes the rows in columns, then their notes.
func writeTable(w io.Writer, rows []row) {
	lines := [][4]string{{"figure", "measured", "target", "verdict"}}
	var notes []string
	for _, r := range rows {
		figure := r.figure
		if r.note != "" {
			notes = append(notes, r.note)
			figure += fmt.Sprintf(" [%d]", len(notes))
		}
		lines = append(lines, [4]string{figure, r.measured, r.target, r.verdict})
	}
	var widths [3]int
	for _, l := range lines {
		for i := range widths {
			widths[i] = max(widths[i], utf8.RuneCountInString(l[i]))
		}
	}
	fmt.Fprintln(w)
	for _, l := range lines {
		for i, width := range widths {
			fmt.Fprint(w, l[i], strings.Repeat(" ", width-utf8.RuneCountInString(l[i])), "  ")
		}
		fmt.Fprintln(w, l[3])
	}
	fmt.Fprintln(w)
	for i, note := range notes {
		fmt.Fprintln(w, wrap(fmt.Sprintf("[%d] %s", i+1, note)))
	}
}

// noteWidth is how long a line of a note may become, in characters.
const noteWidth = 130

// wrap breaks a text into lines, the later ones set in.
func wrap(text string) string {
	var out strings.Builder
	column := 0
	for i, word := range strings.Fields(text) {
		n := utf8.RuneCountInString(word)
		switch {
		case i == 0:
		case column+1+n > noteWidth:
			out.WriteString("\n    ")
			column = 4
		default:
			out.WriteByte(' ')
			column++
		}
		out.WriteString(word)
		column += n
	}
	return out.String()
}
