package alipay

import (
	"maps"

	"posd/payment"
)

// Sources of the rows below, by letter:
//
//	S  alipay.acquire.overseas.spot.pay, .refund and .cancel: "Error code" (docs.antom.com, global.alipay.com), the same product's
//	   old interface
//	O  alipay.trade.pay, .refund and .cancel: sub_code (opendocs.alipay.com; an English copy: open.alitrip.com article 104632), the
//	   mainland's interface to the same payment code
//	A  pay (User-presented Mode Payment), cancel, refund: result codes (docs.antom.com, docs.alipayplus.com), the successor; and
//	   "Error codes", docs.antom.com/ac/gr/error_code
//	P  result codes of other gateways built on the same platform, with the envelope {"response":{"head","body"},"signature"}
//	I  named on the pages of alipay.intl.acquiring.* themselves
//
// A row is final for a call only if its source tells the merchant to start anew, to use another way to pay, or to mend the
// set-up. "Repeated with other content", "paid already" and "closed" prove nothing about a pay: the trade has to be asked for.

// meanings is every code in one table. It is built once and never written again.
var meanings = join(codeMeanings, buyerMeanings, limitMeanings, merchantMeanings, denials, tradeMeanings, refundMeanings, platformMeanings, successorMeanings)

func join(tables ...map[string]Meaning) map[string]Meaning {
	all := map[string]Meaning{}
	for _, t := range tables {
		maps.Copy(all, t)
	}
	return all
}

func refuses(calls Calls, code string, action payment.Action) Meaning {
	return Meaning{Reason: payment.Reason{Code: code, Action: action}, Final: calls}
}

func denies(code string) Meaning {
	return Meaning{Reason: payment.Reason{Code: code, Action: payment.ActTechnician}, Final: AnyCall, Denies: true}
}

func missing() Meaning {
	return Meaning{Reason: payment.Reason{Code: "trade_not_found"}, Missing: true}
}

func waiting() Meaning {
	return Meaning{Reason: payment.Reason{Code: "buyer_confirming"}, Waiting: true}
}

// codeMeanings is about the payment code and the wallet behind it. The customer refreshes the code and it is scanned again.
var codeMeanings = map[string]Meaning{
	"PAYMENT_AUTH_CODE_INVALID":        refuses(CallPay, "code_expired", payment.ActRescan),     // O
	"EXPIRED_CODE":                     refuses(CallPay, "code_expired", payment.ActRescan),     // A
	"INVALID_CODE":                     refuses(CallPay, "code_invalid", payment.ActRescan),     // A
	"SOUNDWAVE_PARSER_FAIL":            refuses(CallPay, "code_invalid", payment.ActRescan),     // S O
	"PULL_MOBILE_CASHIER_FAIL":         refuses(CallPay, "wallet_no_answer", payment.ActRescan), // S O
	"PAYMENT_FAIL":                     refuses(CallPay, "payment_failed", payment.ActRescan),   // S O
	"USER_PAYMENT_VERIFICATION_FAILED": refuses(CallPay, "password_failed", payment.ActRescan),  // A
}

