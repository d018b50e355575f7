// Package statespace enumerates every state that one sale can reach, and holds each against the promises about money.
//
// A state is the payment as payment.Next holds it, the payment as the journal would give it back, the gateway's ledger, what is in
// the air between them, the call that the process waits for, and the receipt. From each state every move is tried:
//
//   - a request arrives at any later time, again and again, or never; its answer arrives late or not at all; instead of it comes
//     every other outcome, signed and not signed;
//   - the buyer confirms or declines at any moment, the code expires, the cancel window closes, a cancel or refund is refused;
//   - the cashier scans, presses Stop, asks for a refund at any moment;
//   - the power goes between any two effects of any step, and the clock comes back at any time of day.
//
// Loss, copies, delay and power cuts are not counted but unlimited: what was once sent stays in the air for ever. What bounds the
// space are attempts, refunds and retries (Bounds). Time is reduced to order.
//
// What is assumed of the gateway, because no terminal could do without:
//
//   - A payment code dies, or the expiry that was sent with the request passes, at the latest when a timer of 45 minutes has run out.
//     The documents say a minute; on this promise 6 leans.
//   - A refused pay, cancel or refund is a verdict on all that left before under the same number, copies included.
//   - A cancel acts on a trade that the gateway has told of before.
//
// A journal that refuses adds no state: what a refused record leaves is what a power cut before or after it leaves, because the sale
// waits until a new start or until there is room, and both take it up from the journal; and a step that saves nothing changes nothing
// durable, which is checked. That only queries leave meanwhile is the Core's, as are the gate and two sales of one order: package
// corespace enumerates these.
//
// Two kinds of checks are made. Safety: in every state, a payment that the journal calls final is what the ledger says, and each step
// keeps the promises that are about steps. Liveness: without faults (but with all that buyer, cashier and gateway may choose) no path
// goes in a circle and none ends before the payment is final, so every one leads to an end.
//
// A violation is told as a timeline, the shortest one there is. The search takes the protocol as a function, so broken_test.go can
// hand it protocols with one mistake each and see that it finds them.
//
// Nothing here knows how package payment decides: what is right is written down a second time, from the documents.
package statespace
