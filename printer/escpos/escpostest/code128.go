package escpostest

import (
	"fmt"
	"strings"
)

// code128Widths are the bars and spaces of the symbol values 0 to 105 and of the
// stop pattern, in modules (ISO/IEC 15417, table 1), six digits each, seven for
// the stop.
const code128Widths = "" +
	"212222222122222221121223121322131222122213122312132212221213221312231212112232122132" +
	"122231113222123122123221223211221132221231213212223112312131311222321122321221312212" +
	"322112322211212123212321232121111323131123131321112313132113132311211313231113231311" +
	"112133112331132131113123113321133121313121211331231131213113213311213131311123311321" +
	"331121312113312311332111314111221411431111111224111422121124121421141122141221112214" +
	"112412122114122411142112142211241211221114413111241112134111111242121142121241114212" +
	"124112124211411212421112421211212141214121412121111143111341131141114113114311411113" +
	"411311113141114131311141411131211412211214211232" +
	"2331112"

// Symbol values with a meaning of their own.
const (
	code128Shift = 98
	code128Start = 103 // of code set A; B and C follow
	code128Stop  = 106
)

// code128 collects the symbols of one barcode.
type code128 struct {
	symbols []int
	text    strings.Builder // what a reader gives back
	human   strings.Builder // what is printed beside it (HRI)
	set     byte            // 'A', 'B' or 'C'; 0 before the first
}

// encodeCode128 follows the code sets the host chose, as the printer does: the
// data begins with {A, {B or {C, and {{ is a brace.
func encodeCode128(data []byte) (*code128, error) {
	c := new(code128)
	for i := 0; i < len(data); i++ {
		special := data[i] == '{'
		if special && i+1 == len(data) {
			return nil, fmt.Errorf("ends in a single brace")
		}
		switch {
		case special && data[i+1] == '{' && c.set != 0:
			i++
			special = false
		case special:
			i++
		}
		if err := c.add(data[i], special, false); err != nil {
			return nil, fmt.Errorf("byte %d: %w", i, err)
		}
		if special && data[i] == 'S' {
			i++
			if i == len(data) {
				return nil, fmt.Errorf("nothing after the shift")
			}
			if err := c.add(data[i], false, true); err != nil {
				return nil, fmt.Errorf("byte %d: %w", i, err)
			}
		}
	}
	if len(c.symbols) < 2 {
		return nil, fmt.Errorf("no data")
	}
	return c, nil
}

// add takes one byte of data, or the letter of a special character; shifted means
// the byte after {S, which belongs to the other of code sets A and B.
func (c *code128) add(b byte, special, shifted bool) error {
	if c.set == 0 {
		if !special || !between(b, 'A', 'C') {
			return fmt.Errorf("must begin with {A, {B or {C")
		}
		c.set = b
		c.symbols = append(c.symbols, code128Start+int(b-'A'))
		return nil
	}
	value, ok := c.value(b, shifted)
	if special {
		value, ok = c.special(b)
	}
	if !ok {
		return fmt.Errorf("%02X can't stand in code set %c", b, c.set)
	}
	c.symbols = append(c.symbols, value)
	if special && between(b, 'A', 'C') {
		c.set = b
	}
	if !special {
		c.read(b)
	}
	return nil
}

// value is that of one byte of data in the present code set.
func (c *code128) value(b byte, shifted bool) (value int, ok bool) {
	set := c.set
	if shifted {
		set = 'A' + 'B' - set
	}
	switch set {
	case 'A':
		if b < 0x20 {
			return int(b) + 64, true
		}
		return int(b) - 0x20, b < 0x60
	case 'B':
		return int(b) - 0x20, between(b, 0x20, 0x7f)
	default:
		return int(b), b < 100
	}
}

// special is the value of the character a brace and a letter stand for.
func (c *code128) special(b byte) (value int, ok bool) {
	inC := c.set == 'C'
	switch b {
	case 'A', 'B', 'C':
		return 99 + int('C'-b), b != c.set
	case 'S':
		return code128Shift, !inC
	case '1':
		return 102, true
	case '2':
		return 97, !inC
	case '3':
		return 96, !inC
	case '4':
		return 100 + int('B'-c.set), !inC
	default:
		return 0, false
	}
}

// read notes what the byte reads and prints as.
func (c *code128) read(b byte) {
	switch {
	case c.set == 'C':
		fmt.Fprintf(&c.text, "%02d", b)
		fmt.Fprintf(&c.human, "%02d", b)
	case b < 0x20 || b == 0x7f:
		c.text.WriteByte(b)
		c.human.WriteByte(' ')
	default:
		c.text.WriteByte(b)
		c.human.WriteByte(b)
	}
}

// modules draws the barcode, one dot per module and one row high.
func (c *code128) modules() *bitmap {
	sum := c.symbols[0]
	for i, v := range c.symbols[1:] {
		sum += (i + 1) * v
	}
	all := append(append([]int(nil), c.symbols...), sum%103, code128Stop)
	b := newBitmap(11*len(all)+2, 1)
	x := 0
	for _, v := range all {
		widths := code128Widths[6*v : min(6*v+6, len(code128Widths))]
		if v == code128Stop {
			widths = code128Widths[6*v:]
		}
		for i, d := range widths {
			if i%2 == 0 {
				b.fill(x, 0, int(d-'0'), 1)
			}
			x += int(d - '0')
		}
	}
	return b
}
