// Package displaytest is a virtual customer display: the two lines of twenty
// characters on a pole, in the dialect of Epson's DM-D displays. What a real one
// would choke on is kept as a [Violation].
//
// It is written from the published behaviour of the DM-D110 (specification,
// chapters 5.3 and 5.4) and knows nothing of posd's own encoder; an import of posd
// here would be a fault.
//
// The Kanji variant adds FS & and FS . with GB18030 text, each Chinese character
// in two cells, as displays sold in China have it; the DM-D110 itself has no
// Chinese.
//
// # Rules
//
// Every method may be called from any goroutine. A command with a parameter out of
// range is ignored, as the manual says. Everything that grows is bounded. There are
// no timers: blinking is told by State and not shown.
//
// # Caveats
//
// Windows, user-defined characters, macros, the clock and the user settings are not
// simulated: their commands count as violations. Where the manual is silent on what
// follows a character at the right end in the scroll modes, the scroll happens with
// the next character.
package displaytest
