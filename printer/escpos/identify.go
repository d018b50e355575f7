package escpos

import (
	"context"
	"strings"
	"time"
	"unicode"

	"posd/printer"
)

// Identity is what a printer told of itself when it was asked. Texts are empty
// where it did not answer.
type Identity struct {
	Maker, Model, Firmware string
	Fonts                  string // of Asia, besides the usual ones; asked only where a profile has Fonts
	Answers                State  // Yes: it tells its state
	Proves                 State  // Yes: it proved that it works off what it is sent
}

// Chinese reports whether the printer named a font in GB18030 or GB2312.
func (id Identity) Chinese() bool {
	return strings.Contains(strings.ToUpper(id.Fonts), "GB") || strings.Contains(strings.ToUpper(id.Fonts), "CHINA")
}

// infoHeader begins an answer to GS I 65..69.
const infoHeader = 0x5f

// Arguments n of GS I n, the answers to which are text. Source: Epson ESC/POS
// reference, GS I.
const (
	infoFirmware = 65
	infoMaker    = 66
	infoModel    = 67
	infoFonts    = 69
)

// infoTimeout is how long an answer to GS I may take: it comes in the order of
// processing, and nothing is being printed.
const infoTimeout = time.Second

// Identify asks the printer who it is (GS I). Clones that do not know the
// command may print a letter of it, so it is asked only where a person looks
// at the paper. The cause is that of a printer which cannot be asked now;
// one that never answers is no fault, and its Identity is empty.
func (p *Printer) Identify(ctx context.Context) (Identity, printer.Cause) {
	select {
	case <-p.turn:
	case <-ctx.Done():
		return Identity{}, printer.CauseStopped
	}
	defer p.pass()
	l := p.current()
	if l == nil {
		return Identity{}, printer.CauseGone
	}
	if cause := l.ready(ctx); cause != printer.CauseNone {
		return Identity{}, cause
	}
	if !l.talks() {
		return Identity{Answers: No, Proves: No}, printer.CauseNone
	}
	id := Identity{Answers: Yes, Proves: l.proves}
	for _, q := range []struct {
		n  byte
		to *string
	}{{infoModel, &id.Model}, {infoMaker, &id.Maker}, {infoFirmware, &id.Firmware}} {
		text, ok := l.askInfo(ctx, q.n)
		if !ok { // who does not know the command does not know it with another n
			break
		}
		*q.to = text
	}
	if p, ok := Recognise(id.Model, false); ok && p.Fonts {
		id.Fonts, _ = l.askInfo(ctx, infoFonts) // who has none does not answer
	}
	return id, printer.CauseNone
}

// askInfo sends GS I n and waits for the answer.
func (l *link) askInfo(ctx context.Context, n byte) (string, bool) {
	l.mu.Lock()
	l.asking, l.info = true, ""
	l.mu.Unlock()
	if !l.write([]byte{gs, 'I', n}, 0) {
		return "", false
	}
	answered := l.await(ctx, infoTimeout, func() bool { return !l.asking })
	l.mu.Lock()
	defer l.mu.Unlock()
	l.asking = false
	return printable(l.info), answered
}

// printable is what a stranger sent as one line of text.
func printable(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r == unicode.ReplacementChar || !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, s))
}
