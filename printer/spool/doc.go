// Package spool is the queue of receipts that are owed. It outlives power
// cuts, and it never prints a receipt twice by itself.
//
// # The life of a job
//
// A job is owed from the commit that makes it so: [Owe] builds its record,
// which the owner commits together with "paid". One worker, [Spool.Run],
// takes owed jobs in order whenever the printer can print. Before the first
// byte leaves it makes "sending" durable, and after the print its outcome:
//
//	owed ──> sending ──> printed       the printer proved it
//	  ^         ├──────> sent          a one-way printer took it (if TrustSent)
//	  ├─────────┤ interrupted: paper or cover, printed again marked as a copy
//	  |         ├──────> held          interrupted three times running
//	  |         └──────> unconfirmed   it may be on paper, or not
//	  └── Reprint, by a person, from any state but owed and sending
//
// If nothing else waits and the printer can print, the commit that makes a job
// owed says "sending" at once ([Spool.Due]) and the one before the first byte
// is saved: a commit costs the device some 20 KB.
//
// A job found "sending" at the start was cut off by a power cut or crash and
// is unconfirmed. So is one whose proof did not come; if it comes late, it
// lands on the job. Unconfirmed and held jobs wait for a person: [Spool.Reprint]
// prints once more, marked 补打/COPY n, [Spool.Settle] says that nothing is
// needed. Until then they are listed by [Spool.Owed].
//
// A job whose receipt has expired (a slip to pay from, the code of which is dead) is
// settled instead of printed.
//
// # Rules
//
// Every change is durable before it is shown. A record holds the whole job,
// the receipt as data and not as bytes, so a copy can be printed on another
// printer, years later. Nothing here makes a sale wait: [Spool.Wake] only
// leaves a note.
//
// If a print's outcome cannot be made durable, the worker stays with it: the
// store still says "sending", and after a restart that is unconfirmed.
//
// # Caveats
//
// Two spools must not share a store. End Run, or its context, before the
// printer's connection, or a receipt that is just being printed is
// unconfirmed.
package spool
