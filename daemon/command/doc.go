// Package command is the posd command line: it starts the daemon, speaks to a running one over its socket, and reads the journal
// where none runs.
//
// Exit codes: 0 ok, 1 failed, 2 usage, 78 configuration wrong (systemd does not restart the unit then). What went wrong goes to
// standard error as "posd: error: ..." and what to do about it as "posd: hint: ...".
package command