// buyerMeanings is about the buyer's account and means. Another card in the wallet, or another way to pay.
var buyerMeanings = map[string]Meaning{
	"BUYER_BALANCE_NOT_ENOUGH":          refuses(CallPay, "balance_not_enough", payment.ActOtherTender),      // S O
	"USER_BALANCE_NOT_ENOUGH":           refuses(CallPay, "balance_not_enough", payment.ActOtherTender),      // A
	"BUYER_BANKCARD_BALANCE_NOT_ENOUGH": refuses(CallPay, "card_balance_not_enough", payment.ActOtherTender), // S O
	"ERROR_BALANCE_PAYMENT_DISABLE":     refuses(CallPay, "balance_disabled", payment.ActOtherTender),        // S O
	"NO_PAYMENT_INSTRUMENTS_AVAILABLE":  refuses(CallPay, "no_payment_method", payment.ActOtherTender),       // O
	"NO_PAY_OPTIONS":                    refuses(CallPay, "no_payment_method", payment.ActOtherTender),       // A
	"UNAVAILABLE_PAYMENT_METHOD":        refuses(CallPay, "no_payment_method", payment.ActOtherTender),       // A
	"MOBILE_PAYMENT_SWITCH_OFF":         refuses(CallPay, "wallet_payment_off", payment.ActOtherTender),      // S O
	"USER_FACE_PAYMENT_SWITCH_OFF":      refuses(CallPay, "wallet_payment_off", payment.ActOtherTender),      // O
	"NOT_SUPPORT_PAYMENT_INST":          refuses(CallPay, "wallet_not_supported", payment.ActOtherTender),    // O
	"BUYER_ENABLE_STATUS_FORBID":        refuses(CallPay, "buyer_refused", payment.ActOtherTender),           // S O
	"USER_STATUS_ABNORMAL":              refuses(CallPay, "buyer_refused", payment.ActOtherTender),           // A P
	"BUYER_NOT_EXIST":                   refuses(CallPay, "buyer_refused", payment.ActOtherTender),           // S O
	"USER_NOT_EXIST":                    refuses(CallPay, "buyer_refused", payment.ActOtherTender),           // A
	"USER_NOT_EXISTS":                   refuses(CallPay, "buyer_refused", payment.ActOtherTender),           // P
	"PAYER_UNMATCHED":                   refuses(CallPay, "buyer_refused", payment.ActOtherTender),           // O
	"ENTERPRISE_PAY_BIZ_ERROR":          refuses(CallPay, "buyer_refused", payment.ActOtherTender),           // O
	"BUYER_SELLER_EQUAL":                refuses(CallPay, "buyer_is_seller", payment.ActOtherTender),         // S O
	"ERROR_BUYER_CERTIFY_LEVEL_LIMIT":   refuses(CallPay, "buyer_not_verified", payment.ActOtherTender),      // S O
	"NOT_CERTIFIED_USER":                refuses(CallPay, "buyer_not_verified", payment.ActOtherTender),      // O
	"BUYER_NOT_MAINLAND_CERT":           refuses(CallPay, "buyer_not_verified", payment.ActOtherTender),      // O
	"USER_KYC_NOT_QUALIFIED":            refuses(CallPay, "buyer_not_verified", payment.ActOtherTender),      // A
	"PAYMENT_REQUEST_HAS_RISK":          refuses(CallPay, "risk_refused", payment.ActOtherTender),            // S O
	"RISK_REJECT":                       refuses(CallPay, "risk_refused", payment.ActOtherTender),            // A
	"REGULATION_RESTRICTION":            refuses(CallPay, "regulation", payment.ActOtherTender),              // A
}

// limitMeanings is about how much or how often.
var limitMeanings = map[string]Meaning{
	"BUYER_PAYMENT_AMOUNT_DAY_LIMIT_ERROR":   refuses(CallPay, "buyer_day_limit", payment.ActOtherTender),   // S O
	"BUYER_PAYMENT_AMOUNT_MONTH_LIMIT_ERROR": refuses(CallPay, "buyer_month_limit", payment.ActOtherTender), // S O
	"USER_AMOUNT_EXCEED_LIMIT":               refuses(CallPay, "limit_reached", payment.ActAmount),          // A
	"TOTAL_FEE_EXCEED":                       refuses(CallPay, "amount_too_large", payment.ActAmount),       // S O
	"PAYMENT_AMOUNT_EXCEED_LIMIT":            refuses(CallPay, "amount_too_large", payment.ActAmount),       // A
	"AMOUNT_EXCEEDS_LIMIT":                   refuses(CallPay, "amount_too_large", payment.ActAmount),       // P
	"BEYOND_PER_RECEIPT_SINGLE_RESTRICTION":  refuses(CallPay, "amount_too_large", payment.ActAmount),       // O
	"REQUEST_AMOUNT_EXCEED":                  refuses(CallPay, "amount_too_large", payment.ActAmount),       // O
	"RESTRICTED_MERCHANT_INDUSTRY":           refuses(CallPay, "amount_too_large", payment.ActAmount),       // O
	"BEYOND_PER_RECEIPT_RESTRICTION":         refuses(CallPay, "shop_limit_reached", payment.ActTechnician), // S O
	"PRODUCT_AMOUNT_LIMIT_ERROR":             refuses(CallPay, "shop_limit_reached", payment.ActTechnician), // O
	"BEYOND_PER_RECEIPT_DAY_RESTRICTION":     refuses(CallPay, "shop_limit_reached", payment.ActTechnician), // O
	"BEYOND_PAY_RESTRICTION":                 refuses(CallPay, "shop_limit_reached", payment.ActTechnician), // S O
	"PAYMENT_COUNT_EXCEED_LIMIT":             refuses(CallPay, "limit_reached", payment.ActOtherTender),     // A
}

