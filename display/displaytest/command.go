package displaytest

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// Control codes.
const (
	dle byte = 0x10
	esc byte = 0x1b
	fs  byte = 0x1c
	us  byte = 0x1f
)

// settings is everything ESC @ and power on bring back to the defaults.
type settings struct {
	mode       scrollMode
	brightness int // 1 to 4
	cursor     bool
	reverse    bool
	kanji      bool
	codePage   byte
	country    byte
	blink      byte // US E: units of 50 ms, 255 is off
}

// command is one entry of the command table. Its key is the bytes of its name.
type command struct {
	size int // parameter bytes after the name
	run  func(p *Pole, a []byte)
}

// commandTable returns what the model understands.
func commandTable(opts Options) map[string]command {
	table := make(map[string]command)
	maps.Copy(table, cursorCommands())
	maps.Copy(table, settingCommands())
	if opts.Kanji {
		table["\x1c&"] = command{0, func(p *Pole, _ []byte) { p.set.kanji = true }}
		table["\x1c."] = command{0, func(p *Pole, _ []byte) { p.set.kanji = false }}
	}
	return table
}

// cursorCommands move the cursor and clear.
func cursorCommands() map[string]command {
	return map[string]command{
		"\x00":     {0, func(*Pole, []byte) {}},
		"\x08":     {0, func(p *Pole, _ []byte) { p.left() }},
		"\x09":     {0, func(p *Pole, _ []byte) { p.right() }},
		"\x0a":     {0, func(p *Pole, _ []byte) { p.down() }},
		"\x0b":     {0, func(p *Pole, _ []byte) { p.screen.moveTo(0, 0) }},
		"\x0c":     {0, func(p *Pole, _ []byte) { p.clearScreen() }},
		"\x0d":     {0, func(p *Pole, _ []byte) { p.screen.moveTo(0, p.screen.y) }},
		"\x18":     {0, (*Pole).clearLine},
		"\x1f\x0a": {0, func(p *Pole, _ []byte) { p.up() }},
		"\x1f\x0d": {0, func(p *Pole, _ []byte) { p.screen.moveTo(Columns-1, p.screen.y) }},
		"\x1fB":    {0, func(p *Pole, _ []byte) { p.screen.moveTo(Columns-1, Rows-1) }},
		"\x1f$":    {2, (*Pole).moveCursor},
	}
}

// settingCommands change how things are shown.
func settingCommands() map[string]command {
	return map[string]command{
		"\x10":     {1, func(*Pole, []byte) {}}, // real-time commands go through to the printer
		"\x1b@":    {0, func(p *Pole, _ []byte) { p.initialise() }},
		"\x1b=":    {1, (*Pole).selectDevice},
		"\x1bt":    {1, (*Pole).selectCodePage},
		"\x1bR":    {1, (*Pole).selectCountry},
		"\x1f\x01": {0, func(p *Pole, _ []byte) { p.selectMode(overwrite) }},
		"\x1f\x02": {0, func(p *Pole, _ []byte) { p.selectMode(vertical) }},
		"\x1f\x03": {0, func(p *Pole, _ []byte) { p.selectMode(horizontal) }},
		"\x1fC":    {1, func(p *Pole, a []byte) { p.flag(a, &p.set.cursor) }},
		"\x1fr":    {1, func(p *Pole, a []byte) { p.flag(a, &p.set.reverse) }},
		"\x1fX":    {1, (*Pole).selectBrightness},
		"\x1fE":    {1, func(p *Pole, a []byte) { p.set.blink = a[0] }},
		"\x1fv":    {1, func(p *Pole, a []byte) { p.flag(a, new(bool)) }}, // the DTR line: nobody looks
		"\x1f#":    {2, func(*Pole, []byte) {}},                           // annunciators: the DM-D110 has none and ignores it
		"\x1f.":    {1, func(p *Pole, a []byte) { p.putMarked(a[0], '.') }},
		"\x1f,":    {1, func(p *Pole, a []byte) { p.putMarked(a[0], ',') }},
		"\x1f;":    {1, func(p *Pole, a []byte) { p.putMarked(a[0], ';') }},
		"\x1f@":    {0, func(p *Pole, _ []byte) { p.initialise() }}, // self-test, of which the end is shown
	}
}

// interpret executes one received byte.
func (p *Pole) interpret(b byte) {
	switch {
	case !p.selected:
		p.awaitSelection(b)
	case len(p.cmd) == 0 && b >= 0x20:
		p.doing = ""
		p.takeText(b)
	default:
		if len(p.cmd) == 0 {
			p.dropHalf()
			p.high = 0
		}
		p.extendCommand(b)
	}
}

// extendCommand adds a byte to the command being received and executes it when it
// is whole.
func (p *Pole) extendCommand(b byte) {
	p.cmd = append(p.cmd, b)
	n := 1
	if slices.Contains([]byte{esc, fs, us}, p.cmd[0]) {
		n = 2
	}
	if len(p.cmd) < n {
		return
	}
	key := string(p.cmd[:n])
	c, ok := p.commands[key]
	if ok && len(p.cmd) < n+c.size {
		return
	}
	args := p.cmd[n:]
	p.doing, p.cmd = commandName(key), nil
	if !ok {
		p.violate(UnknownCommand, "% X", key)
		return
	}
	c.run(p, args)
}

// commandName writes a command's name as the manual does.
func commandName(key string) string {
	names := map[byte]string{dle: "DLE", esc: "ESC", fs: "FS", us: "US"}
	var words []string
	for i := range len(key) {
		switch b := key[i]; {
		case i == 0 && names[b] != "":
			words = append(words, names[b])
		case b > 0x20 && b < 0x7f:
			words = append(words, string(rune(b)))
		default:
			words = append(words, fmt.Sprintf("%02X", b))
		}
	}
	return strings.Join(words, " ")
}

// State is what can be seen of the display beside its text.
type State struct {
	// Brightness is 1 to 4: 20, 40, 60 and 100 per cent.
	Brightness int
	// Off tells that US E 255 switched the picture off.
	Off bool
	// Blink is how long the picture is on and then off; 0 is steady.
	Blink time.Duration
	// Cursor is whether it shows, Column (1..20) and Row (1..2) where it is.
	Cursor      bool
	Column, Row int
	// Kanji is whether Kanji mode is on, Selected whether ESC = left the display
	// selected.
	Kanji, Selected bool
	// Received counts the bytes received, Violations the violations, also those no
	// longer kept.
	Received   int64
	Violations int
	// Incomplete is the command of which only a part has come, in hex, or "".
	Incomplete string
}

// State returns the display's state.
func (p *Pole) State() State {
	p.mu.Lock()
	defer p.mu.Unlock()
	s := State{
		Brightness: p.set.brightness, Off: p.set.blink == 255, Cursor: p.set.cursor,
		Column: p.screen.x + 1, Row: p.screen.y + 1, Kanji: p.set.kanji, Selected: p.selected,
		Received: p.received, Violations: p.violationCount,
	}
	if !s.Off {
		s.Blink = time.Duration(p.set.blink) * 50 * time.Millisecond
	}
	if part := slices.Concat(p.cmd, p.half); len(part) > 0 {
		s.Incomplete = fmt.Sprintf("% X", part)
	}
	return s
}
