// Package printer says what a receipt is and how it lies on paper. It is
// pure: no bytes of any printer language, no device, no clock.
//
// A [Receipt] is what is to be printed, as text. [Layout] puts it into the
// columns of a [Paper] and returns a [Document], a list of blocks each of
// which is one line, one code or one action. Package escpos turns a Document
// into bytes, package spool keeps the queue of receipts that are owed, and
// [Document.Lines] shows a Document to people without a printer.
//
// # Columns
//
// A column is one Latin letter of the printer's font A: 12 dots. 58 mm paper
// has 384 dots, so 32 columns; 80 mm paper has 576, so 48 (some models 512,
// so 42). A Chinese glyph takes two. Which runes take two is
// [golang.org/x/text/width]'s table, with the ambiguous ones wide, because
// the GB18030 fonts of receipt printers draw them wide; a test holds this
// against the code table rune by rune.
//
// # Rules
//
// A Layout is never wider than its paper: text is wrapped, between words and
// between hanzi, and never clipped; no glyph is split. Control characters in
// the text become spaces, so no name of a shop or article can command the
// printer. What a person reads comes from posd/configs/words.
//
// # Outcomes
//
// [Result] is what may be concluded after a print, and it is honest: Printed
// needs an answer of the printer that it can only give afterwards.
//
// # Caveats
//
// Right-to-left scripts and scripts that need shaping are not laid out.
package printer