// merchantMeanings is about the shop's set-up and what the request said. A technician mends it; the customer pays otherwise.
var merchantMeanings = map[string]Meaning{
	"INVALID_PARAMETER":                               refuses(AnyCall, "request_refused", payment.ActTechnician),     // S O
	"ILLEGAL_ARGUMENT":                                refuses(AnyCall, "request_refused", payment.ActTechnician),     // S
	"ILLEGAL_SIGN_TYPE":                               refuses(AnyCall, "request_refused", payment.ActTechnician),     // S
	"PARAM_ILLEGAL":                                   refuses(AnyCall, "request_refused", payment.ActTechnician),     // A P
	"PARAM_MISSING":                                   refuses(AnyCall, "request_refused", payment.ActTechnician),     // P
	"MSG_PARSE_ERROR":                                 refuses(AnyCall, "request_refused", payment.ActTechnician),     // P
	"EXIST_FORBIDDEN_WORD":                            refuses(CallPay, "forbidden_word", payment.ActTechnician),      // S O
	"CURRENCY_NOT_SUPPORT":                            refuses(AnyCall, "currency_refused", payment.ActTechnician),    // A
	"TRADE_SETTLE_ERROR":                              refuses(CallPay, "contract_missing", payment.ActTechnician),    // O
	"AGREEMENT_NOT_EXIST":                             refuses(CallPay, "contract_missing", payment.ActTechnician),    // A O
	"UN_SUPPORT_TRADE_SCENE":                          refuses(CallPay, "contract_missing", payment.ActTechnician),    // O
	"AMOUNT_OR_CURRENCY_ERROR":                        refuses(CallPay, "currency_refused", payment.ActTechnician),    // O
	"INVALID_STORE_ID":                                refuses(CallPay, "store_id_refused", payment.ActTechnician),    // O
	"BUSINESS_NOT_SUPPORT":                            refuses(AnyCall, "contract_missing", payment.ActTechnician),    // A
	"MERCHANT_AGREEMENT_NOT_EXIST":                    refuses(CallPay, "contract_missing", payment.ActTechnician),    // O
	"MERCHANT_AGREEMENT_INVALID":                      refuses(CallPay, "contract_missing", payment.ActTechnician),    // O
	"MERCHANT_STATUS_NOT_NORMAL":                      refuses(CallPay, "merchant_refused", payment.ActTechnician),    // O
	"SECONDARY_MERCHANT_STATUS_ERROR":                 refuses(CallPay, "merchant_refused", payment.ActTechnician),    // O
	"SECONDARY_MERCHANT_ID_INVALID":                   refuses(CallPay, "merchant_id_refused", payment.ActTechnician), // O
	"SECONDARY_MERCHANT_ID_BLANK":                     refuses(CallPay, "merchant_id_refused", payment.ActTechnician), // O
	"SECONDARY_MERCHANT_NOT_MATCH":                    refuses(CallPay, "merchant_id_refused", payment.ActTechnician), // O
	"SELLER_NOT_EXIST":                                refuses(CallPay, "merchant_id_refused", payment.ActTechnician), // O
	"INVALID_RECEIVE_ACCOUNT":                         refuses(CallPay, "merchant_id_refused", payment.ActTechnician), // O
	"SELLER_BEEN_BLOCKED":                             refuses(CallPay, "merchant_refused", payment.ActTechnician),    // O
	"SECONDARY_MERCHANT_ISV_PUNISH_INDIRECT":          refuses(CallPay, "merchant_refused", payment.ActTechnician),    // O
	"DEFAULT_SETTLE_RULE_NOT_EXIST":                   refuses(CallPay, "contract_missing", payment.ActTechnician),    // O
	"AGREEMENT_INVALID":                               refuses(CallPay, "contract_missing", payment.ActTechnician),    // O
	"AGREEMENT_STATUS_NOT_NORMAL":                     refuses(CallPay, "contract_missing", payment.ActTechnician),    // O
	"STORE_INFO_INVALID":                              refuses(CallPay, "store_id_refused", payment.ActTechnician),    // O
	"SUB_GOODS_SIZE_MAX_COUNT":                        refuses(CallPay, "request_refused", payment.ActTechnician),     // O
	"NOW_TIME_AFTER_EXPIRE_TIME_ERROR":                refuses(CallPay, "request_refused", payment.ActTechnician),     // O
	"RISK_MERCHANT_IP_NOT_EXIST":                      refuses(CallPay, "request_refused", payment.ActTechnician),     // O
	"SUB_MERCHANT_CREATE_FAIL":                        refuses(CallPay, "merchant_refused", payment.ActTechnician),    // O
	"SUB_MERCHANT_TYPE_INVALID":                       refuses(CallPay, "merchant_refused", payment.ActTechnician),    // O
	"ERROR_SELLER_CERTIFY_LEVEL_LIMIT":                refuses(CallPay, "merchant_refused", payment.ActTechnician),    // O
	"SECONDARY_MERCHANT_ALIPAY_ACCOUNT_INVALID":       refuses(CallPay, "merchant_refused", payment.ActTechnician),    // O
	"SECONDARY_MERCHANT_CARD_ALIAS_NO_INVALID":        refuses(CallPay, "merchant_refused", payment.ActTechnician),    // O
	"PLATFORM_BUSINESS_ACQUIRE_MODE_MUST_MERCHANT_ID": refuses(CallPay, "merchant_id_refused", payment.ActTechnician), // O
	"MERCHANT_PERM_RECEIPT_SUSPEND_LIMIT":             refuses(CallPay, "merchant_refused", payment.ActTechnician),    // O
	"MERCHANT_PERM_RECEIPT_SINGLE_LIMIT":              refuses(CallPay, "amount_too_large", payment.ActAmount),        // O
	"MERCHANT_PERM_RECEIPT_DAY_LIMIT":                 refuses(CallPay, "shop_limit_reached", payment.ActTechnician),  // O
}

