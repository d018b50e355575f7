package alipaytest

import (
	"crypto"
	"crypto/md5" //nolint:gosec // the family's own signature
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1" //nolint:gosec // the same
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// spotText is what the family signs: k=v joined by & in the order of the bytes of the names, without sign and sign_type, without
// what is empty. Source: "Digital signature", docs.antom.com/ac/gr/signature.
func spotText(values map[string]string) string {
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if name != "sign" && name != "sign_type" && values[name] != "" {
			parts = append(parts, name+"="+values[name])
		}
	}
	return strings.Join(parts, "&")
}

func spotMD5(text, secret string) string {
	sum := md5.Sum([]byte(text + secret)) //nolint:gosec // the family's own signature
	return hex.EncodeToString(sum[:])
}

// spotDigest is the hash under an RSA signature of a sign type.
func spotDigest(kind, text string) (crypto.Hash, []byte) {
	if kind == SignRSA {
		sum := sha1.Sum([]byte(text)) //nolint:gosec // the family's own signature
		return crypto.SHA1, sum[:]
	}
	sum := sha256.Sum256([]byte(text))
	return crypto.SHA256, sum[:]
}

// authenticate checks who asks. What fails here is answered without a signature.
func (f *spot) authenticate(params url.Values) *refused {
	switch {
	case params.Get("partner") != f.a.opts.MerchantID:
		return &refused{code: CodeUnknownClient, why: "partner is not ours"}
	case f.a.Switches().Deny:
		return &refused{code: CodeInvalidSignature, why: "switched to deny", ours: true}
	case params.Get("sign_type") != f.a.spotSignType():
		return &refused{code: CodeInvalidSignature, why: "sign_type"}
	case !f.verify(params):
		return &refused{code: CodeInvalidSignature, why: "signature does not verify"}
	}
	return nil
}

func (f *spot) verify(params url.Values) bool {
	values := map[string]string{}
	for name := range params {
		values[name] = params.Get(name)
	}
	text, kind := spotText(values), f.a.spotSignType()
	if kind == SignMD5 {
		return params.Get("sign") == spotMD5(text, f.a.opts.Secret)
	}
	if f.a.opts.MerchantPublicKey == nil {
		return false
	}
	signature, err := base64.StdEncoding.Strict().DecodeString(params.Get("sign"))
	hash, digest := spotDigest(kind, text)
	return err == nil && rsa.VerifyPKCS1v15(f.a.opts.MerchantPublicKey, hash, digest, signature) == nil
}

// sign signs an answer, with the key that the terminal has or another one.
func (f *spot) sign(text string, forged bool) (string, error) {
	kind, key, secret := f.a.spotSignType(), f.a.id.key, f.a.opts.Secret
	if forged {
		key, secret = f.a.id.forger, "another secret of thirty-two chars"
	}
	if kind == SignMD5 {
		return spotMD5(text, secret), nil
	}
	hash, digest := spotDigest(kind, text)
	signature, err := rsa.SignPKCS1v15(rand.Reader, key, hash, digest)
	if err != nil {
		return "", fmt.Errorf("sign: %w", err)
	}
	return base64.StdEncoding.EncodeToString(signature), nil
}

// checkParams holds the parameters against the page of their service.
func (f *spot) checkParams(m *spotMessage) *refused {
	known := map[string]bool{"service": true, "partner": true, "_input_charset": true, "sign": true, "sign_type": true}
	for _, p := range m.service.params {
		known[p.name] = true
		value, given := m.params.Get(p.name), m.params.Has(p.name)
		switch {
		case p.required && value == "":
			return missing(p.name)
		case given && value == "":
			return illegal("%s is empty", p.name)
		case utf8.RuneCountInString(value) > p.max || !utf8.ValidString(value):
			return illegal("%s is too long", p.name)
		}
	}
	for name := range m.params {
		if !known[name] && !f.a.opts.AllowUnknown {
			return illegal("parameter %q is on no page", name)
		}
	}
	if charset := m.params.Get("_input_charset"); charset != "utf-8" {
		return illegal("_input_charset %q", charset)
	}
	return nil
}

var (
	spotTwoDecimals = regexp.MustCompile(`^(0|[1-9][0-9]{0,8})\.[0-9]{2}$`)
	spotWhole       = regexp.MustCompile(`^[1-9][0-9]{0,8}$`)
)

