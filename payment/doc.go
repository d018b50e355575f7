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
// # Promises
//
// The numbers are those that the table and the checks refer to:
//
//	P1   no request that moves money or closes a trade leaves before its record
//	P2   at most one live attempt per order; another only after the one before is closed
//	P3   paid at the gateway is paid in the journal, and the other way round
//	P4   what is not final resumes after any restart, and comes to its end
//	P5   a cancel is retried until it is answered, with an alarm, never in silence
//	P6   a cancel's success is no fence for a number that was never seen: it is watched, and a late payment goes back and is told
//	P7   a sale is wanted until a durable giving up; money found before is paid, money found after goes back; no gap, no cancel beside a pay
//	P8   one number, one content; a pay is never sent again after a restart
//	P9   an answer counts only if its signature verifies and it is ours
//	P10  what proves nothing is unknown; "not sent" is that no byte was handed to a socket
//	P11  paid is shown only after it is durable
//	P12  the journal is the bill, line by line
//	P13  each paid sale owes one receipt, in the same commit
//	P27  a refund's number is durable before it is sent and the only one of that refund; one at a time, never more than was paid
//
// # Money rules
//
// What Alipay's documents ask of every terminal, in the order in which the table refers to it:
//
//	M1  a fresh number per attempt, which is the idempotency key: same number, same content, same outcome
//	M2  paid is what pay says in its own paid word, and what a query says of the trade; that a query was accepted is not it
//	M3  timeout, broken connection, HTML, HTTP 5xx, no valid signature, system error: unknown, never failed
//	M4  without a verdict ask every 2 to 5 s, 10 to 20 times, about a minute in all, then cancel
//	M5  cancel on Stop too, never beside a pay; the same number until it is answered; of an unseen number it says success
//	M6  cancel has a window, after which a refund is what is left; an unconfirmed trade is closed by Alipay after minutes
//	M7  "not found" right after a pay may mean "not arrived yet"
//	M8  a code that was refused made no trade: refresh it and scan again, under a new attempt
//	M9  a refund has a number of its own, the same on retry; the sum of refunds is at most what was paid
//
// # What holds it
//
// The table below is generated, and each line names what asks for it. Package paymenttest/statespace enumerates every state that Next
// can reach against every gateway, buyer, cashier and power cut (make explore); model/ holds the same protocol a second time, for the
// model checker Spin (make model); paymenttest.World plays it with the real core (make soak). A breach is told with its number:
//
//	P1 P2 P3 P4 P5 P6 P7 P8 P11 P12 P27   statespace.TestEveryReachableState, model.TestWitnessTheModelHolds, paymenttest.TestWorld
//	P9 P10 P13                            statespace.TestEveryReachableState
//	that these can fail                   statespace.TestBrokenProtocols, model.TestWitnessTheModelCanFail
//	every step by itself                  payment.TestNextIsTotal, payment.TestALife
//
// # States and events
//
// The table of what each event does in each state is generated from the code and follows below.
package payment
