// Package world plays terminals by the thousand in no time at all: the real payment.Next and the real payment.Core, as the Cashier
// runs it, on a journal, with a line, a bank, buyers, a cashier, a printer, a clock and a mains supply that all fail. One goroutine,
// no timers: everything that happens is drawn from one seed and comes again with it.
//
// One world is one terminal's day. Sixty-four customers come during eight stormy hours, in which requests and answers are lost,
// doubled, late, forged or beside the point, power fails, disks refuse, clocks jump and paper runs out. Then all is well until
// everything has ended, and the bank's ledger is held against the journal, line by line. The ledger shares no code with the engine.
//
// While it goes on, each step is held against the promises: nothing leaves before its intent is durable, or beside another call, or
// twice; nothing is told that is not durable and true; a final record never changes; a refund keeps its number; a till that runs has
// a verdict, or has given up, within minutes. The first rule that is broken ends the world, and its story can be told.
//
// A Tally counts what was met, because a fault that never came proves nothing. Mutants are the known mistakes of the demo loops
// published for this API: worlds have to catch each of them.
//
// One thing is harsher here than in a shop: the terminal's clock has no monotonic reading, so a jump also falls into the time
// between two events of one process.
package world
