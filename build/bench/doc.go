// Command bench measures what posd promises about speed, memory, writes and size, and prints one table: figure, measured,
// target, verdict. `make bench` builds what it looks at and starts it, see build/bench.sh.
//
// Two subjects are measured. The shop is a Cashier in this process with the real book, journal and intl client; only its
// gateway is simulated, on loopback. The stand is the real posd as a process of its own on possim's counter, seen from outside:
// through its local API, its serial ports, /proc, and a tap on the line to its gateway.
//
// # Rules
//
//   - A figure that depends on the machine is a ratio: what it is held against (a raw flush, a raw signature, another start) is
//     measured in the same run, in turns with it.
//   - No figure fails the run: "not met" is news for a person. The exit code is 1 only where something could not be measured.
//   - What is written is written below the folder of -dir, which has to lie on a disk: a flush in memory costs nothing.
//
// # Caveats
//
// Times are those of this machine, not of a terminal's board, and on a busy one even ratios waver by some per cent. Bytes are
// those of whole pages that the journal wrote, as it counts them; the file system adds its own, and the kernel's own count
// (/proc/PID/io) takes a whole folio of the page cache for each page written. Nothing of this program is
// shipped.
package main
