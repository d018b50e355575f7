// Package till runs the counter: one sale at a time, from the amount over the scanner to the verdict on the customer display.
//
// The till decides nothing about money. It begins a payment at the Cashier, arms the scanner while a code is expected, hands
// the code over, and shows what the Cashier has made durable. All of it happens in the one goroutine of Run, which takes one
// thing at a time; who comes while a sale is in progress is refused with the sale's id, never queued.
//
// # Rules
//
// A code is expected only while the sale at the counter waits for one: what is scanned at any other time starts and changes
// nothing. A scan that makes no payment code, or one that was used a moment ago, costs the sale nothing: the display says why,
// and the scanner is armed again.
//
// What a free counter's scanner reads beside payment codes, the badge of an operator or the receipt of a sale, is the composition
// root's to act on; a receipt only prepares a refund ([Till.ArmRefund]), which a person has to confirm.
//
// The display belongs to the sale until its verdict has been held long enough to be read. What the background finds out about
// other payments (paid after all, given back, refunded) waits for that moment; of each payment the newest news is told.
//
// # Caveats
//
// News that wait are in memory only. The journal, the status page and the health tree know of them all the same.
package till
