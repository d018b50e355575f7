// Package alipaytest is a scriptable Alipay for tests and for the simulated counter: one ledger that knows what was really
// charged, a front for each wire family, and faults on demand. It was written from the API's public pages, apart from the
// clients that are tested against it, and refuses what the real gateway refuses. It imports the standard library alone.
//
// # Parts
//
// [Ledger] keeps the books and speaks no wire format. [Scenario] says what happens to one payment: what its [Buyer] does, and
// which [Behaviour] befalls which of its calls. A front for each of [Families] (front_intl*.go: alipay.intl.acquiring.offline.pay
// and payQuery, alipay.intl.acquiring.common.payCancel and refund) checks messages and signs answers; Opts.Family selects it.
// [Alipay] joins them and is an http.Handler; [Alipay.Serve] puts TLS before it, on a socket or on a [PipeListener], on which all of it runs in
// the virtual time of a testing/synctest bubble. [Switches] break the whole gateway at once.
//
//	gateway, err := alipaytest.New(alipaytest.Opts{ClientID: "385...", MerchantID: "211...", MerchantPublicKey: key})
//	listener := alipaytest.NewPipeListener()
//	go gateway.Serve(ctx, listener)         // dial with listener.Dial, trust gateway.CACertPEM
//	code, err := gateway.Mint("charged_lost", 0)
//	... // take a payment with code, then hold it against gateway.Ledger().Trade(number), Audit() and gateway.Violations()
//
// # Scenarios
//
// A payment code selects a scenario by its digits, PP00NNVVxxxxxxxx: a prefix of 25 to 30, two zeros, the number NN, the
// parameter VV (00 takes the default), then at least eight digits of no meaning. Any other code pays at once. [Alipay.Script]
// gives any code any scenario. A fault of the pay befalls its first message; a pay repeated under its number gets the truth.
//
//	NN  name                    what happens (parameter, default)
//	00  paid                    paid at once
//	01  confirm_queries         the buyer has confirmed by the nth query (queries, 3)
//	02  confirm_seconds         the buyer confirms after n seconds (seconds, 8)
//	03  confirm_never           nobody confirms; the trade closes after 3 minutes
//	04  confirm_by_hand         Ledger.Confirm or Ledger.Decline is called from the demo page
//	05  buyer_declines          the buyer has declined by the nth query (queries, 2)
//	06  foreign_currency        paid in CNY: payAmount and conversionRate beside orderAmount
//	07  confirm_last_moment     the buyer confirms after 170 s
//	08  pays_at_cancel          the buyer pays in the instant before the cancel, which gives it back
//	10  refused                 refused for good (index of Refusals, 0)
//	20  charged_lost            charged, the connection ends without an answer
//	21  uncharged_lost          the same, and the request never reached the books
//	22  answer_late             charged, the answer is late (seconds, 20)
//	23  answer_truncated        charged, half of the JSON
//	24  answer_cut              charged, the connection ends in the middle of the answer
//	25  answer_reset            charged, the connection is reset
//	26  answer_hangs            charged, no answer and no end
//	27  answer_drips            charged, one byte a second
//	28  answer_huge             charged, 64 MiB of blanks follow the answer
//	29  answer_html             charged, 502 and a page
//	30  answer_redirect         charged, 302
//	31  charged_system_error    charged, U SYSTEM_ERROR
//	32  uncharged_system_error  not charged, U SYSTEM_ERROR
//	33  strange_code            charged, F with a code nobody knows
//	34  strange_status          charged, result status A
//	35  minimal                 paid, and the answer holds resultInfo alone
//	36  wrong_amount            charged rightly, the answer names one unit more
//	37  wrong_currency          charged rightly, the answer names another currency
//	38  charged_inconsistent    charged, F REPEAT_REQ_INCONSISTENT
//	40  forged                  not charged; "paid" signed with another key
//	41  forged_refusal          charged; "refused" signed with another key
//	42  unsigned                not charged; "paid" without a signature
//	43  unsigned_refusal        charged; "refused" without a signature
//	44  blank_signature         not charged; "paid" with an empty signature
//	45  tampered                charged; one blank put in after signing
//	46  forged_beside           true "in process", and a forged "Response" that says paid; nobody confirms
//	47  forged_twice            true "in process", then a forged second "response"; nobody confirms
//	48  forged_first            the forged "response" first, then the true one; nobody confirms
//	49  extra_member            charged; the envelope has a third member
//	50  trailing                charged; a second JSON value follows
//	51  other_number            not charged; a truly signed "paid" of another order
//	52  other_message           not charged; a truly signed "paid" that answers another reqMsgId
//	53  query_forged            nobody confirms; the first query is answered "paid" under another key
//	60  query_not_exist         charged, answer lost; queries say the order does not exist (times, 3)
//	61  query_system_error      charged, answer lost; queries say SYSTEM_ERROR (times, 3)
//	62  query_strange_word      charged, answer lost; queries name a status nobody knows (times, 2)
//	63  query_minimal           nobody confirms; queries succeed without a status (times, 2)
//	64  query_lost              charged, answer lost; so are those of queries (times, 3)
//	70  cancel_unknown          nobody confirms; cancels are not executed and answer SYSTEM_ERROR (times, 3)
//	71  cancel_done_unknown     nobody confirms; cancels are executed and answer UNKNOWN_EXCEPTION (times, 3)
//	72  cancel_lost             the buyer pays just before the cancel; cancels are executed, answers lost (times, 2)
//	73  cancel_refused          nobody confirms; every cancel is refused for its window
//	74  pay_after_cancel        the pay arrives 2 s after a cancel that never saw it, and is charged
//	75  pay_delayed             the pay takes a while to arrive, and is charged (seconds, 30)
//	76  pay_duplicated          the network delivers the pay twice
//	77  cancel_refused_paid     the buyer pays late, and every cancel is refused for its window (seconds, 75)
//	80  refund_unknown          paid; refunds are executed and answer SYSTEM_ERROR (times, 2)
//	81  refund_lost             paid; refunds are executed, answers lost (times, 2)
//	82  refund_refused          paid; every refund is refused with PROCESS_FAIL
//	90  silent                  charged; nothing about it is ever answered, and no cancel executed
//	91  silent_uncharged        not charged; queries and cancels are never answered, nor executed
//
// With Opts.MockAmounts the official sandbox's amounts 9901 to 9904 go wrong as they do there, for a code that selects no scenario.
//
// # Codes that the buyer scans
//
// A front whose family has them (openapi precreate, intl preCreate, ams order code) offers a code for a number; [Ledger.Scan] is the buyer
// scanning it, by what it says. What they do then, and what goes wrong before, is the scenario that [Alipay.Script] gave the number,
// turned by [Scenario.Presented]; without one they pay at once. The code dies with the time that the request sets, or after
// LedgerOpts.OfferLife. In openapi and intl the scan makes the trade and a query before it finds none; in ams the trade waits from the
// beginning.
//
// Documented: openapi's members and their times, that a code lives two hours at most, that the scan makes the trade (the official SDK's
// request and response of alipay.trade.precreate; open.alitrip.com article 104629); intl's address and the members of its request
// (docs.antom.com/ac/openapi/preCreate, global.alipay.com/doc/publicapi/precreate_thirdparty); ams's members ("pay (Order Code
// Payment)", docs.antom.com/ac/ams/oc; OrderCodeForm and CodeDetail of the official SDK). Inferred: orderQrCode, intl's member of the
// code, from an integrator's published code; that its scan makes the trade, as in both its relatives, and its two hours; that a number
// gets its code again; that a cancel of a code nobody has scanned kills it in ams alone, or in all with LedgerOpts.FenceUnseen; that ams
// takes a request without paymentNotifyUrl, which its page calls required and which may be registered with Alipay instead.
//
// # Notifications
//
// With Opts.Notify, a merchant whose pay names an address is told there, as the family's page says, that the trade was paid, and by
// intl and ams that it ended otherwise than by the merchant's own cancel. A notification is sent until it is answered in the family's
// exact form, with the pauses of the page, and each time is an event. [Switches].WrongKey has it signed with another key.
//
// Documented: intl's head, body and answer ("alipay.intl.acquiring.offline.notify.pay", docs.antom.com/ac/openapi/notifypay; "Notification
// process", docs.antom.com/ac/openapi/notification); ams ("notifyPayment", docs.antom.com/ac/ams/paymentrn_online); openapi's form and its
// seven characters ("异步通知", alipay.trade.pay); spot's form ("Receiving async payment result notifications",
// docs.antom.com/ac/3rdpartryqrcode/simplified_2). Inferred: that intl's signature covers the value of "request", as in a request; that
// spot.pay notifies as the QR code product of its family does, with partner_trans_id as out_trade_no; that no cancel of the merchant's is
// told; ams's pauses, which its page says of another notification.
//
// # What is documented and what is inferred
//
// Documented on pages of this family (docs.antom.com/ac/publicapi, /ac/openapi and /ac/hk_auto_debit, global.alipay.com/docs/ac):
// the envelope; the head's members and lengths; the addresses; pay's members, productCode OFFLINE_PAY, codeType BARCODE; whole
// numbers of smallest units; merchantTransId as idempotency key and reqMsgId as the message's; acquirementId before
// merchantTransId; the trade's states and its 3 minutes; that cancel succeeds for a trade never created, unpaid and paid, on the
// same Beijing day and 15 minutes; that a refund needs acquirementId, may be partial and repeated, is retried under its
// merchantRefundId and has a window; signType RSA2 or SHA256; resultStatus S, F, U and 00000000 SUCCESS; payment codes of 16 to
// 24 digits that are good for a minute and once.
//
// Inferred, and changed by [Opts] or [LedgerOpts]:
//
//   - The signature covers the exact bytes of the value of "request" or "response": the platform's kin sign that value. Answers
//     come in changing layouts (blanks, escaped slashes) so that only a client that verifies the bytes it got gets on.
//   - payQuery's status member: Opts.StatusMember ("transStatus") and Opts.StatusWords.
//   - Result codes beyond SUCCESS and SYSTEM_ERROR and their ids: see the constants; Opts.CodeNames renames them.
//   - Which answers are unsigned: MSG_PARSE_ERROR, UNKNOWN_CLIENT, KEY_NO_FOUND and INVALID_SIGNATURE, which come before anyone is
//     known to be asking. All others are signed, an unknown number's ORDER_NOT_EXIST too.
//   - A pay that waits for its buyer answers U PAYMENT_IN_PROCESS, as the successor does.
//   - A message id used twice brings F REPEAT_REQ_INCONSISTENT: nothing a client may take for a refusal of the payment.
//   - The members of answers beyond resultInfo. reqTime's tolerance. The refund window's length. Members that no page names are
//     refused, to find misspellings; Opts.AllowUnknown lets them pass.
//   - A cancel of a trade with refunds is PROCESS_FAIL, as on the successor's pages. A cancel of a number never seen stops no later
//     pay; LedgerOpts.FenceUnseen is the other reading.
//   - The minute of a payment code is counted from [Alipay.Mint], else from its first arrival, and judged when a pay arrives, not
//     when it reaches the books: a pay held up on its way is still charged.
//
// # Family spot
//
// Documented (docs.antom.com/ac/global: spot_pay, overseas_query, acquire_cancel, spot_refund, refundquery): services, parameters and
// lengths; what is signed and how; extend_info's mandatory members; two decimals, none for JPY and KRW; that no refund is executed
// synchronously from 00:00 to 01:30 in Beijing; is_success F without a signature; result_code, error and alipay_trans_status.
//
// Inferred: that a failure is signed and repeats the number; the codes for a cancel or refund outside its window; that the signature
// covers the bytes of the declared charset. The family has no message ids: other_message is about another number instead.
//
// # Caveats
//
// A [PipeListener] belongs to the bubble that made it, and a pipe has no buffer: a gateway that resets before it reads fails the
// client's write, where a socket would have taken it. The buyer's conversion rate is between smallest units. What falls due
// between two calls is booked at the next one with the time that it was due, so events need not be in order of time. The books
// hold payment codes masked and hashed only.
package alipaytest
