// Package corespace enumerates what a payment.Core can come to that no single payment knows of: the gate before all sales, and several
// sales of one order of the till. What one sale can come to is package statespace's.
//
// The real Core is driven, with a store, hands and a gateway of this package. From each state every move is tried: an order comes, or
// the same one again; a code is scanned; Stop is pressed; each call under way is answered in every way, or not; what was lost on its way
// arrives late; a timer or a probe is due; a probe is answered; the journal refuses, and is mended; the daemon ends. The power goes
// between any two things that a step does, before and after each record, and also while the daemon starts.
//
// A Core cannot be copied, so a state is reached again by making its moves again from the start. Two histories are taken for one
// state if nothing that a Core is asked or does later can tell them apart: the counter of calls is left out, and tries beyond the
// largest bound of the rules count as one.
//
// What is right is written down here a second time, from the documents:
//
//   - Promise 2: a pay leaves, or an order is taken, only while every other attempt at the same order that ever left is closed by what
//     was heard under a valid signature, or never left; and an order that is closed can be sold again. At most one sale of it is paid.
//   - Promise 3: a sale that is final is in the journal as it is in the ledger.
//   - Promise 4: what is open is being worked on.
//   - Promise 19: once the journal has refused, only queries leave, and the gate is shut for that cause until it is mended.
//   - Promise 28: no pay leaves and no order is taken while the gate is shut. A signed answer to a probe opens it and nothing else
//     does; every other answer to a probe shuts it, as does a refusal of our keys in a sale, a refused record and a start. A shut gate
//     is asked again, by one probe at a time, after pauses that double from a second to thirty.
package corespace
