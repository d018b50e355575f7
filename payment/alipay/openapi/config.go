package openapi

import (
	"cmp"
	"crypto"
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"posd/payment"
	"posd/payment/alipay/wire"
)

// Gateway addresses. Source: "请求地址" (request address) on the pages of the calls.
const (
	Production = "https://openapi.alipay.com/gateway.do"
	Sandbox    = "https://openapi-sandbox.dl.alipaydev.com/gateway.do"
)

// Defaults.
const (
	DefaultProductCode = "FACE_TO_FACE_PAYMENT"
	// DefaultExpiry is how long the buyer may take: as long as the trades of Alipay's other barcode products live.
	DefaultExpiry = 3 * time.Minute
	// DefaultCallTimeout is how long one call may take: nothing heard in 5 s after pay means start querying.
	DefaultCallTimeout = 5 * time.Second
)

// MinExpiry and MaxExpiry bound timeout_express: 1m to 15d, in whole minutes.
const (
	MinExpiry = time.Minute
	MaxExpiry = 15 * 24 * time.Hour
)

// CancelWindow is how long after its beginning a paid trade can still be cancelled: "within 24 hours; beyond that use the refund"
// (alipay.trade.cancel).
func CancelWindow() payment.Window { return payment.Window{Length: 24 * time.Hour} }

// Currency is the only one that the family's barcode payment is in.
const Currency payment.Currency = "CNY"

// Config says who we are and how the gateway is spoken to. AppID is needed; the zero value of the rest is the documented or likely
// case.
type Config struct {
	URL   string // "https://host[:port]/path"; empty means Production
	Proxy string // "http://host:port"; empty means none, whatever the environment says

	AppID     string // assigned by Alipay, at most 32 characters
	AuthToken string // app_auth_token of the merchant that an integrator acts for, at most 40 characters; secret

	ProductCode string        // at most 64 characters
	Expiry      time.Duration // timeout_express: whole minutes, MinExpiry to MaxExpiry; 0 means DefaultExpiry

	StoreID       string // the merchant's own number of the store, at most 32 characters
	TerminalID    string // at most 32 characters
	SubMerchantID string // the acquirer's secondary merchant, at most 16 characters
	ProviderID    string // sys_service_provider_id: the integrator's own account, at most 64 characters
	NotifyURL     string // at most 256 characters; posd itself does not listen

	CallTimeout time.Duration // of one call, 1 s to 60 s; 0 means DefaultCallTimeout
	IdleTimeout time.Duration // of a kept connection; 0 means wire.DefaultIdle
}

// Parts are what a client works with. PrivateKey is needed, and one of AlipayKey (key mode) and Certificates (certificate mode).
type Parts struct {
	PrivateKey   crypto.Signer  // ours, RSA, at least 2048 bits
	AlipayKey    *rsa.PublicKey // signs the answers
	Certificates *Certificates
	Dial         wire.DialFunc  // nil means the network
	RootCAs      *x509.CertPool // of TLS; nil means the system's
	Now          func() time.Time
	Passed       func() (time.Time, bool) // see [wire.Config]; nil: the time is known
	Peer         func(*x509.Certificate)  // told the gateway's certificate with each connection; may be nil
	Heard        func(time.Time)          // told the gateway's own time, the Date of each answer; may be nil
	Logger       *slog.Logger             // nil means silent
}

func (c Config) withDefaults() Config {
	c.URL = cmp.Or(c.URL, Production)
	c.ProductCode = cmp.Or(c.ProductCode, DefaultProductCode)
	c.Expiry = cmp.Or(c.Expiry, DefaultExpiry)
	c.CallTimeout = cmp.Or(c.CallTimeout, DefaultCallTimeout)
	return c
}

// split returns the gateway's host as package wire wants it, and the path that is asked there.
func (c Config) split() (base, path string) {
	u, err := url.Parse(c.URL)
	if err != nil || u.Path == "" {
		return c.URL, "/" // wire tells what is wrong with the address; without a path the gateway answers a page
	}
	path = u.EscapedPath()
	u.Path, u.RawPath = "", ""
	return u.String(), path
}

// check returns every fault of c, each wrapping ErrConfig.
func (c Config) check() error {
	var faults []error
	if c.AppID == "" {
		faults = append(faults, fault("app_id is missing: see the application on open.alipay.com"))
	}
	for _, t := range []struct {
		name, value string
		limit       int
	}{
		{"app_id", c.AppID, 32},
		{"app_auth_token", c.AuthToken, 40},
		{"product_code", c.ProductCode, 64},
		{"store_id", c.StoreID, 32},
		{"terminal_id", c.TerminalID, 32},
		{"sub_merchant_id", c.SubMerchantID, 16},
		{"sys_service_provider_id", c.ProviderID, 64},
		{"notify_url", c.NotifyURL, 256},
	} {
		faults = append(faults, checkText(t.name, t.value, t.limit))
	}
	if c.Expiry < MinExpiry || c.Expiry > MaxExpiry || c.Expiry%time.Minute != 0 {
		faults = append(faults, fault("expiry: %v is not a number of whole minutes between 1m and 15d", c.Expiry))
	}
	if c.CallTimeout < time.Second || c.CallTimeout > time.Minute {
		faults = append(faults, fault("call_timeout: %v is not between 1s and 60s", c.CallTimeout))
	}
	return errors.Join(faults...)
}

// checkText does not repeat the value: one of them is a secret.
func checkText(name, value string, limit int) error {
	switch {
	case utf8.RuneCountInString(value) > limit:
		return fault("%s: longer than %d characters", name, limit)
	case !utf8.ValidString(value) || strings.ContainsFunc(value, func(r rune) bool { return r < ' ' || r == 0x7f }):
		return fault("%s: holds characters that cannot be printed", name)
	}
	return nil
}

func fault(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrConfig, fmt.Sprintf(format, args...))
}
