package staff

import (
	"encoding/json"
	"fmt"
	"time"

	"posd/daemon/journal"
)

// Stream is the journal's stream of operators and shifts.
const Stream = "staff"

// version of the records' bodies.
const version = 1

// Kinds and keys of the records.
const (
	kindAdded   = "operator_added"
	kindChanged = "operator_changed"
	kindRemoved = "operator_removed"
	kindWrong   = "wrong_pin"
	kindRight   = "right_pin"

	kindOpened  = "shift_opened"
	kindOn      = "signed_on"
	kindOff     = "signed_off"
	kindHanded  = "shift_handed_over"
	kindClosed  = "shift_closed"
	operatorKey = "operator:" // and the operator's number
	wrongKey    = "pin:"      // and the operator's number
	shiftKey    = "shift"
)

// member is an operator as it is kept.
type member struct {
	Operator

	badge string // digest of the badge's code; empty without one
	pin   string // name of the PIN in the safe
	gone  bool
}

type memberBody struct {
	ID      string    `json:"id"`
	Name    string    `json:"name,omitempty"`
	Role    Role      `json:"role"`
	Limits  Limits    `json:"limits,omitzero"`
	Badge   string    `json:"badge,omitempty"`
	PIN     string    `json:"pin_ref,omitempty"`
	Gone    bool      `json:"removed,omitempty"`
	Changed time.Time `json:"at"`
	By      string    `json:"by,omitempty"`
}

func (m member) record(kind string) journal.Record {
	body := memberBody{m.ID, m.Name, m.Role, m.Limits, m.badge, m.pin, m.gone, m.Changed, m.By}
	return record(kind, operatorKey+m.ID, !m.gone, body)
}

func memberOf(e journal.Entry) (member, error) {
	var b memberBody
	if err := decode(e, &b); err != nil {
		return member{}, err
	}
	o := Operator{ID: b.ID, Name: b.Name, Role: b.Role, Limits: b.Limits, Badge: b.Badge != "", Changed: b.Changed, By: b.By}
	return member{o, b.Badge, b.PIN, b.Gone}, o.check()
}

type wrongBody struct {
	Operator string `json:"operator"`
	Wrong    int    `json:"wrong"` // in a row
}

// record makes a record; what it holds is text, numbers and times only, which always encode.
func record(kind, key string, open bool, body any) journal.Record {
	raw, _ := json.Marshal(body)
	return journal.Record{Stream: Stream, Kind: kind, Key: key, Version: version, Open: open, Body: raw}
}

func decode(e journal.Entry, body any) error {
	if e.Version != version {
		return fmt.Errorf("%w: version %d of %s", ErrRecord, e.Version, e.Key)
	}
	if err := json.Unmarshal(e.Body, body); err != nil {
		return fmt.Errorf("%w: %s: %w", ErrRecord, e.Key, err)
	}
	return nil
}
