package staff

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Role says what an operator may do.
type Role string

// Roles, each of which may what those before it may. Guest is nobody's: it is who has not signed on.
const (
	Guest      Role = ""
	Cashier    Role = "cashier"    // sell, give back within the limits, open the drawer, hand over
	Supervisor Role = "supervisor" // approve refunds, close the day, explain what a bill shows
	Admin      Role = "admin"      // manage operators, set the clock, read the journal
)

// Roles returns the roles that an operator can have.
func Roles() []Role { return []Role{Cashier, Supervisor, Admin} }

// AtLeast reports whether r may what least may.
func (r Role) AtLeast(least Role) bool {
	order := []Role{Guest, Cashier, Supervisor, Admin}
	return slices.Index(order, r) >= slices.Index(order, least)
}

// Limits bound what an operator gives back alone, in smallest units of the terminal's currency. nil is no limit of their own: the
// role's holds. 0 is nothing at all.
type Limits struct {
	Each *int64 `json:"each,omitempty"` // one refund
	Day  *int64 `json:"day,omitempty"`  // all refunds of a business day
}

// or returns l with what it does not say taken from role.
func (l Limits) or(role Limits) Limits {
	if l.Each == nil {
		l.Each = role.Each
	}
	if l.Day == nil {
		l.Day = role.Day
	}
	return l
}

// Operator is somebody who works at the terminal.
type Operator struct {
	ID      string // the number they sign on with: 1..16 letters and digits
	Name    string // at most 40 bytes; may be empty
	Role    Role
	Limits  Limits // their own
	Badge   bool   // they have one
	Changed time.Time
	By      string // who changed it
}

// Bounds of what an operator has.
const (
	maxID, maxName = 16, 40
	minPIN, maxPIN = 4, 12
)

// Label is how records, receipts and reports name the operator: number and name, at most 57 bytes.
func (o Operator) Label() string {
	if o.Name == "" || o.Name == o.ID {
		return o.ID
	}
	return o.ID + " " + o.Name
}

// IDOf returns the number in a Label.
func IDOf(label string) string {
	id, _, _ := strings.Cut(label, " ")
	return id
}

func (o Operator) check() error {
	switch {
	case o.ID == "" || len(o.ID) > maxID || strings.ContainsFunc(o.ID, notPlain):
		return fmt.Errorf("%w: a number is 1 to %d letters and digits", ErrOperator, maxID)
	case len(o.Name) > maxName || !utf8.ValidString(o.Name) || strings.ContainsFunc(o.Name, unicode.IsControl) || strings.TrimSpace(o.Name) != o.Name:
		return fmt.Errorf("%w: a name is at most %d bytes of text", ErrOperator, maxName)
	case !slices.Contains(Roles(), o.Role):
		return fmt.Errorf("%w: a role is cashier, supervisor or admin", ErrOperator)
	case negative(o.Limits.Each) || negative(o.Limits.Day):
		return fmt.Errorf("%w: a limit is not below zero", ErrOperator)
	}
	return nil
}

func negative(n *int64) bool { return n != nil && *n < 0 }

func notPlain(r rune) bool {
	return (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
}

// checkPIN refuses what cannot be typed on a keypad, or guessed at once: one digit again and again.
func checkPIN(pin string) error {
	digits := strings.Trim(pin, "0123456789") == ""
	if !digits || len(pin) < minPIN || len(pin) > maxPIN || strings.Count(pin, pin[:1]) == len(pin) {
		return fmt.Errorf("%w: a PIN is %d to %d digits, not all the same", ErrOperator, minPIN, maxPIN)
	}
	return nil
}
