package configs

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"

	"posd/configs/words"
)

// maxDepth bounds the parts of a key that are remembered; ours have three.
const maxDepth = 6

// source remembers where a document says what.
type source struct {
	file string
	area string           // before its keys in the catalogue of words
	at   map[string]place // by dotted key
}

// place is where a key is written.
type place struct {
	line int
	raw  string // the value as written; empty for tables and arrays
}

// newSource indexes data, which the decoder has found to be TOML.
func newSource(file string, data []byte) source {
	ix := indexer{data: data, at: map[string]place{}, entries: map[string]int{}}
	ix.parser.Reset(data)
	for ix.parser.NextExpression() {
		ix.expression(ix.parser.Expression())
	}
	return source{file: file, at: ix.at}
}

// fault returns a fault of key. Where the document gives the key a value, that
// is shown instead of value, unless it may be a secret.
func (s source) fault(key, value string, problem, hint words.Message) Fault {
	if raw := s.at[key].raw; raw != "" {
		value = raw
	}
	if hint.IsZero() {
		hint = about(s.area + key)
	}
	return Fault{
		File: s.file, Line: s.line(key), Key: presentableKey(key), Value: presentable(key, value),
		Problem: problem, Hint: hint,
	}
}

// line returns the line of key, or else of the nearest table around it, or 0.
func (s source) line(key string) int {
	for key != "" {
		if p, ok := s.at[key]; ok {
			return p.line
		}
		key = key[:max(strings.LastIndexByte(key, '.'), 0)]
	}
	return 0
}

// indexer walks a document and notes the place of each key.
type indexer struct {
	parser  unstable.Parser
	data    []byte
	at      map[string]place
	entries map[string]int // of each array of tables, how many so far
	table   string         // the dotted key of the table in force
	depth   int            // parts of table
}

// expression notes a header or a top-level key and its value.
func (ix *indexer) expression(n *unstable.Node) {
	if n.Kind == unstable.KeyValue {
		ix.keyValue(ix.table, ix.depth, n)
		return
	}
	if n.Kind == unstable.ArrayTable {
		ix.arrayTable(n)
		return
	}
	ix.table, ix.depth = ix.path("", 0, n.Key())
}

// arrayTable notes the next entry of an array of tables.
func (ix *indexer) arrayTable(n *unstable.Node) {
	path, depth := "", 0
	for it := n.Key(); it.Next() && depth <= maxDepth; depth++ {
		here := place{line: ix.line(it.Node())}
		path = join(path, string(it.Node().Data))
		ix.note(path, here)
		if it.IsLast() {
			ix.entries[path]++
		}
		path += ix.last(path)
		ix.note(path, here)
	}
	ix.table, ix.depth = path, depth
}

// keyValue notes one key and everything inside its value.
func (ix *indexer) keyValue(table string, depth int, n *unstable.Node) {
	path, depth := ix.path(table, depth, n.Key())
	ix.value(path, depth, n.Value())
}

// value notes what a value holds: the text of a scalar, the entries of an array,
// the keys of an inline table.
func (ix *indexer) value(path string, depth int, v *unstable.Node) {
	if depth > maxDepth {
		return
	}
	if v.Kind == unstable.InlineTable {
		for it := v.Children(); it.Next(); {
			ix.keyValue(path, depth, it.Node())
		}
		return
	}
	if v.Kind == unstable.Array {
		ix.array(path, depth, v)
		return
	}
	p := ix.at[path]
	p.raw = string(ix.parser.Raw(v.Raw))
	ix.at[path] = p
}

// array notes the entries of an array.
func (ix *indexer) array(path string, depth int, v *unstable.Node) {
	it := v.Children()
	for i := 0; it.Next(); i++ {
		at := entry(path, i)
		ix.note(at, place{line: ix.lineOf(it.Node(), path)})
		ix.value(at, depth+1, it.Node())
	}
}

// path extends a table's key by the parts of a dotted one, noting each.
func (ix *indexer) path(table string, depth int, parts unstable.Iterator) (string, int) {
	for parts.Next() && depth <= maxDepth {
		n := parts.Node()
		depth++
		table = join(table, string(n.Data))
		ix.note(table, place{line: ix.line(n)})
		table += ix.last(table)
	}
	return table, depth
}

// last returns the index of the newest entry if path is an array of tables.
func (ix *indexer) last(path string) string {
	if n := ix.entries[path]; n > 0 {
		return "[" + strconv.Itoa(n) + "]"
	}
	return ""
}

// note keeps the first place of a key.
func (ix *indexer) note(path string, p place) {
	if _, seen := ix.at[path]; !seen {
		ix.at[path] = p
	}
}

// line returns the line on which n starts.
func (ix *indexer) line(n *unstable.Node) int {
	return 1 + bytes.Count(ix.data[:n.Raw.Offset], []byte{'\n'})
}

// lineOf returns the line of n, or of the key around it if the parser did not
// keep n's own.
func (ix *indexer) lineOf(n *unstable.Node, around string) int {
	if n.Raw.Length == 0 {
		return ix.at[around].line
	}
	return ix.line(n)
}

// join appends one part to a dotted key.
func join(table, name string) string {
	if table == "" {
		return name
	}
	return table + "." + name
}
