package escpos

import "posd/printer"

// AnswerKind says what a printer sent back.
type AnswerKind uint8

// Kinds of answers. Their first bytes differ; source: Epson ESC/POS
// reference, "Transmission status identification".
const (
	AnswerRealTime AnswerKind = iota // to DLE EOT n: b & 93h = 12h
	AnswerASB                        // automatic status back: b & 93h = 10h and three more with b & 90h = 0
	AnswerStatus                     // to GS r n: b & 90h = 0
	AnswerProcess                    // to GS ( H function 48: 37h 22h, four characters, NUL
	AnswerBlock                      // any other block, from a header b & 91h = 11h to NUL
	AnswerFlow                       // XON 11h or XOFF 13h
)

// Answer is one thing that a printer sent back.
type Answer struct {
	Kind    AnswerKind
	Byte    byte              // the answer itself, where it is a single byte
	ASB     [4]byte           // of AnswerASB
	Process printer.ProcessID // of AnswerProcess
	Text    string            // of AnswerBlock, without its header
}

// maxBlock bounds a block without its end: the longest documented one, the
// user-defined data of GS ( C, has 80 bytes.
const maxBlock = 96

// Decoder cuts the bytes a printer sends back into answers. Its zero value is
// ready. It is total: noise yields no answers or wrong ones, never a panic,
// and three NUL bring it into step again.
type Decoder struct {
	frame [maxBlock]byte
	n     int
}

// Byte takes the next byte and returns the answer that it completes, if any.
func (d *Decoder) Byte(b byte) (Answer, bool) {
	if d.n == 0 {
		return d.first(b)
	}
	if isASB(d.frame[0]) {
		return d.status(b)
	}
	return d.block(b)
}

// Reset forgets an answer that is not complete: after a pause in which the
// rest must have come.
func (d *Decoder) Reset() { d.n = 0 }

func isASB(b byte) bool { return b&0x93 == 0x10 }

func (d *Decoder) first(b byte) (Answer, bool) {
	switch {
	case b == xon || b == xoff:
		return Answer{Kind: AnswerFlow, Byte: b}, true
	case b&0x93 == 0x12:
		return Answer{Kind: AnswerRealTime, Byte: b}, true
	case b&0x90 == 0:
		return Answer{Kind: AnswerStatus, Byte: b}, true
	case isASB(b), b&0x91 == 0x11:
		d.frame[0], d.n = b, 1
	}
	return Answer{}, false
}

// status takes the 2nd to 4th byte of automatic status back. XON and XOFF may
// stand between them; anything else that cannot be one of them means that
// bytes were lost, and begins anew.
func (d *Decoder) status(b byte) (Answer, bool) {
	if b == xon || b == xoff {
		return Answer{Kind: AnswerFlow, Byte: b}, true
	}
	if b&0x90 != 0 {
		d.n = 0
		return d.first(b)
	}
	d.frame[d.n] = b
	if d.n++; d.n < 4 {
		return Answer{}, false
	}
	d.n = 0
	return Answer{Kind: AnswerASB, ASB: [4]byte(d.frame[:4])}, true
}

// block takes the bytes of a block up to its NUL.
func (d *Decoder) block(b byte) (Answer, bool) {
	if b != nul {
		if d.n == maxBlock {
			d.n = 0
			return Answer{}, false
		}
		d.frame[d.n] = b
		d.n++
		return Answer{}, false
	}
	body := d.frame[:d.n]
	d.n = 0
	if len(body) == 6 && body[0] == 0x37 && body[1] == 0x22 {
		return Answer{Kind: AnswerProcess, Process: printer.ProcessID(body[2:6])}, true
	}
	return Answer{Kind: AnswerBlock, Byte: body[0], Text: string(body[1:])}, true
}
