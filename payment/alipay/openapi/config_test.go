package openapi

import (
	"errors"
	"strings"
	"testing"
	"time"

	"posd/payment/alipay/wire"
)

func TestNewSaysEveryFault(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		change func(*Config, *Parts)
		says   []string
	}{
		"nothing at all": {func(cfg *Config, p *Parts) { *cfg, *p = Config{}, Parts{} }, []string{"app_id", "our private key", "alipay's public key"}},
		"long ids": {func(cfg *Config, _ *Parts) {
			cfg.AppID, cfg.StoreID, cfg.SubMerchantID = strings.Repeat("3", 33), strings.Repeat("1", 33), strings.Repeat("2", 17)
		}, []string{"app_id", "store_id", "sub_merchant_id"}},
		"line break":     {func(cfg *Config, _ *Parts) { cfg.TerminalID = "a\nb" }, []string{"terminal_id"}},
		"not UTF-8":      {func(cfg *Config, _ *Parts) { cfg.ProviderID = "\xb2\xe8" }, []string{"sys_service_provider_id"}},
		"half a minute":  {func(cfg *Config, _ *Parts) { cfg.Expiry = 90 * time.Second }, []string{"expiry"}},
		"short expiry":   {func(cfg *Config, _ *Parts) { cfg.Expiry = 30 * time.Second }, []string{"expiry"}},
		"long expiry":    {func(cfg *Config, _ *Parts) { cfg.Expiry = 16 * 24 * time.Hour }, []string{"expiry"}},
		"timeout":        {func(cfg *Config, _ *Parts) { cfg.CallTimeout = time.Hour }, []string{"call_timeout"}},
		"same key twice": {func(_ *Config, p *Parts) { p.AlipayKey = &ourKey().PublicKey }, []string{"our own public key"}},
		"plain http":     {func(cfg *Config, _ *Parts) { cfg.URL = "http://openapi.alipay.com/gateway.do" }, []string{"https"}},
		"no address":     {func(cfg *Config, _ *Parts) { cfg.URL = "::" }, []string{"https"}},
		"query":          {func(cfg *Config, _ *Parts) { cfg.URL = "https://openapi.alipay.com/gateway.do?a=b" }, []string{"https"}},
		"proxy":          {func(cfg *Config, _ *Parts) { cfg.Proxy = "socks5://x" }, []string{"proxy"}},
	} {
		cfg, parts := testConfig(), testParts()
		x.change(&cfg, &parts)
		_, err := New(cfg, parts)
		if !errors.Is(err, ErrConfig) && !errors.Is(err, wire.ErrConfig) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, word := range x.says {
			if !strings.Contains(err.Error(), word) {
				t.Errorf("%s: %v does not say %q", name, err, word)
			}
		}
	}
}

// A token is a secret: the fault about it does not repeat it.
func TestTokenIsNotRepeated(t *testing.T) {
	t.Parallel()
	cfg := testConfig()
	cfg.AuthToken = "201510BB" + strings.Repeat("x", 40)
	if _, err := New(cfg, testParts()); err == nil || strings.Contains(err.Error(), "201510BB") {
		t.Errorf("%v", err)
	}
}

func TestDefaults(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	if c.cfg.URL != Production || c.path != "/gateway.do" || c.cfg.Expiry != 3*time.Minute || c.cfg.CallTimeout != 5*time.Second {
		t.Errorf("%+v", c.cfg)
	}
	if w := CancelWindow(); !w.Open(time.Unix(0, 0), time.Unix(86399, 0)) || w.Open(time.Unix(0, 0), time.Unix(86400, 0)) {
		t.Errorf("%+v", w)
	}
}
