// Package openapi takes payments through alipay.trade.pay and its companions query, cancel, refund and fastpay.refund.query: the
// barcode payment (当面付) of Alipay's open platform in mainland China; and through precreate, whose code the customer scans.
//
// # Wire
//
// POST of a form to one address. The common parameters, charset and the signature among them, are in the address; biz_content and
// app_auth_token are in the form. The signature is RSA2 over every parameter but itself, sorted by name, as name=value joined by "&"
// before any escaping (签名, opendocs.alipay.com/common/057k53). The answer is {"alipay_trade_pay_response":{...},"sign":"..."}; its
// signature covers the bytes of the first value as they came.
//
// Key mode holds the answers against Alipay's public key. Certificate mode (公钥证书) also sends the serials of our certificate and of
// Alipay's roots, and follows Alipay to a new certificate: an answer that does not verify under the configured key and names another
// alipay_cert_sn is judged again once that certificate has been downloaded, leads to a configured root and is made out to the same
// subject. It is kept in memory; a technician installs it for good. Alipay keeps its key when it renews a certificate, so that most
// changes are never noticed.
//
// # Rules
//
// An answer is believed if it is one JSON object of exactly the call's response, "sign" and maybe "alipay_cert_sn", in UTF-8 and with
// no name twice at any depth, the signature verifies, and every member that is there and that we know says what we asked for. No
// member ties an answer to its message: out_trade_no does, and no verdict is believed without it. The table of members, by call and
// with its source, is in members.go. The bytes that are decoded are the bytes that were verified. What is not believed is
// [payment.Unknown], whatever it says; so is an answer of the gateway itself (40001, 40002, 40006), which names no trade.
//
// Pay is paid by code 10000 alone; 10003 waits for the buyer. Query is paid by trade_status alone: its 10000 says only that the query
// was understood. 40004 is a refusal only if its sub_code is final for that call in the table of package alipay. Everything else has
// to be asked for.
//
// Precreate is a code to show with code 10000, our number and a text that a wallet may open. It makes no trade: the scan does, and until
// then a query finds none. The code lives whole minutes, rounded up, and never more than two hours.
//
// Cancel is done by retry_flag N; Y is unknown. Refund is done by fund_change Y. Any other answer to a refund is checked by a query of
// that refund inside the same deadline, and a refusal stands only if nothing is known of the refund.
//
// A call that could not be sent is [payment.NotSent] for pay, precreate and refund and unknown for the others.
//
// # Caveats
//
// Amounts are in CNY, in yuan with two decimals; times are Beijing's. The expiry (timeout_express) counts from Alipay's receipt of the
// pay. A subject may not hold "/", "=" or "&": their full-width forms are sent.
//
// Alipay may escape slashes after it has signed, as its own SDK knows; such an answer verifies with its slashes plain, and is then
// decoded in that form.
package openapi
