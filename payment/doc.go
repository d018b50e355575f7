// Package payment takes a payment from the order to its verdict and loses no cent on the way.
//
// It holds the model (Amount, Order, Payment, Refund), the protocol (Next: pure, total, every decision about money) and the
// loop that performs it (Cashier: make durable, then act). It knows no network, no file and no device: the way to Alipay is a
// Gateway, the journal a Store.
//
// # Rules
//
// Unknown is a value. Whatever does not prove that money moved or did not move is Unknown; it is asked about until it is
// known, and never shown as failed.
//
// The intent is durable before the act. No request that can move money or close a trade leaves before the record that
// announces it would survive a power cut. A query needs no record.
//
// A payment is wanted until it is given up, which is a record of its own, written before the first cancel. Money found while it
// is wanted is a sale; money found afterwards goes back, by cancel while the gateway's window is open, else by one refund
// under a number derived from the attempt's.
//
// One call at a time. A payment has at most one request or timer under way (Flight), and an answer that belongs to another
// one changes nothing. So a cancel never runs beside a pay, and a stale query never overwrites a verdict.
//
// The payment code lives in memory only. After a restart a pay is never sent again: the number is queried, and cancelled.
//
// # States and events
//
// The table of what each event does in each state is generated from the code and follows below.
package payment
