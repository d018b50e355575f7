// Package protocol is what a terminal and a relay say to each other: our own small JSON over HTTPS with mutual TLS.
//
// A relay stands between terminals and Alipay. It belongs to an acquirer, a system integrator or a merchant, holds the keys that
// Alipay knows, and keeps no payment: the terminal draws every number and the relay passes it on unchanged, so that any instance
// answers for it. A relay may have another relay above it and speaks the same protocol to that one.
//
// # Calls
//
// Each is a POST of one JSON object below the relay's address, answered by one JSON object with status 200. Names are matched byte
// for byte; a name said twice, in whatever case, makes either of them unreadable. A request with a member that the relay does not
// know is refused; in an answer one is left alone, so that a relay may be newer than its terminals.
//
//	/v1/pay           message, number, amount, code, subject [, operator, created, store]
//	/v1/present       message, number, amount, subject, seconds [, operator, created, store]: a code that the customer scans
//	/v1/query         message, number, amount
//	/v1/cancel        message, number, amount
//	/v1/refund        message, number, amount, refund_number, refund_amount [, reason]
//	/v1/refund-query  message, number, amount, refund_number, refund_amount
//	/v1/probe         message
//	/v1/wait          message, number, seconds: answered as soon as a notification of the number came, or after the seconds
//	/v1/enroll        message, code, csr: no certificate yet
//	/v1/renew         message, csr: with a certificate that is good, or has run out within the grace that the relay gives
//
// message is drawn afresh for each request and repeated by its answer. Amounts are {"currency":"CNY","value":"1250"}, in the smallest
// unit; times are RFC 3339; csr is a PKCS #10 request in PEM. A trade is named by our number alone: Alipay's own would name
// anybody's.
//
// An answer to one of the first seven repeats message, number, amount and refund_number as far as the request had them, and says
//
//	outcome   paid, refused, confirming, closed, not_found, not_sent, done or unknown, as [posd/payment.Outcome] defines them
//	signed    whether Alipay said so under a valid signature that the relay has verified; without it only not_sent is a verdict
//	denied    whether our certificate, or the relay's own key or ids, are not accepted
//	returned  whether a cancel gave money back
//	reason    code, wire, action: why, in posd's words
//	show      what the code to show says: for confirming, of present
//	trade     ref, time, paid_by, rate, buyer, discount
//	detail    one line for the log
//
// What the relay refuses before it has asked anybody (a number of another merchant, too many requests, a revoked terminal) is
// not_sent for pay, present and refund, unknown for the others, with a reason. A relay whose family makes no codes to show answers
// present so, with the reason present_not_supported. Any other status than 200 proves nothing; but a relay of before there was present
// has no such place, answers 404 and has asked nobody, which is the same to its terminal. There is no version to agree on: a call that
// is new has a place of its own, and nobody is sent a member that they may not know.
//
// # Who may
//
// The terminal's certificate is issued by the relay's own authority: its common name is the terminal, its organization the
// merchant, its organizational unit the digits with which the merchant's numbers begin, and its serialNumber attribute counts
// enrolments, so that a new enrolment ends the certificates of the one before. See [Subject].
package protocol
