package openapi

import (
	"net/url"
	"strings"
	"testing"
	"time"
)

// notice is a notification of Alipay's.
func notice(t *testing.T, change func(url.Values)) []byte {
	t.Helper()
	v := url.Values{
		"notify_id": {"2026"}, "notify_time": {"2026-11-24 10:00:00"}, "notify_type": {"trade_status_sync"}, "app_id": {testApp}, "charset": {"utf-8"}, "out_trade_no": {testNumber},
		"trade_status": {"TRADE_SUCCESS"}, "subject": {"茶 & more"}, "body": {""},
	}
	var text []string
	for _, name := range []string{"app_id", "charset", "notify_id", "notify_time", "notify_type", "out_trade_no", "subject", "trade_status"} {
		text = append(text, name+"="+v.Get(name))
	}
	v.Set("sign_type", "RSA2")
	v.Set("sign", signature(t, alipayKey(), strings.Join(text, "&")))
	change(v)
	return []byte(v.Encode())
}

func TestNotifications(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	n, err := c.ReadNotice("", nil, notice(t, func(url.Values) {}))
	if err != nil || n.Number != testNumber || !n.Sent.Equal(time.Date(2026, 11, 24, 2, 0, 0, 0, time.UTC)) || string(n.Answer) != "success" {
		t.Errorf("%+v, %v", n, err)
	}
	for name, change := range map[string]func(url.Values){
		"another number": func(v url.Values) { v.Set("out_trade_no", "9") },
		"another app":    func(v url.Values) { v.Set("app_id", "2") },
		"no signature":   func(v url.Values) { v.Del("sign") },
		"another type":   func(v url.Values) { v.Set("sign_type", "RSA") },
		"said twice":     func(v url.Values) { v.Add("out_trade_no", "9") },
		"more":           func(v url.Values) { v.Set("more", "x") },
		"forged":         func(v url.Values) { v.Set("sign", signature(t, forger(), "x")) },
		"all of nothing": func(v url.Values) { clear(v) },
	} {
		if n, err := c.ReadNotice("", nil, notice(t, change)); err == nil || n.Number != "" {
			t.Errorf("%s: %+v", name, n)
		}
	}
}
