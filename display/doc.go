// Package display decides what a customer display says: a [View] of the sale,
// and its pure rendering into lines of text cells.
//
// # Rules
//
// [Lines] always fills the size exactly, so that nothing of the last view is left
// standing. A hanzi takes two cells and is never cut in half. An amount is
// right-aligned and whole: where it does not fit its currency goes, and then the
// amount itself, because part of an amount is another amount. On a single line
// the title wins over the amount: an amount alone does not say whether it is paid.
//
// Titles have a short form for narrow displays. In both languages at once a
// display of two lines says the title in Chinese above and in English below.
//
// # Caveats
//
// Words come from the catalogue in posd/configs/words. Reasons are sentences;
// two lines have room for the first half of a long one, which is why the title
// alone must say whether the customer has paid.
package display
