package staff_test

import (
	"testing"

	"posd/daemon/staff"
	"posd/payment"
	"posd/payment/alipay"
)

// FuzzCodes: what was scanned is a payment code, a badge, a receipt, or none of them, but never two.
func FuzzCodes(f *testing.F) {
	for _, seed := range []string{
		"", "281234567890123456", "OP", staff.NewBadge(0), staff.NewBadge(1<<64 - 1), string(payment.NewID(7)), string(payment.NewID(7)) + "_0",
		"9123_", "op12345678901234567890", "ＯＰ12345678901234567890", "62123456789012345678",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		_, notPayment := alipay.ParseCode(text, alipay.CodeRules{MaxLen: alipay.MaxCodeLen})
		badge, isBadge := staff.ParseBadge(text)
		receipt, isReceipt := staff.ParseReceipt(text)
		n := 0
		for _, is := range []bool{notPayment == nil, isBadge, isReceipt} {
			if is {
				n++
			}
		}
		if n > 1 {
			t.Fatalf("%q is two things", text)
		}
		if again, ok := staff.ParseBadge(badge); isBadge && (!ok || again != badge || len(badge) != 22) {
			t.Fatalf("%q is badge %q", text, badge)
		}
		if again, ok := staff.ParseReceipt(receipt); isReceipt && (!ok || again != receipt) {
			t.Fatalf("%q is receipt %q", text, receipt)
		}
	})
}

func TestBadgesHaveACheckDigit(t *testing.T) {
	t.Parallel()
	for n := range uint64(200) {
		code := staff.NewBadge(n * 0x9e3779b97f4a7c15)
		if got, ok := staff.ParseBadge(code); !ok || got != code {
			t.Fatalf("%q is not read back", code)
		}
		for i := 2; i < len(code); i++ { // a digit misread
			wrong := []byte(code)
			wrong[i] = '0' + (wrong[i]-'0'+byte(1+n%9))%10
			if _, ok := staff.ParseBadge(string(wrong)); ok {
				t.Fatalf("%q is a badge, as is %q", wrong, code)
			}
		}
	}
}
