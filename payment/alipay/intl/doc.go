// Package intl takes payments through alipay.intl.acquiring.offline.pay and its companions payQuery, payCancel and refund, the
// product this project is named for; and through preCreate, whose code the customer scans.
//
// # Wire
//
// POST of {"request":{"head","body"},"signature"}, answered by {"response":{"head","body"},"signature"}. The signature is RSA2
// over the exact bytes of the request's or response's value ("Digital signature (new)", docs.antom.com/ac/gr/signature: the
// content between the two curly braces, inclusive). The pages for version 2.0.0 sign with SHA1; this package does not.
//
// # Rules
//
// An answer is believed if it is one JSON object of exactly "response" and "signature", the signature verifies under Alipay's key,
// its reqMsgId is the one just sent, and every member that is there and that we know says what we asked for: ids, function,
// numbers, amount and currency. The table of members, by call and with its source, is in members.go. The bytes that are decoded
// are the bytes that were verified. What is not believed is [payment.Unknown], whatever it says.
//
// Pay is paid by resultStatus S. Query is paid by the trade's status alone: its S says only that the query was understood. The
// status is read from the member that Config.StatusMember names, because no page that could be found names it; see status.go.
// A word that is not known is unknown, never paid and never failed.
//
// F is a refusal only if the table of package alipay says so for that call. The rest has to be asked for.
//
// PreCreate is a code to show with S and a text that a wallet may open; where the text stands is said in classify.go, and is inferred.
// That the scan makes the trade, so that payQuery finds none before, is what the mainland's and the older interface say of theirs.
//
// A call that could not be sent is [payment.NotSent] for pay, preCreate and refund and unknown for the others.
//
// # Caveats
//
// refund needs Alipay's own number: if the caller has none, the trade is queried for it inside the same deadline.
//
// preCreate cannot say how long its code is to pay: Alipay ends it, and payCancel.
//
// payCancel succeeds for a number that Alipay never saw, and does not say whether it closed or gave back; if an answer holds
// "action", it is read as the mainland's interface defines it.
//
// TerminalID travels as envInfo.storeTerminalId, the successor's name for it; the pages of this family show envInfo without a
// terminal.
package intl
