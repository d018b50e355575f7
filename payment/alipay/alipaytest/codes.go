package alipaytest

import "slices"

// Result codes. Marks of the source: [intl] a page of alipay.intl.acquiring.*; [ams] the pages of its successor,
// /ams/api/v1/payments (docs.antom.com/ac/ams) and of alipay.hk's codeConsult; [kin] other operators of the same platform,
// with the same envelope and resultCodeId (DANA's API pages, Paytm's published code). The table of intl's own pages was not to
// be had beyond SUCCESS and SYSTEM_ERROR, so which of these words it really uses is inferred: Opts.CodeNames renames them.
const (
	// CodeSuccess: done; for pay, the money is taken. [intl]
	CodeSuccess = "SUCCESS"
	// CodeSystemError: unknown, ask again. [intl] names it beside timeouts; [kin] gives it status U and id 00000900.
	CodeSystemError = "SYSTEM_ERROR"
	// CodeUnknownException: unknown, named by intl's payCancel page as a reason to cancel. [intl]
	CodeUnknownException = "UNKNOWN_EXCEPTION"
	// CodeInProcess: the buyer is being asked; status U. [ams]
	CodeInProcess = "PAYMENT_IN_PROCESS"
	// CodeTraffic: too many requests; status U. [ams]
	CodeTraffic = "REQUEST_TRAFFIC_EXCEED_LIMIT"

	// CodeParamMissing: a required member is not there. [kin]
	CodeParamMissing = "PARAM_MISSING"
	// CodeParamIllegal: a member has a wrong type, length or value. [ams] [kin]
	CodeParamIllegal = "PARAM_ILLEGAL"
	// CodeParseError: the message is not the documented envelope; unsigned. [kin]
	CodeParseError = "MSG_PARSE_ERROR"
	// CodeInvalidSignature: the request's signature does not verify under the merchant's key; unsigned. [ams] [kin]
	CodeInvalidSignature = "INVALID_SIGNATURE"
	// CodeKeyNotFound: Alipay has no public key of this client; unsigned. [kin]; [ams] spells it KEY_NOT_FOUND.
	CodeKeyNotFound = "KEY_NO_FOUND"
	// CodeUnknownClient: no such clientId; unsigned, there is no key to judge it by. [kin]; [ams] says INVALID_CLIENT.
	CodeUnknownClient = "UNKNOWN_CLIENT"
	// CodeFunctionMismatch: head.function is not the one of the address. [kin]
	CodeFunctionMismatch = "FUNCTION_NOT_MATCH"
	// CodeNoInterface: no such function or version. [ams] [kin]
	CodeNoInterface = "NO_INTERFACE_DEF"
	// CodeAccessDenied: the client may not act for this merchant. [ams] [kin]
	CodeAccessDenied = "ACCESS_DENIED"
	// CodeTokenRefused: reserve.isvAccesstoken is missing or wrong. [kin]
	CodeTokenRefused = "OAUTH_FAILED" //nolint:gosec // the name of a result code, no credential

	// CodeInconsistent: the number was used before with other content. Not a refusal: the first may have been paid. [ams] [kin]
	CodeInconsistent = "REPEAT_REQ_INCONSISTENT"
	// CodeNotExist: no trade has this number, so far. [ams]; [kin] spells it ORDER_NOT_EXISTS.
	CodeNotExist = "ORDER_NOT_EXIST"
	// CodeClosed: the trade is over, unpaid or given back. [ams] [kin]
	CodeClosed = "ORDER_IS_CLOSED"
	// CodePaid: the trade of a code that is asked for is paid already. openapi's word.
	CodePaid = "TRADE_HAS_SUCCESS"
	// CodeStatusInvalid: not possible in the trade's state. [ams] [kin]
	CodeStatusInvalid = "ORDER_STATUS_INVALID"
	// CodeProcessFail: failed for a reason of business, do not repeat. Also the answer to a cancel of a trade with refunds. [ams] [kin]
	CodeProcessFail = "PROCESS_FAIL"
	// CodeCancelWindow: the trade's day is over. [ams]
	CodeCancelWindow = "CANCEL_WINDOW_EXCEED"
	// CodeRefundWindow: the trade is too old. [ams]
	CodeRefundWindow = "REFUND_WINDOW_EXCEED"
	// CodeRefundAmount: the refunds would be more than was paid. [ams]
	CodeRefundAmount = "REFUND_AMOUNT_EXCEED"
)

