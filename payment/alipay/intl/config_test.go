package intl

import (
	"errors"
	"strings"
	"testing"
	"time"

	"posd/payment"
	"posd/payment/alipay"
	"posd/payment/alipay/wire"
)

func TestNewSaysEveryFault(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		change func(*Config, *Parts)
		says   []string
	}{
		"nothing at all": {func(cfg *Config, p *Parts) { *cfg, *p = Config{}, Parts{} }, []string{"client_id", "merchant_id", "our private key", "alipay's public key"}},
		"two merchants":  {func(cfg *Config, _ *Parts) { cfg.PartnerID = "2" }, []string{"partner_id"}},
		"long ids": {func(cfg *Config, _ *Parts) {
			cfg.ClientID, cfg.Seller.MCC = strings.Repeat("3", 33), strings.Repeat("1", 33)
		}, []string{"client_id", "mcc"}},
		"line break":     {func(cfg *Config, _ *Parts) { cfg.Seller.StoreName = "a\nb" }, []string{"store name"}},
		"not UTF-8":      {func(cfg *Config, _ *Parts) { cfg.Seller.Name = "\xb2\xe8" }, []string{"seller name"}},
		"version":        {func(cfg *Config, _ *Parts) { cfg.Version = "1.0" }, []string{"version"}},
		"sign type":      {func(cfg *Config, _ *Parts) { cfg.SignType = "MD5" }, []string{"sign_type"}},
		"timeout":        {func(cfg *Config, _ *Parts) { cfg.CallTimeout = time.Hour }, []string{"call_timeout"}},
		"status word":    {func(cfg *Config, _ *Parts) { cfg.StatusWords = map[string]payment.Outcome{"X": payment.Refused} }, []string{"status_words"}},
		"same key twice": {func(_ *Config, p *Parts) { p.AlipayKey = &ourKey().PublicKey }, []string{"our own public key"}},
		"plain http":     {func(cfg *Config, _ *Parts) { cfg.BaseURL = "http://open-sea.alipay.com/api" }, []string{"https"}},
		"path":           {func(cfg *Config, _ *Parts) { cfg.Paths.Pay = "pay.htm" }, []string{"path"}},
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

func TestDefaultsAreTheDocumentedAddresses(t *testing.T) {
	t.Parallel()
	cfg := testConfig()
	before := cfg
	c, err := New(cfg, testParts())
	if err != nil {
		t.Fatal(err)
	}
	if cfg.Paths != before.Paths || c.cfg.BaseURL != BaseSouthEastAsia || c.cfg.CallTimeout != 5*time.Second {
		t.Errorf("%+v", c.cfg)
	}
	for _, path := range []string{c.cfg.Paths.Pay, c.cfg.Paths.Query, c.cfg.Paths.Cancel, c.cfg.Paths.Refund} {
		if path != strings.ToLower(path) {
			t.Errorf("%s is not lower case", path)
		}
	}
	if c.merchantName != "merchantId" || c.query.call != alipay.NoCall {
		t.Errorf("%+v", c)
	}
}

// One client's words are its own.
func TestStatusWordsAreCopied(t *testing.T) {
	t.Parallel()
	words := map[string]payment.Outcome{"X": payment.Paid}
	c := newClient(t, func(cfg *Config) { cfg.StatusWords = words })
	words["X"] = payment.Closed
	if a := c.believe(t, queryFunction, "S", "SUCCESS", `"transStatus":"X"`); a.Outcome != payment.Paid {
		t.Errorf("%+v", a)
	}
}
