package spot

import (
	"maps"
	"net/url"
	"testing"
	"time"
)

func TestNotifications(t *testing.T) {
	t.Parallel()
	rsa2, err := newRSASeal(SignRSA2, Parts{PrivateKey: alipayKey(), AlipayKey: &ourKey().PublicKey})
	if err != nil {
		t.Fatal(err)
	}
	for kind, by := range map[string]seal{SignMD5: md5Seal(testSecret), SignRSA: rsaSeal{alipayKey(), nil}, SignRSA2: rsa2} {
		c := newClient(t, kind)
		v := url.Values{"notify_id": {"2026"}, "notify_time": {"2026-11-24 10:00:00"}, "out_trade_no": {testNumber}, "trade_status": {"TRADE_SUCCESS"}, "sign_type": {kind}}
		sign, err := by.appendSignature(nil, []byte("notify_id=2026&notify_time=2026-11-24 10:00:00&out_trade_no="+testNumber+"&trade_status=TRADE_SUCCESS"))
		if err != nil {
			t.Fatal(err)
		}
		v.Set("sign", string(sign))
		n, err := c.ReadNotice("", nil, []byte(v.Encode()))
		if err != nil || n.Number != testNumber || !n.Sent.Equal(time.Date(2026, 11, 24, 2, 0, 0, 0, time.UTC)) || string(n.Answer) != "success" {
			t.Errorf("%s: %+v, %v", kind, n, err)
		}
		for name, value := range map[string]string{"out_trade_no": "9", "sign": "", "sign_type": "DSA"} {
			bad := maps.Clone(v)
			bad.Set(name, value)
			if n, err := c.ReadNotice("", nil, []byte(bad.Encode())); err == nil {
				t.Errorf("%s, %s: %+v", kind, name, n)
			}
		}
	}
}
