// Package pole drives serial customer displays: two or so lines of characters on
// a pole.
//
// # Dialects
//
// [Epson] is ESC/POS for customer displays (Epson, "ESC/POS Application
// Programming Guide", customer display commands; DM-D110, DM-D210), which most
// makers follow at 9600 baud, 8N1:
//
//	initialise    1b 40         cursor off   1f 43 00
//	hanzi on      1c 26         move cursor  1f 24 x y, from 1
//	text          ASCII, or GB18030 with two bytes and two cells for a hanzi
//
// The hanzi and their command are of displays sold in China.
//
// No dialect can be asked what it is or whether it shows anything: configuration
// names it, and a person looks at a test page.
//
// # Rules
//
// [Display] keeps the last view. Whoever shows a view never waits; a display that
// is slow skips views and shows the newest. A display that comes back is sent
// everything, a connected one only the lines that differ, and everything again
// when a sale begins, because one that lost its power behind a living USB
// adapter cannot say so.
//
// # Caveats
//
// Lines are written whole, each at its place, so that the display's own scrolling
// and wrapping never matter. GB18030 characters outside GB2312 may be blank on
// displays with a small font.
package pole
