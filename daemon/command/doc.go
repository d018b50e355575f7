// Package command is the posd command line: it starts the daemon, speaks to a running one over its socket, and reads the journal
// where none runs.
//
// Exit codes: 0 ok, 1 failed, 2 usage, 78 configuration wrong (systemd does not restart the unit then). What went wrong goes to
// standard error as "posd: error: ..." and what to do about it as "posd: hint: ...", in Chinese where LC_ALL, LC_MESSAGES or LANG
// ask for it, else in English. With -json, standard output holds one JSON value, of a failure {"error": {...}} with the words in
// both languages.
//
// # Rules
//
// Nothing waits for the lock of the journal's file: beside a running daemon the journal is read from a copy that the daemon hands
// out. A file that is read directly is first examined in a child process, for a damaged one can hang or kill whoever reads it.
//
// The zone database is linked in, since a minimal image has none and a receipt without the shop's time is no receipt.
package command
