package evdev

import (
	lib "github.com/holoplot/go-evdev"
)

// Event is what the kernel says of one key: the members of its struct input_event but for the time
// (Documentation/input/event-codes.rst).
type Event struct {
	Type, Code uint16
	Value      int32 // of a key: 0 released, 1 pressed, 2 held down
}

// Decoder turns the events of one keyboard into what was typed on it. The zero value is of no use:
// see [NewDecoder].
type Decoder struct {
	keymap keymap

	frame []Event // since the last report
	lost  bool    // the kernel lost events, up to the next report

	held   map[lib.EvCode]bool // modifiers
	number altNumber
	dead   bool // the last character waits for the next
}

// garbled stands in the stream for what could not be read.
const garbled = 0

// maxFrame is how many events are gathered for one report. A report of a keyboard changes no more
// than 14 keys; what sends more is none.
const maxFrame = 64

// NewDecoder returns a Decoder for a keyboard with this layout. The error is ErrUnfit.
func NewDecoder(l Layout) (*Decoder, error) {
	m, err := l.keymap()
	if err != nil {
		return nil, err
	}
	return &Decoder{keymap: m, held: map[lib.EvCode]bool{}}, nil
}

// Append appends to dst what e completes: ASCII, CR for Enter, NUL for what is not to be read.
func (d *Decoder) Append(dst []byte, e Event) []byte {
	switch {
	case e.Type == lib.EV_SYN && e.Code == lib.SYN_DROPPED:
		d.lost, d.frame = true, d.frame[:0]
		clear(d.held)
		d.number = altNumber{}
		return append(dst, garbled)
	case e.Type == lib.EV_SYN && e.Code == lib.SYN_REPORT && d.lost:
		d.lost = false
	case e.Type == lib.EV_SYN && e.Code == lib.SYN_REPORT:
		return d.report(dst)
	case e.Type == lib.EV_KEY && !d.lost:
		if d.frame = append(d.frame, e); len(d.frame) == maxFrame {
			return d.report(dst)
		}
	}
	return dst
}

// report works through a frame. The events of a frame happened at once, in no order: Shift counts for
// the only key pressed with it even where it comes second.
func (d *Decoder) report(dst []byte) []byte {
	if d.pressed() == 1 {
		for _, e := range d.frame {
			if code := lib.EvCode(e.Code); e.Value == 1 && modifier(code) {
				d.hold(code)
			}
		}
	}
	for _, e := range d.frame {
		switch code := lib.EvCode(e.Code); {
		case e.Value == 1 && modifier(code):
			d.hold(code)
		case e.Value == 1:
			dst = d.press(dst, code)
		case e.Value == 0 && modifier(code):
			dst = d.release(dst, code)
		}
	}
	d.frame = d.frame[:0]
	return dst
}

// pressed counts the keys with a character that were pressed in the frame.
func (d *Decoder) pressed() int {
	n := 0
	for _, e := range d.frame {
		if _, types := d.keymap.keys[lib.EvCode(e.Code)]; types && e.Value == 1 {
			n++
		}
	}
	return n
}

func modifier(code lib.EvCode) bool {
	switch code {
	case lib.KEY_LEFTSHIFT, lib.KEY_RIGHTSHIFT, lib.KEY_LEFTALT, lib.KEY_RIGHTALT, lib.KEY_LEFTCTRL, lib.KEY_RIGHTCTRL:
		return true
	}
	return false
}

func (d *Decoder) hold(code lib.EvCode) {
	if code == lib.KEY_LEFTALT && !d.held[code] {
		d.number = altNumber{}
	}
	d.held[code] = true
}

func (d *Decoder) release(dst []byte, code lib.EvCode) []byte {
	delete(d.held, code)
	if code != lib.KEY_LEFTALT {
		return dst
	}
	number := d.number
	d.number = altNumber{}
	return number.append(dst)
}

// press appends what a key types now; keys without a character, such as F5, type nothing.
func (d *Decoder) press(dst []byte, code lib.EvCode) []byte {
	k, types := d.keymap.keys[code]
	if !types {
		return dst
	}
	ctrl := d.held[lib.KEY_LEFTCTRL] || d.held[lib.KEY_RIGHTCTRL]
	alt := d.held[lib.KEY_LEFTALT]
	switch {
	case alt && !ctrl:
		if !d.number.add(code) {
			return append(dst, garbled)
		}
		return dst
	case ctrl && !alt:
		return append(dst, control(k[0]))
	}
	c := k[d.level()]
	if wasDead := d.dead; wasDead && c == ' ' {
		d.dead = false
		return dst
	}
	d.dead = d.keymap.isDead(c)
	return append(dst, c)
}

// level is which of a key's characters is meant. Ctrl and Alt together are AltGr to Windows, and to
// scanners.
func (d *Decoder) level() int {
	switch {
	case d.held[lib.KEY_RIGHTALT], d.held[lib.KEY_LEFTALT]:
		return 2
	case d.held[lib.KEY_LEFTSHIFT], d.held[lib.KEY_RIGHTSHIFT]:
		return 1
	}
	return 0
}

// control is what a key types with Ctrl: M is CR, J is LF, I is Tab.
func control(c byte) byte {
	if 'a' <= c && c <= 'z' || c == '[' || c == '\\' || c == ']' {
		return c & 0x1f
	}
	return garbled
}

// altNumber is a character typed as its number on the keypad with Alt held down.
type altNumber struct {
	digits int
	value  byte // 255 for all that are larger
}

// add takes a digit, and reports whether it was one.
func (n *altNumber) add(code lib.EvCode) bool {
	c, ok := keypad()[code]
	if !ok || c < '0' || c > '9' {
		return false
	}
	n.digits++
	if n.value < 25 {
		n.value = 10*n.value + c - '0'
	} else {
		n.value = 255
	}
	return true
}

// append appends the character, if one was typed.
func (n altNumber) append(dst []byte) []byte {
	switch {
	case n.digits == 0:
		return dst
	case n.value > '~':
		return append(dst, garbled)
	}
	return append(dst, n.value)
}
