package evdev

import (
	"fmt"
	"strings"

	lib "github.com/holoplot/go-evdev"

	"posd/drivers"
)

// Layout is the keyboard that a scanner poses as.
type Layout string

// Layouts.
const (
	US Layout = "us"
	DE Layout = "de"
	FR Layout = "fr"
)

// rows are the characters of a layout's keys, in the order of places, plain, with Shift and with
// AltGr; "·" is a key without a character. Dead characters wait for the next one; a scanner sends a
// space after them.
type rows struct{ plain, shift, altgr, dead string }

// places are the keys that have a character in some layout: four rows from the left.
func places() []lib.EvCode {
	return []lib.EvCode{
		lib.KEY_GRAVE, lib.KEY_1, lib.KEY_2, lib.KEY_3, lib.KEY_4, lib.KEY_5, lib.KEY_6, lib.KEY_7,
		lib.KEY_8, lib.KEY_9, lib.KEY_0, lib.KEY_MINUS, lib.KEY_EQUAL,
		lib.KEY_Q, lib.KEY_W, lib.KEY_E, lib.KEY_R, lib.KEY_T, lib.KEY_Y, lib.KEY_U, lib.KEY_I,
		lib.KEY_O, lib.KEY_P, lib.KEY_LEFTBRACE, lib.KEY_RIGHTBRACE,
		lib.KEY_A, lib.KEY_S, lib.KEY_D, lib.KEY_F, lib.KEY_G, lib.KEY_H, lib.KEY_J, lib.KEY_K,
		lib.KEY_L, lib.KEY_SEMICOLON, lib.KEY_APOSTROPHE, lib.KEY_BACKSLASH,
		lib.KEY_102ND, lib.KEY_Z, lib.KEY_X, lib.KEY_C, lib.KEY_V, lib.KEY_B, lib.KEY_N, lib.KEY_M,
		lib.KEY_COMMA, lib.KEY_DOT, lib.KEY_SLASH,
	}
}

// layouts are those of xkeyboard-config (symbols/us, de, fr), which agree with Windows in all that
// a barcode can hold.
func layouts() map[Layout]rows {
	return map[Layout]rows{
		US: {
			plain: "`1234567890-=" + "qwertyuiop[]" + `asdfghjkl;'\` + "<zxcvbnm,./",
			shift: "~!@#$%^&*()_+" + "QWERTYUIOP{}" + `ASDFGHJKL:"|` + ">ZXCVBNM<>?",
			altgr: "·············" + "············" + "············" + "···········",
		},
		DE: {
			plain: "^1234567890ß´" + "qwertzuiopü+" + "asdfghjklöä#" + "<yxcvbnm,.-",
			shift: `°!"§$%&/()=?` + "`" + "QWERTZUIOPÜ*" + "ASDFGHJKLÖÄ'" + ">YXCVBNM;:_",
			altgr: "·······{[]}\\·" + "@··········~" + "············" + "|··········",
			dead:  "^`",
		},
		FR: {
			plain: `²&é"'(-è_çà)=` + "azertyuiop^$" + "qsdfghjklmù*" + "<wxcvbn,;:!",
			shift: "~1234567890°+" + "AZERTYUIOP¨£" + "QSDFGHJKLM%µ" + ">WXCVBN?./§",
			altgr: "··~#{[|`\\^@]}" + "············" + "············" + "···········",
			dead:  "^",
		},
	}
}

// key is what one key types, plain, with Shift and with AltGr; 0 is nothing that a code can hold.
type key [3]byte

// keymap is a layout, ready to be looked up.
type keymap struct {
	keys map[lib.EvCode]key
	dead string
}

// keymap returns l ready to be looked up, or ErrUnfit.
func (l Layout) keymap() (keymap, error) {
	r, ok := layouts()[l]
	if !ok {
		return keymap{}, fmt.Errorf("%w: keyboard layout %q", drivers.ErrUnfit, string(l))
	}
	m := keymap{keys: map[lib.EvCode]key{}, dead: r.dead}
	for level, row := range []string{r.plain, r.shift, r.altgr} {
		chars := []rune(row)
		for i, code := range places() {
			k := m.keys[code]
			if c := chars[i]; c < 0x80 {
				k[level] = byte(c)
			}
			m.keys[code] = k
		}
	}
	// Keys of other countries, whose characters are not known here.
	for _, code := range []lib.EvCode{lib.KEY_RO, lib.KEY_YEN, lib.KEY_KPJPCOMMA} {
		m.keys[code] = key{}
	}
	for code, c := range keypad() {
		m.keys[code] = key{c, c, c}
	}
	if l == DE {
		m.keys[lib.KEY_KPDOT] = key{',', ',', ','}
	}
	return m, nil
}

// keypad are the keys that type the same in every layout, with or without Shift.
func keypad() map[lib.EvCode]byte {
	return map[lib.EvCode]byte{
		lib.KEY_ENTER: '\r', lib.KEY_TAB: '\t', lib.KEY_SPACE: ' ',
		lib.KEY_KP0: '0', lib.KEY_KP1: '1', lib.KEY_KP2: '2', lib.KEY_KP3: '3', lib.KEY_KP4: '4',
		lib.KEY_KP5: '5', lib.KEY_KP6: '6', lib.KEY_KP7: '7', lib.KEY_KP8: '8', lib.KEY_KP9: '9',
		lib.KEY_KPDOT: '.', lib.KEY_KPCOMMA: ',', lib.KEY_KPPLUS: '+', lib.KEY_KPMINUS: '-',
		lib.KEY_KPASTERISK: '*', lib.KEY_KPSLASH: '/', lib.KEY_KPEQUAL: '=', lib.KEY_KPENTER: '\r',
		lib.KEY_KPLEFTPAREN: '(', lib.KEY_KPRIGHTPAREN: ')',
	}
}

// isDead reports whether c waits for the character after it.
func (m keymap) isDead(c byte) bool { return c != 0 && strings.IndexByte(m.dead, c) >= 0 }
