package alipay_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"posd/configs/words"
	"posd/payment"
	"posd/payment/alipay"
)

func TestParseCodeTakesPaymentCodes(t *testing.T) {
	t.Parallel()
	for prefix := 25; prefix <= 30; prefix++ {
		for _, digits := range []int{16, 18, 24} {
			text := fmt.Sprintf("%d%0*d", prefix, digits-2, 7)
			code, err := alipay.ParseCode(text, alipay.CodeRules{})
			if err != nil || code.Reveal() != text {
				t.Errorf("%d digits from %d: %v", digits, prefix, err)
			}
		}
	}
}

func TestParseCodeRefuses(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"empty":           "",
		"too short":       "28" + strings.Repeat("1", 13),
		"too long":        "28" + strings.Repeat("1", 23),
		"below 25":        "24" + strings.Repeat("1", 16),
		"above 30":        "31" + strings.Repeat("1", 16),
		"letters":         "28abcdefabcdefabcd",
		"spaces":          "28 1111 1111 1111 1111",
		"trailing return": "281111111111111111\r",
		"wide digits":     "２８１１１１１１",
		"bad EAN":         "6901234567893",
	} {
		code, err := alipay.ParseCode(text, alipay.CodeRules{})
		if !errors.Is(err, alipay.ErrCode) || !code.IsZero() {
			t.Errorf("%s: %v", name, err)
		}
		if _, foreign := errors.AsType[*alipay.ForeignCodeError](err); foreign {
			t.Errorf("%s is called somebody else's code: %v", name, err)
		}
		if err != nil && len(text) > 4 && strings.Contains(err.Error(), text) {
			t.Errorf("%s: the error repeats the scan", name)
		}
		if r := alipay.CodeReason(err); r.Code != "code_unreadable" {
			t.Errorf("%s: reason %q", name, r.Code)
		}
	}
}

func TestLongCodesNeedConfiguration(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		maxLen, digits int
		taken          bool
	}{
		{0, 24, true},
		{0, 25, false},
		{28, 28, true},
		{28, 29, false},
		{32, 32, true},
		{99, 32, true},
		{99, 33, false},
		{16, 24, true},
	} {
		_, err := alipay.ParseCode("28"+strings.Repeat("1", c.digits-2), alipay.CodeRules{MaxLen: c.maxLen})
		if (err == nil) != c.taken {
			t.Errorf("%d digits with MaxLen %d: %v", c.digits, c.maxLen, err)
		}
	}
}

func TestForeignCodesAreNamed(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text string
		kind alipay.ForeignKind
		code string
	}{
		{"101111111111111111", alipay.ForeignWeChat, "code_wechat"},
		{"151111111111111111", alipay.ForeignWeChat, "code_wechat"},
		{"6211111111111111111", alipay.ForeignUnionPay, "code_unionpay"},
		{"6901234567892", alipay.ForeignProduct, "code_product"},        // EAN-13
		{"036000291452", alipay.ForeignProduct, "code_product"},         // UPC-A
		{"73513537", alipay.ForeignProduct, "code_product"},             // EAN-8
		{"90000000000000000001", alipay.ForeignReceipt, "code_receipt"}, // an ID
		{"90000000000000000001_0", alipay.ForeignReceipt, "code_receipt"},
		{"90000000000000000001_12", alipay.ForeignReceipt, "code_receipt"},
		{"https://qr.alipay.com/fkx0000", alipay.ForeignLink, "code_link"},
		{"HTTPS://QR.ALIPAY.COM/FKX0000", alipay.ForeignLink, "code_link"},
		{"wxp://f2f0000", alipay.ForeignLink, "code_link"},
	} {
		_, err := alipay.ParseCode(c.text, alipay.CodeRules{MaxLen: alipay.MaxCodeLen})
		foreign, ok := errors.AsType[*alipay.ForeignCodeError](err)
		if !ok || foreign.Kind != c.kind || !errors.Is(err, alipay.ErrCode) {
			t.Errorf("%s: %v", c.text, err)
			continue
		}
		if strings.Contains(err.Error(), c.text) {
			t.Errorf("%s: the error repeats the scan", c.text)
		}
		if r := alipay.CodeReason(fmt.Errorf("scan: %w", err)); r.Code != c.code || r.Action != payment.ActRescan {
			t.Errorf("%s: reason %+v", c.text, r)
		}
		hasWords(t, c.code)
	}
	hasWords(t, (&alipay.ForeignCodeError{Kind: 99}).Reason().Code)
}

// A new payment ID is what a receipt prints: the two must agree on its shape for ever.
func TestOwnReceiptIsRecognised(t *testing.T) {
	t.Parallel()
	for _, random := range []uint64{0, 1, 1 << 63, ^uint64(0)} {
		_, err := alipay.ParseCode(string(payment.NewID(random)), alipay.CodeRules{MaxLen: alipay.MaxCodeLen})
		if foreign, ok := errors.AsType[*alipay.ForeignCodeError](err); !ok || foreign.Kind != alipay.ForeignReceipt {
			t.Errorf("%d: %v", random, err)
		}
	}
}

func FuzzParseCode(f *testing.F) {
	for _, text := range []string{"281234567890123456", "101111111111111111", "6901234567892", "https://a", "９", "90000000000000000001_", ""} {
		f.Add(text, 24)
	}
	f.Fuzz(func(t *testing.T, text string, maxLen int) {
		code, err := alipay.ParseCode(text, alipay.CodeRules{MaxLen: maxLen})
		if (err == nil) == code.IsZero() {
			t.Fatalf("%q: code %v, error %v", text, code, err)
		}
		if err == nil && (len(text) < 16 || len(text) > 32 || strings.Trim(text, "0123456789") != "") {
			t.Fatalf("%q was taken", text)
		}
		if err != nil && len(text) >= 8 && strings.Trim(text, "0123456789") == "" && strings.Contains(err.Error(), text) {
			t.Fatalf("the error repeats %q", text)
		}
		if reason := alipay.CodeReason(err); err != nil && !words.Has(words.Key("reason."+reason.Code)) {
			t.Fatalf("no words for %q", reason.Code)
		}
	})
}

func hasWords(t *testing.T, code string) {
	t.Helper()
	for _, key := range []words.Key{words.Key("reason." + code), words.Key("reason." + code + ".do")} {
		if !words.Has(key) {
			t.Errorf("no words for %s", key)
		}
	}
}
