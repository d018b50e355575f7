package paymenttest

import "posd/payment/alipay/alipaytest"

// FamilyScripts returns where a family documents another outcome than [Scripts], with the reason. A relay passes on what the family
// behind it concludes, so that they hold there too.
func FamilyScripts(family string) map[string]string {
	switch family {
	case alipaytest.FamilyAMS:
		return map[string]string{
			// The signature is in a header and covers the whole body: what is cut off, put in or added breaks it.
			"answer_truncated": "pay:unknown/alipay_key_wrong query:paid",
			"forged_beside":    "pay:unknown/alipay_key_wrong query:confirming",
			"trailing":         "pay:unknown/alipay_key_wrong query:paid",
			// There is no message id, so members bind an answer: a success without its number is none.
			"minimal": "pay:unknown/answer_unreadable query:paid",
			// What can be played again is an answer of another time.
			"other_message": "pay:unknown/answer_stale query:not_found",
		}
	case alipaytest.FamilyOpenAPI:
		return map[string]string{
			// The page promises trade_no, out_trade_no and total_amount with every paid answer; one without them is not believed.
			"minimal": "pay:unknown/answer_unreadable query:paid",
			// The state is in trade_status, which no configuration renames.
			"query_strange_word": "pay:unknown query:unknown/trade_status_unknown query:unknown query:paid",
			// A refund without verdict is asked for inside the same call.
			"refund_unknown": "pay:paid refund:done query:paid",
			// The family's word for a refund that cannot be.
			"refund_refused": "pay:paid refund:refused/refund_not_supported query:paid",
		}
	case alipaytest.FamilySpot:
		return map[string]string{
			// Nothing but its number binds an answer of this family: without it a success is not believed.
			"minimal": "pay:unknown/answer_mismatch query:paid",
			// What a refund's answer leaves open is asked for at once, and found done.
			"refund_unknown": "pay:paid refund:done refund:done",
			// The pages have no "process failed": a refund is refused for the shop's balance.
			"refund_refused": "pay:paid refund:refused/shop_balance query:paid",
		}
	}
	return nil
}
