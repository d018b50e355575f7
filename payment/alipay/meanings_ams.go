package alipay

import "posd/payment"

// successorMeanings are codes of User-presented Mode Payment that no other family has. Source A: the result codes of pay, cancel,
// refund and inquiryRefund (docs.antom.com/ac/ams), and the codes that the official SDKs list.
var successorMeanings = map[string]Meaning{
	"INVALID_PAYMENT_CODE":             refuses(CallPay, "code_invalid", payment.ActRescan),
	"FRAUD_REJECT":                     refuses(CallPay, "risk_refused", payment.ActOtherTender),
	"INVALID_MERCHANT_STATUS":          refuses(CallPay, "merchant_refused", payment.ActTechnician),
	"MERCHANT_KYB_NOT_QUALIFIED":       refuses(CallPay, "merchant_refused", payment.ActTechnician),
	"PAYMENT_NOT_QUALIFIED":            refuses(CallPay, "contract_missing", payment.ActTechnician),
	"SETTLE_CONTRACT_NOT_MATCH":        refuses(CallPay, "contract_missing", payment.ActTechnician),
	"INVALID_PAYMENT_METHOD_META_DATA": refuses(CallPay, "request_refused", payment.ActTechnician),
	"INVALID_ACCESS_TOKEN":             denies("token_refused"),
	"ORDER_UNPAID":                     refuses(CallRefund, "state_refused", payment.ActNone),
	"REFUND_IN_PROCESS":                refuses(NoCall, "refund_in_process", payment.ActNone),
	"REFUND_NOT_EXIST":                 refuses(NoCall, "refund_not_found", payment.ActNone),
}
