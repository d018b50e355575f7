// Package health knows what is wrong with a terminal, why, and what to do about it.
//
// A Problem is declared once, as a value: its code, its words, how bad it is, and on which other problem it depends. While a
// problem's parent has a fault, the problem itself is silent: without a network nobody needs to hear that the gateway does not
// answer. One Tracker is the single source of the status page, the customer display, the lamp, the buzzer and "posd check".
//
// Health is tri-state. A device that cannot answer is not known, which is neither well nor ill.
package health
