package ams

import (
	"crypto"
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"
	"unicode/utf8"

	"posd/payment"
	"posd/payment/alipay"
	"posd/payment/alipay/wire"
)

// Gateway addresses. Source: "Gateway URL" in "API fundamentals", and the official SDKs' list of endpoints.
const (
	BaseAsia         = "https://open-sea-global.alipay.com"
	BaseNorthAmerica = "https://open-na-global.alipay.com"
	BaseEurope       = "https://open-de-global.alipay.com"
)

// Prefixes of the paths. Source: the official SDKs; docs.alipayplus.com for Alipay+.
const (
	PrefixAntom      = "/ams/api/v1/payments/"
	PrefixSandbox    = "/ams/sandbox/api/v1/payments/"
	PrefixAlipayPlus = "/aps/api/v1/payments/"
)

// Defaults.
const (
	DefaultKeyVersion = "1"
	// DefaultCallTimeout is how long one call may take: 5 s in the official in-store reference.
	DefaultCallTimeout = 5 * time.Second
	// DefaultPayExpiry is longer than a terminal waits for the buyer: 58 s between queries, and the calls themselves. It is also what
	// the page calls the usual default of a contract (docs.antom.com/ac/ams/upm, paymentExpiryTime).
	DefaultPayExpiry = 3 * time.Minute
	// DefaultMaxSkew is how far an answer's time may be from ours. No page says; the calls of the older family tolerate as much.
	DefaultMaxSkew = 15 * time.Minute
)

// Config says who we are and how the gateway is spoken to. ClientID and the shop's ids are needed; the zero value of the rest is
// the documented or likely case.
type Config struct {
	BaseURL string // "https://host[:port]"; empty means BaseAsia
	Paths   Paths
	Proxy   string // "http://host:port"; empty means none, whatever the environment says

	ClientID   string // assigned by Alipay, at most 128 characters
	KeyVersion string // of our key, as the console counts them; digits

	Merchant           Merchant
	TerminalID         string // storeTerminalId, at most 64 characters
	SettlementCurrency string // settlementStrategy.settlementCurrency; empty: as the contract says
	NotifyURL          string // paymentNotifyUrl, at most 2048 characters; posd itself does not listen

	PayExpiry   time.Duration // from an attempt's creation to its paymentExpiryTime, 1 to 10 min; 0 means DefaultPayExpiry
	MaxSkew     time.Duration // 0 means DefaultMaxSkew
	CallTimeout time.Duration // of one call, 1 s to 60 s; 0 means DefaultCallTimeout
	IdleTimeout time.Duration // of a kept connection; 0 means wire.DefaultIdle
}

// Paths are the addresses below BaseURL. Empty ones are those of PrefixAntom.
type Paths struct{ Pay, Query, Cancel, Refund, RefundQuery string }

// Merchant is the shop: in acquirer mode, and to Alipay+, the acquirer's secondary merchant. Empty members are left out.
type Merchant struct {
	ID, Name           string // referenceMerchantId, merchantName; at most 64 and 256 characters
	MCC                string // merchantMCC and storeMCC, at most 32 characters
	StoreID, StoreName string // referenceStoreId, storeName; at most 64 and 256 characters
}

// Parts are what a client works with. PrivateKey and AlipayKey are needed.
type Parts struct {
	PrivateKey crypto.Signer  // ours, RSA, at least 2048 bits
	AlipayKey  *rsa.PublicKey // signs the answers
	Dial       wire.DialFunc  // nil means the network
	RootCAs    *x509.CertPool // nil means the system's
	Now        func() time.Time
	Passed     func() (time.Time, bool) // see [wire.Config]; nil: the time is known
	Peer       func(*x509.Certificate)  // told the gateway's certificate with each connection; may be nil
	Heard      func(time.Time)          // told the gateway's own time: of each answer its Date, else Response-Time if it is believed; may be nil
	Logger     *slog.Logger             // nil means silent
}

func (c Config) withDefaults() Config {
	set := func(value *string, or string) {
		if *value == "" {
			*value = or
		}
	}
	set(&c.BaseURL, BaseAsia)
	set(&c.Paths.Pay, PrefixAntom+"pay")
	set(&c.Paths.Query, PrefixAntom+"inquiryPayment")
	set(&c.Paths.Cancel, PrefixAntom+"cancel")
	set(&c.Paths.Refund, PrefixAntom+"refund")
	set(&c.Paths.RefundQuery, PrefixAntom+"inquiryRefund")
	set(&c.KeyVersion, DefaultKeyVersion)
	for _, d := range []struct {
		value *time.Duration
		or    time.Duration
	}{{&c.PayExpiry, DefaultPayExpiry}, {&c.MaxSkew, DefaultMaxSkew}, {&c.CallTimeout, DefaultCallTimeout}} {
		if *d.value == 0 {
			*d.value = d.or
		}
	}
	return c
}

// check returns every fault of c, each wrapping ErrConfig.
func (c Config) check() error {
	var faults []error
	for _, t := range []struct {
		name, value string
		limit       int
		required    bool
	}{
		{"client_id", c.ClientID, 128, true},
		{"merchant id", c.Merchant.ID, 64, true},
		{"merchant name", c.Merchant.Name, 256, true},
		{"mcc", c.Merchant.MCC, 32, false},
		{"store id", c.Merchant.StoreID, 64, true},
		{"store name", c.Merchant.StoreName, 256, false},
		{"terminal_id", c.TerminalID, 64, false},
		{"settlement_currency", c.SettlementCurrency, 3, false},
		{"notify_url", c.NotifyURL, 2048, false},
	} {
		faults = append(faults, checkText(t.name, t.value, t.limit, t.required))
	}
	if strings.Trim(c.ClientID, headerChars) != "" {
		faults = append(faults, fault("client_id: holds characters that a header cannot"))
	}
	if strings.Trim(c.KeyVersion, "0123456789") != "" || len(c.KeyVersion) > 4 {
		faults = append(faults, fault("key_version: %q is not a small whole number", c.KeyVersion))
	}
	for _, d := range []struct {
		name        string
		value       time.Duration
		least, most time.Duration
	}{
		{"pay_expiry", c.PayExpiry, time.Minute, 10 * time.Minute},
		{"max_skew", c.MaxSkew, time.Minute, 24 * time.Hour},
		{"call_timeout", c.CallTimeout, time.Second, time.Minute},
	} {
		if d.value < d.least || d.value > d.most {
			faults = append(faults, fault("%s: %v is not between %v and %v", d.name, d.value, d.least, d.most))
		}
	}
	return errors.Join(faults...)
}

// headerChars may stand in an id that travels in a header and in the signed text.
const headerChars = "0123456789_-abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

func checkText(name, value string, limit int, required bool) error {
	switch {
	case value == "" && required:
		return fault("%s is missing", name)
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

// keys returns the ready keys, or every fault of the two keys, each wrapping ErrConfig.
func (p Parts) keys() (*alipay.Signer, *alipay.Verifier, error) {
	signer, errOurs := alipay.NewSigner(p.PrivateKey)
	verifier, errTheirs := alipay.NewVerifier(p.AlipayKey)
	if err := errors.Join(errOurs, errTheirs); err != nil {
		return nil, nil, fmt.Errorf("%w: %w", ErrConfig, err)
	}
	if p.AlipayKey.Equal(p.PrivateKey.Public()) {
		return nil, nil, fault("the key given as alipay's is our own public key: download alipay's from its console")
	}
	return signer, verifier, nil
}

var (
	_ payment.Gateway   = (*Client)(nil)
	_ payment.Presenter = (*Client)(nil)
)
