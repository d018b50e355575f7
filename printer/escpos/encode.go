package escpos

import (
	"posd/printer"
)

// Encode appends the bytes that print d on a printer of profile p to dst and
// returns the longer slice. With enough room in dst it allocates nothing.
//
// A job that prints begins with ESC @, so it depends on nothing that was sent
// before, and leaves the printer in single-byte text, left-aligned, in normal
// letters. A job that only opens the drawer has no ESC @.
func Encode(d printer.Document, p Profile, dst []byte) []byte {
	e := encoder{profile: p, narrow: p.Glyphs != GB18030, cols: d.Paper.Columns, dst: dst}
	if e.cols <= 0 {
		e.cols = p.Columns
	}
	for _, b := range d.Blocks {
		e.block(b)
	}
	if e.begun {
		e.plain()
		e.align(printer.Left)
	}
	return e.dst
}

// encoder is the printer's state as the bytes so far have left it.
type encoder struct {
	profile Profile
	narrow  bool
	cols    int
	dst     []byte
	begun   bool // ESC @ is out
	lost    bool // the line lacks a letter that the font for pictures has
	kanji   bool // FS & is in force
	page    int  // n+1 of the ESC t in force, 0 before the first
	bold    bool
	size    printer.Size
	at      printer.Align
}

func (e *encoder) put(b ...byte) { e.dst = append(e.dst, b...) }

// begin initialises the printer once per job: ESC @ ends automatic status
// back, so GS a follows; ESC R 0 makes '$' a dollar, which a Chinese model
// prints as a yuan sign; FS S takes the gaps out between hanzi, whose default
// differs by model; FS . makes clones that start in Chinese mode leave it.
func (e *encoder) begin() {
	if e.begun {
		return
	}
	e.begun = true
	e.put(esc, '@')
	if e.profile.Answers != Never {
		e.put(gs, 'a', 0xff)
	}
	e.put(esc, 'R', 0)
	if e.profile.Glyphs == GB18030 {
		e.put(fs, 'S', 0, 0)
	}
	e.put(fs, '.')
	if e.profile.Glyphs != GB18030 && len(e.profile.Pages) > 0 {
		e.turnTo(e.profile.Pages[0].N)
	}
}

func (e *encoder) block(b printer.Block) {
	switch b := b.(type) {
	case printer.Kick:
		e.kick(b)
	case printer.Text:
		e.begin()
		e.line(b)
	case printer.Columns:
		e.begin()
		e.columns(b)
	case printer.Rule:
		e.begin()
		e.rule()
	case printer.Feed:
		e.begin()
		e.feed(b.Lines)
	case printer.QR:
		e.begin()
		e.qr(b)
	case printer.Code128:
		e.begin()
		e.code128(b.Data)
	case printer.Image:
		e.begin()
		e.image(b)
	case printer.Beep:
		e.beep()
	case printer.Cut:
		e.begin()
		e.cut()
	}
}

// line appends a line of text, drawn as a picture where the printer lacks a
// letter of it.
func (e *encoder) line(b printer.Text) {
	e.align(b.Align)
	before := *e
	e.style(b.Size, b.Bold)
	e.text(b.Text)
	if e.lost {
		e.undo(before)
		e.draw(b.Text, "", b.Size, b.Bold)
		return
	}
	e.endLine(b.Size)
}

// endLine prints the line. One of enlarged letters has no space of its own below
// it: ESC J gives it what a line of normal letters has.
func (e *encoder) endLine(s printer.Size) {
	e.put(lf)
	if s != printer.Normal {
		e.put(esc, 'J', lineHeight-letterHeight)
	}
}

// undo takes back what was appended since e was as before, and prepares for a
// picture.
func (e *encoder) undo(before encoder) {
	dst := e.dst[:len(before.dst)]
	*e = before
	e.dst = dst
	e.plain()
}

func (e *encoder) columns(b printer.Columns) {
	e.align(printer.Left)
	before := *e
	e.style(b.Size, b.Bold)
	gap := e.cols/b.Size.Scale() - printer.Width(b.Left, e.narrow) - printer.Width(b.Right, e.narrow)
	e.text(b.Left)
	for range max(gap, 1) {
		e.put(' ')
	}
	e.text(b.Right)
	if e.lost {
		e.undo(before)
		e.draw(b.Left, b.Right, b.Size, b.Bold)
		return
	}
	e.endLine(b.Size)
}

func (e *encoder) rule() {
	e.align(printer.Left)
	e.style(printer.Normal, false)
	for range e.cols {
		e.put('-')
	}
	e.put(lf)
}

// feed is ESC d n, which prints nothing when the line is empty.
func (e *encoder) feed(lines int) {
	if lines > 0 {
		e.put(esc, 'd', byte(min(lines, 255)))
	}
}

// cut is GS V 66 0, feed to the knife and cut, or what lifts the last line
// over the edge where there is no knife.
func (e *encoder) cut() {
	e.plain()
	if e.profile.Cutter {
		e.put(gs, 'V', 66, 0)
		return
	}
	e.feed(tearLines)
}

// kick is ESC p m t1 t2; the times are sent in units of 2 ms.
func (e *encoder) kick(k printer.Kick) {
	pin := byte(0)
	if k.Pin == 5 {
		pin = 1
	}
	e.put(esc, 'p', pin, pulse(k.On), pulse(k.Off))
}

// beep sounds the buzzer once, where there is one: ESC ( A function 97, pattern
// 1, or ESC B of two times 100 ms. Neither prints.
func (e *encoder) beep() {
	switch e.profile.Buzzer {
	case BuzzerESCA:
		e.put(esc, '(', 'A', 4, 0, 48, 49, 1, 1)
	case BuzzerESCB:
		e.put(esc, 'B', 2, 2)
	case BuzzerNone:
	}
}

func (e *encoder) align(a printer.Align) {
	if a != e.at {
		e.put(esc, 'a', byte(a))
		e.at = a
	}
}

func (e *encoder) style(s printer.Size, bold bool) {
	if s != e.size {
		e.put(gs, '!', sizeByte(s))
		e.size = s
	}
	if bold != e.bold {
		n := byte(0)
		if bold {
			n = 1
		}
		e.put(esc, 'E', n)
		e.bold = bold
	}
}

// plain returns to single-byte text in normal letters.
func (e *encoder) plain() {
	e.style(printer.Normal, false)
	e.singleByte()
}
