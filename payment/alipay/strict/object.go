package strict

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"
)

// Object is the members of a JSON object in the order of the text.
type Object []Member

// Member is one member of an object.
type Member struct {
	Name  string
	Value []byte // the bytes of the value as they stand in the text, without blanks around
}

// Parse reads a text that is one JSON object, maybe with blanks around it. The error wraps [ErrSyntax], [ErrRepeated] or
// [ErrLimit].
func Parse(text []byte) (Object, error) {
	if !utf8.Valid(text) {
		return nil, fmt.Errorf("%w: not UTF-8", ErrSyntax)
	}
	s := scanner{text: text}
	s.blanks()
	members, err := s.object()
	if err != nil {
		return nil, err
	}
	s.blanks()
	if s.pos != len(text) {
		return nil, s.syntax("text after the object")
	}
	return members, nil
}

// Value returns the bytes of the member with exactly this name. A null is not there.
func (o Object) Value(name string) ([]byte, bool) {
	for _, m := range o {
		if m.Name == name {
			return m.Value, string(m.Value) != "null"
		}
	}
	return nil, false
}

// Object returns the member with exactly this name as an object, nil if it is not there. The error wraps [ErrKind].
func (o Object) Object(name string) (Object, error) {
	value, ok := o.Value(name)
	if !ok {
		return nil, nil
	}
	if value[0] != '{' {
		return nil, fmt.Errorf("%w: %s is not an object", ErrKind, name)
	}
	return Parse(value)
}

// Text returns the member with exactly this name as text: a string decoded, a number as it is written. It returns "" if the
// member is not there; an empty string and none are the same. The error wraps [ErrKind].
func (o Object) Text(name string) (string, error) {
	value, ok := o.Value(name)
	if !ok {
		return "", nil
	}
	switch c := value[0]; {
	case c == '"':
		return unquote(value), nil
	case c == '-' || (c >= '0' && c <= '9'):
		return string(value), nil
	}
	return "", fmt.Errorf("%w: %s is neither text nor a number", ErrKind, name)
}

// unquote decodes a string that the scanner has checked.
func unquote(quoted []byte) string {
	inner := quoted[1 : len(quoted)-1]
	if bytes.IndexByte(inner, '\\') < 0 {
		return string(inner)
	}
	var s string
	_ = json.Unmarshal(quoted, &s) // cannot fail: the scanner took the string
	return s
}

// TextAt returns the text at the end of a path of member names, "" if anything on the way is not there.
func TextAt(o Object, path string) (string, error) {
	for o != nil {
		name, rest, deeper := strings.Cut(path, ".")
		if !deeper {
			return o.Text(name)
		}
		inner, err := o.Object(name)
		if err != nil {
			return "", err
		}
		o, path = inner, rest
	}
	return "", nil
}
