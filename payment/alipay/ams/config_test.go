package ams

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
		"nothing at all": {func(cfg *Config, p *Parts) { *cfg, *p = Config{}, Parts{} }, []string{
			"client_id is missing", "merchant id is missing", "merchant name is missing", "store id is missing", "our private key", "alipay's public key",
		}},
		"client id":      {func(cfg *Config, _ *Parts) { cfg.ClientID = "a.b" }, []string{"client_id"}},
		"long ids":       {func(cfg *Config, _ *Parts) { cfg.Merchant.ID = strings.Repeat("3", 65) }, []string{"merchant id"}},
		"line break":     {func(cfg *Config, _ *Parts) { cfg.Merchant.StoreName = "a\nb" }, []string{"store name"}},
		"key version":    {func(cfg *Config, _ *Parts) { cfg.KeyVersion = "one" }, []string{"key_version"}},
		"expiry":         {func(cfg *Config, _ *Parts) { cfg.PayExpiry = time.Hour }, []string{"pay_expiry"}},
		"skew":           {func(cfg *Config, _ *Parts) { cfg.MaxSkew = time.Second }, []string{"max_skew"}},
		"timeout":        {func(cfg *Config, _ *Parts) { cfg.CallTimeout = time.Hour }, []string{"call_timeout"}},
		"same key twice": {func(_ *Config, p *Parts) { p.AlipayKey = &ourKey().PublicKey }, []string{"our own public key"}},
		"plain http":     {func(cfg *Config, _ *Parts) { cfg.BaseURL = "http://open-sea-global.alipay.com" }, []string{"https"}},
		"path":           {func(cfg *Config, _ *Parts) { cfg.Paths.RefundQuery = "inquiryRefund" }, []string{"path"}},
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

// What is forgotten is sent again; what is remembered is bounded.
func TestDoubtfulRefundsAreBounded(t *testing.T) {
	t.Parallel()
	d := &doubtful{}
	for range 3 {
		d.note("a", 0)
	}
	if d.times("a") != 3 || d.times("b") != 0 {
		t.Errorf("a %d, b %d", d.times("a"), d.times("b"))
	}
	for i := range 3 * doubtfulMax {
		d.note(strings.Repeat("x", 1+i%64)+time.Duration(i).String(), 0)
	}
	if len(d.count) > doubtfulMax {
		t.Errorf("%d remembered", len(d.count))
	}
}
