package strict

import (
	"bytes"
	"fmt"
	"strings"
)

// Limits of a text. Alipay's answers are four levels deep and have some twenty members.
const (
	MaxDepth   = 32
	MaxMembers = 256
)

// scanner walks over a text once and checks every byte of it.
type scanner struct {
	text  []byte
	pos   int
	depth int
}

func (s *scanner) syntax(what string) error {
	return fmt.Errorf("%w: %s at byte %d", ErrSyntax, what, s.pos)
}

// peek returns the byte at the position, 0 at the end. A zero byte in the text fits nowhere either.
func (s *scanner) peek() byte {
	if s.pos < len(s.text) {
		return s.text[s.pos]
	}
	return 0
}

func (s *scanner) take(c byte) bool {
	if s.peek() != c || s.pos == len(s.text) {
		return false
	}
	s.pos++
	return true
}

func (s *scanner) blanks() {
	for s.pos < len(s.text) {
		switch s.text[s.pos] {
		case ' ', '\t', '\n', '\r':
			s.pos++
		default:
			return
		}
	}
}

func (s *scanner) enter() error {
	s.depth++
	if s.depth > MaxDepth {
		return fmt.Errorf("%w at byte %d", ErrLimit, s.pos)
	}
	return nil
}

func (s *scanner) value() error {
	switch c := s.peek(); {
	case c == '{':
		_, err := s.object()
		return err
	case c == '[':
		return s.array()
	case c == '"':
		_, err := s.quoted()
		return err
	case c == '-' || (c >= '0' && c <= '9'):
		return s.number()
	}
	return s.literal()
}

// object reads the members of the object at the position and refuses a name that is there already.
func (s *scanner) object() (Object, error) {
	if !s.take('{') {
		return nil, s.syntax("no object")
	}
	if err := s.enter(); err != nil {
		return nil, err
	}
	members := make(Object, 0, 8)
	s.blanks()
	for !s.take('}') {
		if len(members) > 0 {
			if !s.take(',') {
				return nil, s.syntax("no comma")
			}
			s.blanks()
		}
		m, err := s.member()
		if err != nil {
			return nil, err
		}
		if err := s.fits(members, m.Name); err != nil {
			return nil, err
		}
		members = append(members, m)
		s.blanks()
	}
	s.depth--
	return members, nil
}

func (s *scanner) fits(members Object, name string) error {
	if len(members) == MaxMembers {
		return fmt.Errorf("%w at byte %d", ErrLimit, s.pos)
	}
	for _, m := range members {
		if strings.EqualFold(m.Name, name) {
			return fmt.Errorf("%w before byte %d", ErrRepeated, s.pos)
		}
	}
	return nil
}

func (s *scanner) member() (Member, error) {
	name, err := s.quoted()
	if err != nil {
		return Member{}, err
	}
	if bytes.IndexByte(name, '\\') >= 0 {
		return Member{}, s.syntax("an escape in a name before")
	}
	s.blanks()
	if !s.take(':') {
		return Member{}, s.syntax("no colon")
	}
	s.blanks()
	start := s.pos
	if err := s.value(); err != nil {
		return Member{}, err
	}
	return Member{Name: string(name[1 : len(name)-1]), Value: s.text[start:s.pos]}, nil
}

func (s *scanner) array() error {
	s.pos++
	if err := s.enter(); err != nil {
		return err
	}
	s.blanks()
	for first := true; !s.take(']'); first = false {
		if !first {
			if !s.take(',') {
				return s.syntax("no comma")
			}
			s.blanks()
		}
		if err := s.value(); err != nil {
			return err
		}
		s.blanks()
	}
	s.depth--
	return nil
}

// quoted reads a string and returns it with its quotes and escapes.
func (s *scanner) quoted() ([]byte, error) {
	start := s.pos
	if !s.take('"') {
		return nil, s.syntax("no string")
	}
	for {
		switch c := s.peek(); {
		case c == '"':
			s.pos++
			return s.text[start:s.pos], nil
		case c < ' ':
			return nil, s.syntax("a control character or the end in a string")
		case c == '\\':
			if err := s.escape(); err != nil {
				return nil, err
			}
		default:
			s.pos++
		}
	}
}

func (s *scanner) escape() error {
	s.pos++
	c := s.peek()
	s.pos++
	switch c {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return nil
	case 'u':
		for range 4 {
			if !strings.ContainsRune("0123456789abcdefABCDEF", rune(s.peek())) || s.peek() == 0 {
				return s.syntax("no hex digit")
			}
			s.pos++
		}
		return nil
	}
	s.pos--
	return s.syntax("no escape")
}

// number reads what RFC 8259 section 6 calls a number.
func (s *scanner) number() error {
	s.take('-')
	if !s.take('0') && !s.digits() {
		return s.syntax("no digit")
	}
	if s.take('.') && !s.digits() {
		return s.syntax("no digit")
	}
	if s.take('e') || s.take('E') {
		if !s.take('+') {
			s.take('-')
		}
		if !s.digits() {
			return s.syntax("no digit")
		}
	}
	return nil
}

func (s *scanner) digits() bool {
	start := s.pos
	for c := s.peek(); c >= '0' && c <= '9'; c = s.peek() {
		s.pos++
	}
	return s.pos > start
}

func (s *scanner) literal() error {
	for _, word := range []string{"null", "true", "false"} {
		if bytes.HasPrefix(s.text[s.pos:], []byte(word)) {
			s.pos += len(word)
			return nil
		}
	}
	return s.syntax("no value")
}
