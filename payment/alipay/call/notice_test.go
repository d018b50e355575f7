package call

import (
	"errors"
	"net/url"
	"testing"
	"time"
)

var errWrong = errors.New("wrong")

// TestFormNotices: what is signed is sorted, without sign and sign_type, and with or without what is empty; nothing may be said twice.
func TestFormNotices(t *testing.T) {
	t.Parallel()
	form := "b=2&a=1&sign_type=RSA2&empty=&sign=S&notify_time=" + url.QueryEscape("2026-11-24 10:00:00")
	n, err := ReadFormNotice([]byte(form))
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]bool{
		"a=1&b=2&notify_time=2026-11-24 10:00:00": true, "a=1&b=2&empty=&notify_time=2026-11-24 10:00:00": true,
		"a=1&b=2&empty=&notify_time=2026-11-24 10:00:00&sign_type=RSA2": false, "b=2&a=1&notify_time=2026-11-24 10:00:00": false,
	} {
		signed := func(got []byte, signature string) error {
			if string(got) != text || signature != "S" {
				return errWrong
			}
			return nil
		}
		if n.Verified(signed) != want {
			t.Errorf("%s: %t", text, !want)
		}
	}
	if at, err := n.Sent(); err != nil || !at.Equal(time.Date(2026, 11, 24, 2, 0, 0, 0, time.UTC)) {
		t.Errorf("%v, %v", at, err)
	}
	for _, bad := range []string{"", "a=1&a=2", "%zz", "a=1;b=2"} {
		if _, err := ReadFormNotice([]byte(bad)); !errors.Is(err, ErrNotice) {
			t.Errorf("%q: %v", bad, err)
		}
	}
	delete(n, "notify_time")
	if _, err := n.Sent(); !errors.Is(err, ErrNotice) {
		t.Errorf("without a time: %v", err)
	}
	delete(n, "sign")
	if n.Verified(func([]byte, string) error { return nil }) {
		t.Error("verified without a signature")
	}
}

// FuzzFormNotice: no form is believed that nobody has signed.
func FuzzFormNotice(f *testing.F) {
	f.Add("notify_id=2026&notify_time=2026-11-24+10%3A00%3A00&out_trade_no=9&trade_status=TRADE_SUCCESS&sign_type=RSA2&sign=x")
	f.Add("a=1&a=2")
	f.Add("sign=&sign_type=")
	f.Fuzz(func(t *testing.T, body string) {
		n, err := ReadFormNotice([]byte(body))
		if err != nil {
			return
		}
		refuse := func(text []byte, signature string) error {
			if signature == "" || signature != n["sign"] {
				t.Errorf("%q, %q", text, signature)
			}
			return errWrong
		}
		if n.Verified(refuse) {
			t.Errorf("believed: %q", body)
		}
		if _, err := n.Sent(); err != nil && !errors.Is(err, ErrNotice) {
			t.Error(err)
		}
	})
}