// spotMoney reads an amount: two decimals, or none for JPY and KRW. Source: the note below refund_amount on the refund's page.
func spotMoney(text, currency string) (Money, *refused) {
	whole := currency == "JPY" || currency == "KRW"
	pattern := spotTwoDecimals
	if whole {
		pattern = spotWhole
	}
	if !slices.Contains(currencies, currency) || !pattern.MatchString(text) {
		return Money{}, illegal("amount %q %s", text, currency)
	}
	value, err := strconv.ParseInt(strings.Replace(text, ".", "", 1), 10, 64)
	if err != nil || value <= 0 || value > maxValue {
		return Money{}, illegal("amount %q", text)
	}
	return Money{Currency: currency, Value: value}, nil
}

// spotDecimal is the inverse of spotMoney.
func spotDecimal(m Money) string {
	if m.Currency == "JPY" || m.Currency == "KRW" {
		return strconv.FormatInt(m.Value, 10)
	}
	return fmt.Sprintf("%d.%02d", m.Value/100, m.Value%100)
}

func (f *spot) readPay(req *request, p url.Values) (no *refused) {
	switch {
	case p.Get("biz_product") != "OVERSEAS_MBARCODE_PAY":
		return illegal("biz_product %q", p.Get("biz_product"))
	case p.Get("identity_code_type") != "barcode":
		return illegal("identity_code_type %q", p.Get("identity_code_type"))
	case p.Get("alipay_seller_id") != p.Get("partner"):
		return illegal("alipay_seller_id is not the partner")
	}
	if at := p.Get("trans_create_time"); at != "" {
		if _, err := time.Parse("20060102150405", at); err != nil {
			return illegal("trans_create_time %q", at)
		}
	}
	if no := checkExtendInfo(p.Get("extend_info")); no != nil {
		return no
	}
	currency := p.Get("trans_currency")
	if currency == "" {
		currency = p.Get("currency")
	}
	if req.amount, no = spotMoney(p.Get("trans_amount"), currency); no != nil {
		return no
	}
	req.key.Number, req.code, req.title = p.Get("partner_trans_id"), p.Get("buyer_identity_code"), p.Get("trans_name")
	req.notify = p.Get("notify_url")
	req.fingerprint = strings.Join([]string{req.code, req.title, p.Get("trans_amount"), p.Get("currency"), currency, p.Get("extend_info")}, "\x00")
	pattern := shortCode
	if f.a.opts.LongCodes {
		pattern = longCode
	}
	if !pattern.MatchString(req.code) {
		return &refused{code: RefusedInvalidCode, signed: true, why: "buyer_identity_code is not a payment code"}
	}
	return nil
}

// checkExtendInfo: the secondary merchant's id and the store's are mandatory.
func checkExtendInfo(text string) *refused {
	info, err := parseObject([]byte(text))
	if err != nil {
		return illegal("extend_info: %v", err)
	}
	return checkFields(info, []field{
		{"secondary_merchant_id", kindText, 32, true},
		{"secondary_merchant_name", kindText, 64, false},
		{"secondary_merchant_industry", kindText, 4, false},
		{"store_id", kindText, 32, true},
		{"store_name", kindText, 64, false},
		{"terminal_id", kindText, 32, false},
	}, false)
}

func (f *spot) readQuery(req *request, p url.Values) *refused {
	req.key = Key{Number: p.Get("partner_trans_id"), ID: p.Get("alipay_trans_id")}
	return nil
}

var spotStamp = regexp.MustCompile(`^\d{12,13}$|^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$`)

func (f *spot) readCancel(req *request, p url.Values) *refused {
	req.key = Key{Number: p.Get("out_trade_no"), ID: p.Get("trade_no")}
	for _, name := range []string{"timestamp", "terminal_timestamp"} {
		if at := p.Get(name); at != "" && !spotStamp.MatchString(at) {
			return illegal("%s %q", name, at)
		}
	}
	return nil
}

func (f *spot) readRefund(req *request, p url.Values) (no *refused) {
	req.key = Key{Number: p.Get("partner_trans_id"), ID: p.Get("alipay_trans_id")}
	req.refund = p.Get("partner_refund_id")
	if spotNight(time.Now()) {
		return illegal("no synchronous refund from 00:00 to 01:30 in Beijing")
	}
	if p.Get("is_sync") != "Y" {
		return illegal("is_sync: an answer at once was not asked for")
	}
	if req.refund == req.key.Number {
		return illegal("partner_refund_id is the payment's number")
	}
	req.amount, no = spotMoney(p.Get("refund_amount"), p.Get("currency"))
	return no
}

func (f *spot) readRefundQuery(req *request, p url.Values) *refused {
	req.key.Number, req.refund = p.Get("out_trade_no"), p.Get("out_return_no")
	return nil
}
