// Package spot takes payments through alipay.acquire.overseas.spot.pay and its companions: alipay.acquire.overseas.query,
// alipay.acquire.cancel, alipay.acquire.overseas.spot.refund and alipay.acquire.refund.query, the old interface to the barcode
// payment of a merchant abroad. Pages: docs.antom.com/ac/global/spot_pay, /overseas_query, /acquire_cancel, /spot_refund and
// /refundquery.
//
// # Wire
//
// A form in UTF-8 by POST to gateway.do?_input_charset=utf-8, answered by XML that declares GBK. A request is signed over its
// parameters but sign and sign_type, those that are empty left out, sorted by byte, k=v joined by &, values as they are. An answer
// is signed over the children of <response><alipay> in the same way, by MD5 with a shared key, RSA (SHA1withRSA) or RSA2
// (SHA256withRSA). An answer with is_success F is not signed.
//
// # Rules
//
// An answer is believed if it is one document of exactly is_success, request, response, sign and sign_type, its sign_type is ours,
// the signature verifies, and every member that is there and that we know says what we asked for. There is no message id in this
// family: the number of the trade or refund is what binds an answer, so that it must be there; see members.go. The bytes that are
// read are the bytes that were verified, and they are decoded from GBK only afterwards. What is not believed is [payment.Unknown],
// whatever it says; so is every answer that is not signed.
//
// There are two gateways. A request goes to the second only if not a byte of it was handed to a socket of the first: one payment
// never becomes two. A query may be asked twice, and is, if the first gateway gives no answer to it.
//
// A refund is not sent from 00:00 to 01:30 in Beijing, when Alipay executes none synchronously. Where an answer leaves it open,
// alipay.acquire.refund.query is asked inside the same deadline.
//
// # Caveats
//
// An MD5 key signs both ways: who has it can forge answers as well as requests. RSA2 is the one to ask for.
//
// The pages disagree on the form of cancel's timestamp; Config.Timestamp chooses.
package spot
