package alipaytest

import (
	"encoding/json"
	"fmt"
	"unicode/utf8"
)

// field is one member of a message as its page describes it.
type field struct {
	name     string
	kind     fieldKind
	max      int // characters of a text, bytes of the others; 0: no bound of its own
	required bool
}

type fieldKind int

const (
	kindText   fieldKind = iota // a string
	kindObject                  // an object
	kindLoose                   // a string or an object: pages and samples differ about key-value members
)

// refused is a request that goes no further.
type refused struct {
	code   string // result code, or "" when only an HTTP status is answered
	status int    // HTTP status; 0: 200
	signed bool   // whether Alipay signs this answer
	why    string // for the events; never a key, a code or a buyer
	ours   bool   // a fault of the simulation, not of the client
}

func missing(name string) *refused {
	return &refused{code: CodeParamMissing, signed: true, why: name + " is missing"}
}

func illegal(format string, args ...any) *refused {
	return &refused{code: CodeParamIllegal, signed: true, why: fmt.Sprintf(format, args...)}
}

// checkFields holds the members of o against their description. Members that are not described are illegal unless unknown.
func checkFields(o object, fields []field, unknown bool) *refused {
	known := map[string]bool{}
	for _, f := range fields {
		known[f.name] = true
		if r := f.check(o); r != nil {
			return r
		}
	}
	for name := range o {
		if !known[name] && !unknown {
			return illegal("member %q is on no page", name)
		}
	}
	return nil
}

func (f field) check(o object) *refused {
	raw, ok := o[f.name]
	if !ok {
		if f.required {
			return missing(f.name)
		}
		return nil
	}
	text, isText := o.text(f.name)
	switch f.kind {
	case kindText:
		if !isText {
			return illegal("%s is not a string", f.name)
		}
		return f.checkText(text)
	case kindObject:
		return f.checkObject(raw)
	case kindLoose:
		if isText {
			return f.checkText(text)
		}
		return f.checkObject(raw)
	}
	return nil
}

func (f field) checkText(text string) *refused {
	switch {
	case text == "" && f.required:
		return missing(f.name)
	case f.max > 0 && utf8.RuneCountInString(text) > f.max:
		return illegal("%s is longer than %d", f.name, f.max)
	}
	return nil
}

func (f field) checkObject(raw json.RawMessage) *refused {
	if _, err := parseObject(raw); err != nil {
		return illegal("%s: %v", f.name, err)
	}
	if f.max > 0 && len(raw) > f.max {
		return illegal("%s is longer than %d", f.name, f.max)
	}
	return nil
}
