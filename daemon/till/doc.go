// Package till runs the counter: one sale at a time, from the amount over the scanner to the verdict on the customer display.
//
// The till decides nothing about money. It begins a payment at the Cashier, arms the scanner while a code is expected, hands
// the code over, and shows what the Cashier has made durable. All of it happens in the one goroutine of Run, which takes one
// thing at a time; who comes while a sale is in progress is refused with the sale's id, never queued.
package till
