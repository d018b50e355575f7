// Package escpostest is a virtual ESC/POS receipt printer: bytes go in, paper
// comes out, as text and as dots, and whatever a real printer would choke on is
// kept as a [Violation].
//
// It is written from the published behaviour of Epson's TM printers (ESC/POS
// command reference; TM-T88III and TM-T81 specifications for buffers, handshake
// and status) and from the manuals of the Chinese clones where these add a
// command (ESC B, BEL), and knows nothing of posd's own encoder. An import of
// posd here would be a fault: encoder and printer would then share their
// misreadings.
//
// # What it is like
//
// A simplified Chinese model at 203 dots per inch: 384 dots (58 mm paper) or 576
// dots (80 mm), font A of 12 x 24 dots, Chinese characters of 24 x 24 dots, an
// automatic cutter 14 mm above the print head, 4 KB receive buffer. As the manual
// says of that model it starts in international character set 15, where '$'
// prints as a yuan sign. Models differ in the mode they start in: this one has
// Kanji mode off unless Options say otherwise, and a host must not rely on either.
//
// # Feeding it
//
// [Printer.Serve] runs it on the master of a pseudo-terminal or on one end of a
// net.Pipe; [Printer.Write] feeds it directly and [Printer.Replies] collects what
// it answers. Time is taken from timers only, so it lives in virtual time inside a
// synctest bubble.
//
// # Rules
//
// Every method may be called from any goroutine. Commands out of range are
// ignored as the manual says and their remaining bytes print as text, as they do
// in life. Everything that grows is bounded: violations, papers, the length of a
// paper, answers nobody fetches.
//
// # Caveats
//
// Page mode, downloaded bit images and fonts, macros and two-colour printing are
// not simulated: their commands count as unknown. UPC-E, GS1 DataBar and PDF417
// are refused. Glyphs come from a 12-dot bitmap font doubled to 24 dots; a
// character of GB18030 the font lacks prints as a hollow box without a violation,
// because the real character generator has it. A cut separates all that is printed,
// even where a real cutter would leave the last lines on the next receipt; that
// case is a violation instead.
package escpostest
