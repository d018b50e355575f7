// Package staff keeps who works at a terminal: operators with their roles, PINs, badges and limits, and the shift that one of them
// has opened, in a stream of the journal of its own. A terminal without operators needs none of it and works as if it were not there.
//
// # Operators
//
// An operator has a number that is never given to somebody else, a name, a role and a PIN. Payments, refunds and openings of the
// drawer carry number and name together ([Operator.Label]), so that a report of years ago still says who it was.
//
// A PIN of four digits is soon guessed by who has its hash. The hash (argon2id) therefore never enters the journal, which is copied,
// exported and archived: it lies in a file beside it, and the journal names it by a random number. The file can be lost at no other
// price than that PINs have to be set anew. A badge's code holds 63 random bits; of it the journal holds a digest.
//
// A wrong PIN is journalled, and after three of them each further one makes the next wait longer, up to a quarter of an hour. A
// restart shortens no wait.
//
// # Shifts
//
// One shift is open at a terminal at a time. Whoever signs on while none is open opens the next; whoever signs on while one is open
// works in it. Handing over ends one shift and begins the next in a single commit, with the ticket that says what is expected. A Z
// report closes the shift in the commit of the report itself.
//
// # Refunds
//
// A refund that a person asks for is always a refund of its own number, on the day of the sale as later: it can be partial, asked for
// again and found in the bill, none of which a cancel can. Cancels are left to the payment engine, which sends one for what is not
// known to be paid while the family's window is open (intl: until 00:15 of the next Beijing day), and a refund afterwards.
//
// A refund above the operator's limits needs the approval of a supervisor or an admin, by PIN and within their own limit. The day of
// a limit is the shop's business day; a refund whose outcome is not known counts as done.
package staff
