package escpostest

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// command is one entry of the command table. Its key is the bytes of its name.
type command struct {
	// size tells how many bytes follow the name, given those that have come: more
	// than len(args) while it can't tell yet.
	size func(args []byte) int
	// run executes it. args has at least the size told.
	run func(p *Printer, args []byte)
}

// commandTable returns what the model understands.
func commandTable(lacks []string) map[string]command {
	table := make(map[string]command)
	for _, part := range []map[string]command{
		controlCommands(), styleCommands(), chineseCommands(), layoutCommands(), feedCommands(),
		barCommands(), parenCommands(), graphicsCommands(), answerCommands(), signalCommands(),
	} {
		maps.Copy(table, part)
	}
	maps.DeleteFunc(table, func(key string, _ command) bool {
		return slices.Contains(lacks, commandName(key))
	})
	return table
}

// unknownCommand is what a printer does with a command it does not know: it drops
// the name and takes the rest for text, except where a length says how much to skip.
func unknownCommand(key string) command {
	c := command{size: none, run: func(p *Printer, _ []byte) {
		p.violate(UnknownCommand, "% X", key)
	}}
	if strings.HasSuffix(key[:min(2, len(key))], "(") {
		c.size = counted
	}
	return c
}

// none is the size of a command without parameters.
func none([]byte) int { return 0 }

// one and two are the sizes of commands with as many parameter bytes.
func one([]byte) int { return 1 }
func two([]byte) int { return 2 }

// counted is the size of a command that begins with pL pH.
func counted(args []byte) int {
	if len(args) < 2 {
		return 2
	}
	return 2 + word(args)
}

// word reads two bytes, the low one first.
func word(b []byte) int { return int(b[0]) | int(b[1])<<8 }

// signedWord is word for a number that may be negative.
func signedWord(b []byte) int {
	n := word(b)
	if n >= 0x8000 {
		n -= 0x10000
	}
	return n
}

// commandName writes a command's name as the manual does: ESC, FS, GS and the rest in
// letters, spaces between them.
func commandName(key string) string {
	control := map[byte]string{
		nul: "NUL", bel: "BEL", ht: "HT", lf: "LF", cr: "CR", dle: "DLE", can: "CAN", esc: "ESC", fs: "FS", gs: "GS",
	}
	words := make([]string, 0, 3)
	for i := range len(key) {
		switch b := key[i]; {
		case b < 0x20 && control[b] != "":
			words = append(words, control[b])
		case b == ' ':
			words = append(words, "SP")
		case b > 0x20 && b < 0x7f:
			words = append(words, string(rune(b)))
		default:
			words = append(words, fmt.Sprintf("%02X", b))
		}
	}
	return strings.Join(words, " ")
}

// in tells whether b is one of the values.
func in(b byte, values ...byte) bool { return slices.Contains(values, b) }

// between tells whether low <= b <= high.
func between(b, low, high byte) bool { return low <= b && b <= high }

// valid reports a parameter that is out of range, unless ok.
func (p *Printer) valid(ok bool, args []byte) bool {
	if !ok {
		p.violate(BadParameter, "% X", args[:min(len(args), 12)])
	}
	return ok
}

// atLineStart reports a command that works only at the beginning of a line and
// came later.
func (p *Printer) atLineStart() bool {
	if p.line.begun() {
		p.violate(NotAtLineStart, "%q is in the print buffer", p.line.text(0, false))
		return false
	}
	return true
}
