// Package escpos speaks ESC/POS, the language of nearly every receipt
// printer: [Encode] turns a laid-out document into bytes, [Decoder] and
// [Status] understand what comes back, and [Printer] sends jobs and says what
// may be concluded.
//
// # How a print is proven
//
// That a port took the bytes proves nothing: they lie in buffers, and the
// paper may end. So a job is followed by a question that the printer answers
// only after it has worked through everything before it: `GS ( H` function
// 48, which brings a number back, on Epson printers since the TM-T88IV; on
// others `GS r 1`, the paper status. Of the second kind answers carry no
// number. So none is believed before all bytes are out, no question follows
// another that may still be answered, and because the usual answer, NUL, is
// also what a serial line reads when the printer loses its power, the printer
// is asked once more whether it is there.
//
// A printer that never answers is not known, and what it was sent counts as
// Sent. It is the owner who decides what that is worth.
//
// # How a print is cut short
//
// If the printer reports an empty roll or an open cover before the proof, the
// slip is incomplete. Nothing more is sent, in the middle of whatever command
// it was, and before the next job the printer is brought to a known state:
// a few NUL, `DLE ENQ 2`, a wait for what it still answers, as many NUL as the job was
// long, `ESC @`, and a question of its own. Every connection begins so too:
// posd may have died in the middle of a receipt.
//
// NUL come first because whatever comes first may be taken for the rest of a
// command, and of its length: `DLE EOT 1` in the head of a picture is the height of one
// that swallows the next receipts. A length filled up with NUL is not more than it would have been,
// and what it counts is filled up as well, for a picture of which nothing is known
// once more where the question stays without an answer.
//
// # Rules
//
// One goroutine at a time speaks to the printer, and another reads. ESC @
// stands at the start of a job and nowhere else in it. Real-time commands are
// sent between jobs only.
//
// # Caveats
//
// Letters such as é and Ж, which a Chinese font has as wide as a hanzi, are sent in
// the code pages of the profile, one column each: the test page shows whether the
// printer has those. A line with a letter that neither the printer's font nor its code pages have
// is drawn as a picture; a letter that package glyph lacks too is printed as 〓,
// or as ? where there is no Chinese font. A printer without `GS ( k` gets its QR
// code as a picture. After an empty roll most
// printers, once it is replaced, first print the rest of the receipt they had
// in their buffer: the whole copy comes after it.
//
// Sources: Epson's ESC/POS command reference, the specifications of TM-T88III
// and TM-T81 for status and recovery, command lists of Xprinter, HPRT and
// Zjiang for where clones differ.
package escpos
