package spot

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
)

// Limits of an answer. Alipay's are three levels deep and have some thirty elements.
const (
	maxDepth    = 8
	maxChildren = 128
)

// element is one XML element. Its text is the very bytes of the document, in the document's charset: names and markup are ASCII in
// GBK as in UTF-8, and no second byte of a GBK character is below 0x40, so that none looks like markup.
type element struct {
	name     string // with the attribute of a <param name="">
	text     []byte // nil where there are children
	children []element
}

// parseXML reads a document that is one element, after a declaration or none: no document type, no comments, no sections, no
// entities of its own, no two children of one name. The error wraps errSyntax, errRepeated or errLimit and tells a byte offset,
// never the text.
func parseXML(doc []byte) (element, error) {
	s := scanner{doc: bytes.TrimSpace(doc)}
	s.pos = len(declaration.Find(s.doc))
	s.blanks()
	root, err := s.element(1)
	if err != nil {
		return element{}, err
	}
	if s.pos != len(s.doc) {
		return element{}, s.syntax("something after the document")
	}
	return root, nil
}

// child returns the child of exactly this name, or an empty element.
func (e element) child(name string) (element, bool) {
	for _, c := range e.children {
		if c.name == name {
			return c, true
		}
	}
	return element{}, false
}

// value returns the text of the child of exactly this name, "" if it is not there.
func (e element) value(name string) string {
	c, _ := e.child(name)
	return string(c.text)
}

// declaration is what may stand before the document. Whatever it says of the charset, nothing is decoded by it.
var declaration = regexp.MustCompile(`^<\?xml version="1\.0"( encoding="[A-Za-z][A-Za-z0-9-]{1,15}")?( standalone="(yes|no)")? ?\?>`)

// scanner walks over a document once.
type scanner struct {
	doc []byte
	pos int
}

func (s *scanner) syntax(what string) error {
	return fmt.Errorf("%w: %s at byte %d", errSyntax, what, s.pos)
}

func (s *scanner) blanks() {
	for s.pos < len(s.doc) && strings.IndexByte(" \t\r\n", s.doc[s.pos]) >= 0 {
		s.pos++
	}
}

func (s *scanner) take(text string) bool {
	if !bytes.HasPrefix(s.doc[s.pos:], []byte(text)) {
		return false
	}
	s.pos += len(text)
	return true
}

// word reads a name: letters, digits, "_", "-" and ".".
func (s *scanner) word() string {
	start := s.pos
	for s.pos < len(s.doc) && isName(s.doc[s.pos]) {
		s.pos++
	}
	return string(s.doc[start:s.pos])
}

func isName(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-' || c == '.'
}

// element reads the element at the position.
func (s *scanner) element(depth int) (element, error) {
	if depth > maxDepth {
		return element{}, fmt.Errorf("%w at byte %d", errLimit, s.pos)
	}
	if !s.take("<") {
		return element{}, s.syntax("no element")
	}
	name := s.word()
	if name == "" || name[0] < 'A' { // no digit, "-" or "." begins a name
		return element{}, s.syntax("no name")
	}
	e := element{name: name, text: []byte{}}
	attribute, err := s.attribute()
	if err != nil {
		return element{}, err
	}
	if attribute != "" {
		e.name += " " + attribute
	}
	if s.take("/>") {
		return e, nil
	}
	if !s.take(">") {
		return element{}, s.syntax("no end of a tag")
	}
	if err := s.content(&e, depth); err != nil {
		return element{}, err
	}
	if !s.take("</") || s.word() != name || !s.take(">") {
		return element{}, s.syntax("no end tag")
	}
	return e, nil
}

// attribute reads the one attribute that the gateway writes: <param name="service">.
func (s *scanner) attribute() (string, error) {
	s.blanks()
	if !s.take(`name="`) {
		return "", nil
	}
	value := s.word()
	if !s.take(`"`) {
		return "", s.syntax("no attribute")
	}
	s.blanks()
	return value, nil
}

// content reads text or children up to the end tag.
func (s *scanner) content(e *element, depth int) error {
	end := bytes.IndexByte(s.doc[s.pos:], '<')
	if end < 0 {
		return s.syntax("the end in an element")
	}
	text := s.doc[s.pos : s.pos+end]
	if bytes.ContainsFunc(text, isControl) || !goodEntities(text) {
		return s.syntax("a character that does not belong here")
	}
	s.pos += end
	for !bytes.HasPrefix(s.doc[s.pos:], []byte("</")) {
		if len(bytes.TrimSpace(text)) > 0 {
			return s.syntax("text beside elements")
		}
		child, err := s.element(depth + 1)
		if err != nil {
			return err
		}
		if err := e.add(child, s.pos); err != nil {
			return err
		}
		s.blanks()
	}
	if len(e.children) == 0 {
		e.text = text
	}
	return nil
}

func (e *element) add(child element, pos int) error {
	if len(e.children) == maxChildren {
		return fmt.Errorf("%w at byte %d", errLimit, pos)
	}
	for _, c := range e.children {
		if strings.EqualFold(c.name, child.name) {
			return fmt.Errorf("%w before byte %d", errRepeated, pos)
		}
	}
	e.children, e.text = append(e.children, child), nil
	return nil
}

func isControl(r rune) bool { return r < ' ' && r != '\t' && r != '\r' && r != '\n' || r == 0x7f }

// goodEntities reports whether every & begins one of the five that XML itself has. They occur where our own parameters are repeated;
// in what is signed they are refused, because no page says whether the signature covers them or what they stand for.
func goodEntities(text []byte) bool {
	for i := bytes.IndexByte(text, '&'); i >= 0; {
		rest := text[i:]
		good := false
		for _, name := range []string{"&amp;", "&lt;", "&gt;", "&quot;", "&apos;"} {
			good = good || bytes.HasPrefix(rest, []byte(name))
		}
		if !good {
			return false
		}
		next := bytes.IndexByte(rest[1:], '&')
		if next < 0 {
			return true
		}
		i += 1 + next
	}
	return true
}
