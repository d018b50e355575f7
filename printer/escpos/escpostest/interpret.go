package escpostest

import "slices"

// Control codes.
const (
	nul byte = 0x00
	eot byte = 0x04
	enq byte = 0x05
	bel byte = 0x07
	ht  byte = 0x09
	lf  byte = 0x0a
	cr  byte = 0x0d
	dle byte = 0x10
	dc4 byte = 0x14
	can byte = 0x18
	esc byte = 0x1b
	fs  byte = 0x1c
	gs  byte = 0x1d
)

// interpret executes one byte taken from the receive buffer.
func (p *Printer) interpret(b byte) {
	switch {
	case !p.selected:
		p.awaitSelection(b)
	case p.raster != nil:
		p.takeRaster(b)
	case len(p.cmd) > 0:
		p.extendCommand(b)
	case b >= 0x20:
		p.doing = ""
		p.takeText(b)
	default:
		p.dropHalf()
		p.high = 0
		p.extendCommand(b)
	}
	p.consumed++
}

// extendCommand adds a byte to the command being received and executes it when
// it is whole.
func (p *Printer) extendCommand(b byte) {
	p.cmd = append(p.cmd, b)
	if p.cmd[0] == dle {
		p.skipRealTime()
		return
	}
	key, whole := prefix(p.cmd)
	if !whole {
		return
	}
	c, ok := p.commands[key]
	if !ok {
		c = unknownCommand(key)
	}
	args := p.cmd[len(key):]
	if len(args) < c.size(args) {
		return
	}
	p.doing, p.cmd = commandName(key), nil
	c.run(p, args)
}

// prefix returns the bytes that name a command, once they are all there: one for
// a control code, two after ESC, FS and GS, three where a second letter follows.
func prefix(cmd []byte) (key string, whole bool) {
	want := 1
	if cmd[0] == esc || cmd[0] == fs || cmd[0] == gs {
		want = 2
		if len(cmd) > 1 && threeByte(cmd[0], cmd[1]) {
			want = 3
		}
	}
	if len(cmd) < want {
		return "", false
	}
	return string(cmd[:want]), true
}

// threeByte tells whether a command's name goes on after its second byte.
func threeByte(first, second byte) bool {
	return second == '(' || first == gs && second == 'v' || first == esc && second == 'c'
}

// skipRealTime passes over a real-time command met in turn: it was obeyed when it
// was received.
func (p *Printer) skipRealTime() {
	size, known := realTimeSize(p.cmd)
	if !known {
		p.doing = "DLE"
		p.violate(UnknownCommand, "% X", p.cmd)
		p.cmd = nil
		return
	}
	if size > 0 && len(p.cmd) == size {
		p.cmd = nil
	}
}

// awaitSelection ignores everything but ESC = while another device is selected.
func (p *Printer) awaitSelection(b byte) {
	p.selecting = append(p.selecting, b)
	want := []byte{esc, '='}
	switch {
	case len(p.selecting) == 3:
		p.selected = b&1 != 0
		p.selecting = nil
	case !slices.Equal(p.selecting, want[:len(p.selecting)]):
		p.selecting = nil
		if b == esc {
			p.selecting = []byte{esc}
		}
	}
}
