package main

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/token"
	"slices"
	"strings"
)

// mutant is one change of the package.
type mutant struct {
	id   int
	file string // base name
	line int
	in   string // the function that it is in
	kind string
	text string // of what is changed, on one line
	nth  int    // among those of the same function, kind and text
}

// key names a mutant wherever its line moves to.
func (m mutant) key() string {
	return fmt.Sprintf("%s %s %s `%s` #%d", m.file, m.in, m.kind, m.text, m.nth)
}

func (m mutant) String() string {
	return fmt.Sprintf("payment/%s:%d %s: %s `%s`", m.file, m.line, m.in, m.kind, m.text)
}

// insertion is text that goes into a source at an offset.
type insertion struct {
	at    int
	order int
	after bool // it ends something that stands before the offset
	text  string
}

// source is one file, with the changes that are woven into it.
type source struct {
	name       string
	text       []byte
	file       *ast.File
	fset       *token.FileSet
	insertions []insertion
}

// wrap puts text before and after a node.
func (s *source) wrap(n ast.Node, before, after string) {
	order := len(s.insertions)
	s.insertions = append(s.insertions,
		insertion{s.fset.Position(n.Pos()).Offset, order, false, before}, insertion{s.fset.Position(n.End()).Offset, order, true, after})
}

// woven returns the source with all its changes. What was wrapped first is outermost.
func (s *source) woven() []byte {
	slices.SortFunc(s.insertions, func(a, b insertion) int {
		switch {
		case a.at != b.at:
			return cmp.Compare(a.at, b.at)
		case a.after != b.after && a.after:
			return -1
		case a.after != b.after:
			return 1
		case a.after:
			return cmp.Compare(b.order, a.order)
		}
		return cmp.Compare(a.order, b.order)
	})
	var out strings.Builder
	from := 0
	for _, in := range s.insertions {
		out.Write(s.text[from:in.at])
		out.WriteString(in.text)
		from = in.at
	}
	out.Write(s.text[from:])
	return []byte(out.String())
}

// snippet returns the text of a node on one line, cut to what identifies it.
func (s *source) snippet(n ast.Node) string {
	text := string(s.text[s.fset.Position(n.Pos()).Offset:s.fset.Position(n.End()).Offset])
	text = strings.Join(strings.Fields(text), " ")
	if len(text) > 90 {
		text = text[:90]
	}
	return strings.ReplaceAll(text, "`", "'")
}

// helpers is what the woven sources call. Everything is as it was while the number is none of theirs.
const helpers = `package payment

import (
	"os"
	"strconv"
)

var posdMutant, _ = strconv.Atoi(os.Getenv("POSD_MUTANT"))

func posdNot[T ~bool](n int, v T) T { return v != T(posdMutant == n) }

func posdAdd[T ~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~float64](n int, v T) T {
	if posdMutant == n {
		return v + 1
	}
	return v
}

func posdDouble[T ~int64](n int, v T) T {
	if posdMutant == n {
		return 2*v + 1
	}
	return v
}

func posdNeg[T ~int | ~int64 | ~uint32 | ~uint64](n int, v T) T {
	if posdMutant == n {
		return -v
	}
	return v
}

func posdPick[T any](n int, v, w T) T {
	if posdMutant == n {
		return w
	}
	return v
}
`
