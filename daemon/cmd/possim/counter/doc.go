// Package counter is a simulated counter: an Alipay on loopback TLS, a receipt printer, a customer display and a scanner on
// pseudo-terminals, and the real posd beside them as a process of its own.
//
// posd knows nothing of it. It gets a configuration with the paths of serial ports, a URL and keys, as it would on a terminal;
// whatever happens here happens to it from outside: bytes on a line, a pulled cable, a gateway that does not answer, a kill.
//
// # Files
//
// All of them lie in the counter's directory. What posd keeps (posd.toml, journal.db, posd.sock) and what the simulated Alipay
// keeps (ledger.jsonl and keys/) is found again by the next counter in the same directory, so that its customers stay charged.
//
// # Caveats
//
// posd gets its port from below the range that the kernel gives to outgoing connections, and it is free when the configuration
// is written; another program may still take it before posd does. The scripts of payments under way (queries counted, faults used
// up) are forgotten when the simulator ends.
package counter