// denials refuse us, whatever we asked for: our signature, our ids, our rights, the address we called.
var denials = map[string]Meaning{
	"INVALID_SIGNATURE":           denies("our_key_refused"),     // A P
	"SIGNATURE_INVALID":           denies("our_key_refused"),     // A
	"ILLEGAL_SIGN":                denies("our_key_refused"),     // S
	"KEY_NOT_FOUND":               denies("our_key_missing"),     // A
	"KEY_NO_FOUND":                denies("our_key_missing"),     // P
	"INVALID_CLIENT":              denies("client_id_refused"),   // A
	"UNKNOWN_CLIENT":              denies("client_id_refused"),   // P
	"INVALID_CLIENT_STATUS":       denies("client_id_refused"),   // P
	"VERIFY_CLIENT_SECRET_FAIL":   denies("client_id_refused"),   // P
	"ILLEGAL_PARTNER":             denies("merchant_id_refused"), // S
	"PARTNER_ERROR":               denies("merchant_id_refused"), // S O
	"MERCHANT_NOT_REGISTERED":     denies("merchant_id_refused"), // A
	"MERCHANT_NOT_EXIST":          denies("merchant_id_refused"), // P
	"INVALID_MERCHANT":            denies("merchant_id_refused"), // A
	"INVALID_TOKEN":               denies("token_refused"),       // A
	"EXPIRED_ACCESS_TOKEN":        denies("token_refused"),       // A
	"OAUTH_FAILED":                denies("token_refused"),       // P
	"ACCESS_DENIED":               denies("contract_missing"),    // A P
	"ACCESS_FORBIDDEN":            denies("contract_missing"),    // S O
	"HAS_NO_PRIVILEGE":            denies("contract_missing"),    // S
	"ILLEGAL_PARTNER_EXTERFACE":   denies("contract_missing"),    // S
	"CLIENT_FORBIDDEN_ACCESS_API": denies("contract_missing"),    // P
	"INVALID_CONTRACT":            denies("contract_missing"),    // A
	"ILLEGAL_EXTERFACE":           denies("address_wrong"),       // S
	"NO_INTERFACE_DEF":            denies("address_wrong"),       // A P
	"API_IS_INVALID":              denies("address_wrong"),       // P
	"INVALID_API":                 denies("address_wrong"),       // A
	"FUNCTION_NOT_MATCH":          denies("address_wrong"),       // P
	"METHOD_NOT_SUPPORTED":        denies("address_wrong"),       // A
	"MEDIA_TYPE_NOT_ACCEPTABLE":   denies("address_wrong"),       // A
}