// Final refusals of a payment: no trade exists and none will. All have status F.
const (
	// RefusedInvalidCode: not a payment code, or used already. [ams]
	RefusedInvalidCode = "INVALID_CODE"
	// RefusedExpiredCode: the code's minute is over. [ams]
	RefusedExpiredCode = "EXPIRED_CODE"
	// RefusedBalance: not enough money. [ams]
	RefusedBalance = "USER_BALANCE_NOT_ENOUGH"
	// RefusedUserLimit: above what this buyer may pay. [ams]
	RefusedUserLimit = "USER_AMOUNT_EXCEED_LIMIT"
	// RefusedAmountLimit: above what one payment may be. [ams]
	RefusedAmountLimit = "PAYMENT_AMOUNT_EXCEED_LIMIT"
	// RefusedCountLimit: too many payments of this buyer. [ams]
	RefusedCountLimit = "PAYMENT_COUNT_EXCEED_LIMIT"
	// RefusedRisk: the risk engine says no. [ams] [kin]
	RefusedRisk = "RISK_REJECT"
	// RefusedUserStatus: the buyer's account is blocked. [ams] [kin]
	RefusedUserStatus = "USER_STATUS_ABNORMAL"
	// RefusedUserUnknown: the code's owner has no account. [ams]
	RefusedUserUnknown = "USER_NOT_EXIST"
	// RefusedKYC: the buyer has not proved who they are. [ams]
	RefusedKYC = "USER_KYC_NOT_QUALIFIED"
	// RefusedVerification: the buyer's own check failed. [ams]
	RefusedVerification = "USER_PAYMENT_VERIFICATION_FAILED"
	// RefusedNoMeans: the buyer has no means of payment that fits. [ams]
	RefusedNoMeans = "NO_PAY_OPTIONS"
	// RefusedCurrency: the contract does not cover the currency. [ams]
	RefusedCurrency = "CURRENCY_NOT_SUPPORT"
	// RefusedContract: the merchant's contract does not fit. [ams]
	RefusedContract = "INVALID_CONTRACT"
	// RefusedMerchant: the merchant or store is not registered. [ams]
	RefusedMerchant = "MERCHANT_NOT_REGISTERED"
)

// refusals in the order of the parameter of scenario "refused".
var refusals = []string{
	RefusedBalance, RefusedExpiredCode, RefusedInvalidCode, RefusedUserLimit, RefusedAmountLimit, RefusedCountLimit, RefusedRisk,
	RefusedUserStatus, RefusedUserUnknown, RefusedKYC, RefusedVerification, RefusedNoMeans, RefusedCurrency, RefusedContract,
	RefusedMerchant,
}

// Refusals lists the final refusals; the index is the parameter of the scenario "refused".
func Refusals() []string { return slices.Clone(refusals) }

// Result is the resultInfo of an answer.
type Result struct {
	Status string // S, F or U
	ID     string // resultCodeId
	Code   string // resultCode
	Msg    string // resultMsg
}

// results holds what differs from status F and an invented id. The ids are those of [kin]; only 00000000 is on intl's pages.
var results = map[string]Result{
	CodeSuccess:          {Status: "S", ID: "00000000", Msg: "success"},
	CodeSystemError:      {Status: "U", ID: "00000900", Msg: "system error"},
	CodeUnknownException: {Status: "U", ID: inventedID, Msg: "unknown exception"},
	CodeInProcess:        {Status: "U", ID: inventedID, Msg: "payment in process"},
	CodeTraffic:          {Status: "U", ID: inventedID, Msg: "too many requests"},
	CodeParamMissing:     {Status: "F", ID: "00000002", Msg: "a mandatory parameter is missing"},
	CodeParamIllegal:     {Status: "F", ID: "00000004", Msg: "illegal parameter"},
	CodeInvalidSignature: {Status: "F", ID: "00000007", Msg: "signature is invalid"},
	CodeKeyNotFound:      {Status: "F", ID: "00000008", Msg: "key is not found"},
	RefusedRisk:          {Status: "F", ID: "00000011", Msg: "risk reject"},
	CodeNoInterface:      {Status: "F", ID: "00000013", Msg: "API is not defined"},
	CodeParseError:       {Status: "F", ID: "00000015", Msg: "wrong request body"},
	CodeTokenRefused:     {Status: "F", ID: "00000016", Msg: "authentication failed"},
	CodeFunctionMismatch: {Status: "F", ID: "00000017", Msg: "function does not match the address"},
	CodeProcessFail:      {Status: "F", ID: "00000019", Msg: "process fail"},
	CodeClosed:           {Status: "F", ID: "12005100", Msg: "order is closed"},
	CodeUnknownClient:    {Status: "F", ID: "12014155", Msg: "unknown client"},
}

// inventedID is the resultCodeId of every code whose true one is not known.
const inventedID = "99999999"

// resultOf returns the resultInfo of a code. A word that is not in the table is a failure with an invented id.
func resultOf(code string) Result {
	r, ok := results[code]
	if !ok {
		r = Result{Status: "F", ID: inventedID, Msg: code}
	}
	r.Code = code
	return r
}
