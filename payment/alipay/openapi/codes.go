package openapi

import (
	"strings"

	"posd/payment"
	"posd/payment/alipay"
)

// gatewayCodes are the sub_codes of the gateway itself, which come before any API has seen the request. Those of the APIs (ACQ.*)
// are in package alipay. Source: 公共错误码, opendocs.alipay.com/common/02km9f; 公钥证书 for the certificates', common/02kdnf; 异常处理,
// open/00f7nv, for aop.ACQ.SYSTEM_ERROR. The gateway's answers name no trade, so they prove nothing about one.
var gatewayCodes = map[string]alipay.Meaning{
	"isp.unknow-error":        busy(),
	"aop.unknow-error":        busy(),
	"isv.app-call-limited":    busy(),
	"isv.method-call-limited": busy(),

	"aop.invalid-auth-token":            denies("token_refused"),
	"aop.auth-token-time-out":           denies("token_refused"),
	"aop.invalid-app-auth-token":        denies("token_refused"),
	"aop.invalid-app-auth-token-no-api": denies("token_refused"),
	"aop.app-auth-token-time-out":       denies("token_refused"),
	"isv.not-support-app-auth":          denies("token_refused"),
	"isv.self-invoke-forbidden":         denies("token_refused"),

	"aop.no-product-reg-by-partner":     denies("contract_missing"),
	"isv.insufficient-isv-permissions":  denies("contract_missing"),
	"isv.insufficient-user-permissions": denies("contract_missing"),
	"isv.route-no-permissions":          denies("contract_missing"),
	"isv.access-forbidden":              denies("contract_missing"),
	"isv.forbidden-api":                 denies("contract_missing"),
	"isv.ip-forbidden":                  denies("contract_missing"),

	// Codes of the APIs that say more here than in package alipay, where merchant_id is meant.
	"ACQ.PARTNER_ERROR":                                   denies("app_id_refused"),
	"ACQ.SECONDARY_MERCHANT_ID_INVALID":                   subMerchant(),
	"ACQ.SECONDARY_MERCHANT_ID_BLANK":                     subMerchant(),
	"ACQ.SECONDARY_MERCHANT_NOT_MATCH":                    subMerchant(),
	"ACQ.PLATFORM_BUSINESS_ACQUIRE_MODE_MUST_MERCHANT_ID": subMerchant(),

	"isv.missing-app-id": denies("app_id_refused"),
	"isv.invalid-app-id": denies("app_id_refused"),
	"isv.not-online-app": denies("app_id_refused"),
	"not-online-app":     denies("app_id_refused"),

	"isv.missing-signature":        denies("our_key_refused"),
	"isv.missing-signature-type":   denies("our_key_refused"),
	"isv.invalid-signature":        denies("our_key_refused"),
	"isv.invalid-signature-type":   denies("our_key_refused"),
	"isv.missing-signature-key":    denies("our_key_missing"),
	"isv.missing-signature-config": denies("our_key_missing"),

	"isv.missing-app-cert-sn":         denies("certificate_refused"),
	"isv.missing-alipay-root-cert-sn": denies("certificate_refused"),
	"isv.invalid-app-cert-sn":         denies("certificate_refused"),
	"isv.invalid-alipay-root-cert-sn": denies("certificate_refused"),
	"isv.app-cert-expired":            denies("certificate_refused"),
	"app-cert-expired":                denies("certificate_refused"),

	"isv.missing-timestamp": denies("time_refused"),
	"isv.invalid-timestamp": denies("time_refused"),

	"isv.missing-method":                          denies("address_wrong"),
	"isv.invalid-method":                          denies("address_wrong"),
	"isv.missing-version":                         refuses(),
	"isv.invalid-format":                          refuses(),
	"isv.invalid-charset":                         refuses(),
	"isv.invalid-content-type":                    refuses(),
	"isv.invalid-parameter":                       refuses(),
	"isv.illegal-json":                            refuses(),
	"isv.suspected-attack":                        refuses(),
	"isv.invalid-digest":                          refuses(),
	"isv.invalid-encrypt-type":                    refuses(),
	"isv.invalid-encrypt":                         refuses(),
	"isv.decryption-error-missing-encrypt-type":   refuses(),
	"isv.decryption-error-not-valid-encrypt-type": refuses(),
	"isv.decryption-error-not-valid-encrypt-key":  refuses(),
	"isv.decryption-error-unknown":                busy(),
}

func busy() alipay.Meaning { return alipay.Meaning{Reason: payment.Reason{Code: "gateway_busy"}} }

func denies(code string) alipay.Meaning {
	return alipay.Meaning{Reason: technician(code), Final: alipay.AnyCall, Denies: true}
}

func subMerchant() alipay.Meaning {
	return alipay.Meaning{Reason: technician("sub_merchant_refused"), Final: alipay.CallPay}
}

// refuses is about what a request said. It may be the fault of one order, so it closes no gate.
func refuses() alipay.Meaning { return alipay.Meaning{Reason: technician("request_refused")} }

// subLen is where the gateway cuts a sub_code.
const subLen = 32

// groups are what a code says whose sub_code is missing or in no table.
var groups = map[string]alipay.Meaning{
	"20000": busy(),
	"20001": denies("token_refused"),
	"40001": refuses(),
	"40002": refuses(),
	"40005": busy(),
	"40006": denies("contract_missing"),
}

// lookup returns the meaning of a code and sub_code, the gateway's or an API's, whole or cut.
func lookup(code, sub string) alipay.Meaning {
	m := lookupSub(sub)
	if group, ok := groups[code]; ok && m.Reason.Code == alipay.UnknownCode {
		group.Reason.Wire = m.Reason.Wire
		return group
	}
	return m
}

func lookupSub(sub string) alipay.Meaning {
	sub = strings.TrimPrefix(sub, "aop.ACQ.") // "aop.ACQ.SYSTEM_ERROR"
	for _, name := range []string{sub, "ACQ." + sub} {
		m, ok := gatewayCodes[name]
		if !ok && len(name) >= subLen {
			name, m, ok = lookupCut(name)
		}
		if ok {
			m.Reason.Wire = name
			return m
		}
	}
	return alipay.Lookup(sub)
}

// lookupCut finds the one code that begins with cut. Two such codes are none.
func lookupCut(cut string) (name string, m alipay.Meaning, ok bool) {
	for code, meaning := range gatewayCodes {
		if !strings.HasPrefix(code, cut) {
			continue
		}
		if ok {
			return "", alipay.Meaning{}, false
		}
		name, m, ok = code, meaning, true
	}
	return name, m, ok
}