// tradeMeanings is about the trade's state. None of them settles a pay.
var tradeMeanings = map[string]Meaning{
	"TRADE_HAS_SUCCESS":           refuses(NoCall, "already_paid", payment.ActNone),                 // S O
	"TRADE_HAS_CLOSE":             refuses(CallCancel|CallRefund, "trade_closed", payment.ActRetry), // S O
	"ORDER_IS_CLOSED":             refuses(CallCancel|CallRefund, "trade_closed", payment.ActRetry), // A
	"ORDER_IS_CANCELED":           refuses(CallCancel|CallRefund, "trade_closed", payment.ActRetry), // A
	"TRADE_HAS_FINISHED":          refuses(CallCancel|CallRefund, "state_refused", payment.ActNone), // O
	"TRADE_STATUS_ERROR":          refuses(CallCancel|CallRefund, "state_refused", payment.ActNone), // S O
	"REASON_TRADE_STATUS_INVALID": refuses(CallCancel|CallRefund, "state_refused", payment.ActNone), // O
	"REASON_ILLEGAL_STATUS":       refuses(CallCancel|CallRefund, "state_refused", payment.ActNone), // O
	"CANCEL_NOT_ALLOWED":          refuses(CallCancel, "state_refused", payment.ActNone),            // O
	"ORDER_STATUS_INVALID":        refuses(CallCancel|CallRefund, "state_refused", payment.ActNone), // A
	"REASON_TRADE_BEEN_FREEZEN":   refuses(CallCancel|CallRefund, "state_refused", payment.ActNone), // S O
	"CANCEL_WINDOW_EXCEED":        refuses(CallCancel, "cancel_window", payment.ActNone),            // A
	"TRADE_CANCEL_TIME_OUT":       refuses(CallCancel, "cancel_window", payment.ActNone),            // O
	"CONTEXT_INCONSISTENT":        refuses(NoCall, "repeat_differs", payment.ActRetry),              // S O
	"TRADE_BUYER_NOT_MATCH":       refuses(NoCall, "repeat_differs", payment.ActRetry),              // S O
	"REPEAT_REQ_INCONSISTENT":     refuses(NoCall, "repeat_differs", payment.ActRetry),              // A P
	"SUCCESS_IDEMPOTENT_ERROR":    refuses(NoCall, "repeat_differs", payment.ActRetry),              // P
	"DISCORDANT_REPEAT_REQUEST":   refuses(NoCall, "repeat_differs", payment.ActTechnician),         // S O
	"ORDER_NOT_EXIST":             missing(),                                                        // A
	"TRADE_NOT_EXIST":             missing(),                                                        // S O
	"TRANS_NOT_FOUND":             missing(),                                                        // S "overseas_query"
	"PAYMENT_IN_PROCESS":          waiting(),                                                        // A
	"ORDER_SUCCESS_PAY_INPROCESS": waiting(),                                                        // S O
	"WAIT_BUYER_PAY":              waiting(),                                                        // I
}

