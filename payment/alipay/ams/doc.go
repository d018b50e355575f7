// Package ams takes payments through Antom's User-presented Mode Payment, the successor of alipay.intl.acquiring.offline: pay,
// inquiryPayment, cancel, refund and inquiryRefund below /ams/api/v1/payments, and through its Order Code Payment; Alipay+ has the same
// shape below /aps/api/v1.
//
// # Wire
//
// POST of a JSON object whose scalars are all strings, with the headers Client-Id, Request-Time and Signature. The signature is
// SHA256withRSA over
//
//	POST PATH LF CLIENT-ID . REQUEST-TIME . BODY
//
// in base64, percent-encoded, inside "algorithm=RSA256,keyVersion=1,signature=". An answer carries Client-Id, Response-Time and
// Signature over the same layout, with its own time and body. Sources: "Sign a request and validate the signature"
// (docs.antom.com/ac/ams/digital_signature), "API fundamentals" (docs.antom.com/ac/ams/api_fund), and the official SDKs.
//
// # Rules
//
// An answer is believed if it has each of the three headers once, the client id is ours, the signature verifies under Alipay's key
// over exactly the bytes of the body, its time is near ours, the body is one JSON object in which nothing is said twice, and every
// member that is there and that we know says what we asked for. There is no message id, so members bind an answer to its question:
// which of them must be there, by call and with its source, is in members.go. A failure has no member but its result; the answer's
// time, which the signature covers, keeps an old one from being played again. What is not believed is [payment.Unknown].
//
// Pay is paid by resultStatus S. An inquiry is paid by paymentStatus SUCCESS alone: its S says only that the inquiry was
// understood. F is a refusal only if the table of package alipay says so for that call. U PAYMENT_IN_PROCESS is the buyer
// confirming.
//
// An order code, which the customer scans, is a pay without a payment code: U PAYMENT_IN_PROCESS with our number and the text of a code
// is one to show. The trade waits for its scan from the beginning, and a cancel closes it.
//
// Every pay names the moment after which it must not be executed (paymentExpiryTime), counted from the attempt's creation, so that
// a request that is held up on its way cannot take money long after the terminal has given it up.
//
// A refund whose outcome is unknown is sent again with its number; from the third time on the refund is asked for first
// (inquiryRefund), and sent again only if it is not there. Which numbers were unknown is remembered in memory alone: after a restart
// it begins anew, and the number sees to it that nothing is refunded twice.
//
// # Hong Kong
//
// A merchant of AlipayHK's own API (open.alipay.hk/aps) asks /hk/payments/codeConsult whose wallet a code is, and then pays by one of
// three products: that API, alipay.acquire.overseas.spot.pay, or Alipay+ ("Pay flow", docs.antom.com/ac/amsapi/payflow). posd does not
// ask: a terminal has one product, and both that it can be signed to there take the codes of either wallet by themselves ("Barcode
// payment introduction", docs.antom.com/ac/barcode_hk/intro, is family spot; Alipay+ is this one). Choosing between three contracts at
// every scan belongs to whoever holds them, such as a relay's operator.
//
// # Caveats
//
// SIGNATURE_INVALID and its like arrive unsigned: they prove nothing about a trade and close the gate for new sales.
package ams
