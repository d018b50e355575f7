package alipaytest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"unicode/utf8"
)

// object is a JSON object whose members keep the exact bytes they came in. Names are compared by case, unlike encoding/json's.
type object map[string]json.RawMessage

// parseObject reads one JSON object and nothing after it. A member given twice is an error: which of the two was meant?
func parseObject(raw []byte) (object, error) {
	if !utf8.Valid(raw) || !json.Valid(raw) {
		return nil, errSyntax
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	if first, err := dec.Token(); err != nil || first != json.Delim('{') {
		return nil, errSyntax
	}
	o := object{}
	for dec.More() {
		if err := o.read(dec); err != nil {
			return nil, err
		}
	}
	return o, nil
}

// read takes one member off dec.
func (o object) read(dec *json.Decoder) error {
	name, err := dec.Token()
	if err != nil {
		return errSyntax
	}
	key, ok := name.(string)
	if !ok {
		return errSyntax
	}
	if _, twice := o[key]; twice {
		return fmt.Errorf("%w: %q", errDuplicate, key)
	}
	var value json.RawMessage
	if err := dec.Decode(&value); err != nil {
		return errSyntax
	}
	o[key] = value
	return nil
}

// exactly reports an error unless the members are those named, no more, no fewer.
func (o object) exactly(names ...string) error {
	for _, name := range names {
		if _, ok := o[name]; !ok {
			return fmt.Errorf("%w: %q is missing", errMembers, name)
		}
	}
	if len(o) != len(names) {
		return fmt.Errorf("%w: %d of them, not %d", errMembers, len(o), len(names))
	}
	return nil
}

// text returns a member that is a JSON string.
func (o object) text(name string) (string, bool) {
	raw, ok := o[name]
	if !ok || len(raw) == 0 || raw[0] != '"' {
		return "", false
	}
	var s string
	if err := json.Unmarshal(raw, &s); err != nil {
		return "", false
	}
	return s, true
}

// object returns a member that is a JSON object.
func (o object) object(name string) (object, error) {
	raw, ok := o[name]
	if !ok {
		return nil, fmt.Errorf("%w: %q is missing", errMembers, name)
	}
	return parseObject(raw)
}