// refundMeanings is about giving money back.
var refundMeanings = map[string]Meaning{
	"REFUND_AMOUNT_EXCEED":                   refuses(CallRefund, "refund_too_large", payment.ActAmount),            // A
	"REFUND_AMT_NOT_EQUAL_TOTAL":             refuses(CallRefund, "refund_not_whole", payment.ActAmount),            // O
	"PARTIAL_REFUND_NOT_SUPPORTED":           refuses(CallRefund, "refund_not_whole", payment.ActAmount),            // A
	"NOT_ALLOW_PARTIAL_REFUND":               refuses(CallRefund, "refund_not_whole", payment.ActAmount),            // O
	"MULTIPLE_REFUNDS_NOT_SUPPORTED":         refuses(CallRefund, "refund_not_supported", payment.ActTechnician),    // A
	"ONLINE_TRADE_VOUCHER_NOT_ALLOW_REFUND":  refuses(CallRefund, "refund_not_supported", payment.ActTechnician),    // O
	"REFUND_FEE_ERROR":                       refuses(CallRefund, "refund_too_large", payment.ActAmount),            // O
	"REFUND_ACCOUNT_NOT_EXIST":               refuses(CallRefund, "merchant_refused", payment.ActTechnician),        // O
	"BUYER_ERROR":                            refuses(CallRefund, "refund_buyer_gone", payment.ActOtherTender),      // O
	"CUSTOMER_VALIDATE_ERROR":                refuses(CallRefund, "refund_buyer_gone", payment.ActOtherTender),      // O
	"SELLER_BALANCE_NOT_ENOUGH":              refuses(CallCancel|CallRefund, "shop_balance", payment.ActTechnician), // S O
	"REFUND_CHARGE_ERROR":                    refuses(NoCall, "gateway_busy", payment.ActNone),                      // O
	"REFUND_WINDOW_EXCEED":                   refuses(CallRefund, "refund_window", payment.ActOtherTender),          // A
	"MERCHANT_BALANCE_NOT_ENOUGH":            refuses(CallRefund, "shop_balance", payment.ActTechnician),            // A
	"REFUND_NOT_SUPPORTED":                   refuses(CallRefund, "refund_not_supported", payment.ActTechnician),    // A
	"OVERDRAFT_AGREEMENT_NOT_MATCH":          refuses(CallRefund, "merchant_refused", payment.ActTechnician),        // O
	"OVERDRAFT_ASSIGN_ACCOUNT_INVALID":       refuses(CallRefund, "merchant_refused", payment.ActTechnician),        // O
	"REFUNDALLOC_UNAUTH_LIMIT":               refuses(CallRefund, "merchant_refused", payment.ActTechnician),        // O
	"ALLOC_AMOUNT_VALIDATE_ERROR":            refuses(CallRefund, "merchant_refused", payment.ActTechnician),        // O
	"REFUND_ROYALTY_PAYEE_ACCOUNT_NOT_EXIST": refuses(CallRefund, "merchant_refused", payment.ActTechnician),        // O
	"USER_NOT_MATCH_ERR":                     refuses(CallRefund, "refund_buyer_gone", payment.ActOtherTender),      // O
	"REASON_TRADE_REFUND_FEE_ERR":            refuses(CallCancel|CallRefund, "refund_too_large", payment.ActAmount), // S O; for a cancel: it has refunds
	"TRADE_NOT_ALLOW_REFUND":                 refuses(CallRefund, "refund_not_supported", payment.ActTechnician),    // O
}

// platformMeanings is about the gateway itself. But for the first, the truth has to be asked for.
var platformMeanings = map[string]Meaning{
	"PROCESS_FAIL":                 refuses(AnyCall, "process_failed", payment.ActOtherTender), // A P "a general business failure, do not retry"
	"SYSTEM_ERROR":                 refuses(NoCall, "gateway_busy", payment.ActNone),           // S O I
	"UNKNOWN_EXCEPTION":            refuses(NoCall, "gateway_busy", payment.ActNone),           // A I
	"PROCESS_EXCEPTION":            refuses(NoCall, "gateway_busy", payment.ActNone),           // S
	"REQUEST_TRAFFIC_EXCEED_LIMIT": refuses(NoCall, "gateway_busy", payment.ActNone),           // A
}
