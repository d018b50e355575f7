package spot

import (
	"crypto"
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"posd/payment"
	"posd/payment/alipay/wire"
)

// Gateway addresses. Source: "Service address", docs.antom.com/ac/global/spot_pay.
const (
	BaseGlobal = "https://globalmapi.alipay.com"
	BaseIntl   = "https://intlmapi.alipay.com"
	BaseTest   = "https://mapi.alipaydev.com"
)

// Forms of cancel's timestamp. docs.antom.com/ac/global/acquire_cancel has 1456507704121, "accurate to the millisecond";
// global.alipay.com/doc/global/precreate_thirdparty has "2018-03-22 12:23:21" for the same parameter.
const (
	TimestampMillis = "ms"
	TimestampDate   = "date"
)

// DefaultCallTimeout is how long one call may take: nothing heard in 5 s after pay means start querying.
const DefaultCallTimeout = 5 * time.Second

// Config says who we are and how the gateways are spoken to. Partner, Merchant.ID and Merchant.StoreID are needed; the zero value of
// the rest is the documented case.
type Config struct {
	BaseURL   string // of the first gateway, "https://host[:port][/prefix]"; empty means BaseGlobal
	BackupURL string // of the second; empty means BaseIntl where BaseURL is empty or BaseGlobal, else none
	Path      string // below them; empty means /gateway.do
	Proxy     string // "http://host:port"; empty means none, whatever the environment says

	Partner   string // 2088 and twelve more digits; also the seller
	SignType  string // SignMD5, SignRSA or SignRSA2; empty means SignRSA2
	Timestamp string // TimestampMillis or TimestampDate; empty means TimestampMillis
	// SettleCurrency is what Alipay pays the merchant in, if that is not what the shop sells in (trans_currency: MOP, TWD and CNY by
	// the page). Empty means the shop's own.
	SettleCurrency payment.Currency
	NotifyURL      string // at most 200 characters; posd itself does not listen

	Merchant   Merchant
	TerminalID string // at most 32 characters

	CallTimeout time.Duration // of one call, 1 s to 60 s; 0 means DefaultCallTimeout
	IdleTimeout time.Duration // of a kept connection; 0 means wire.DefaultIdle
}

// Merchant is the shop, which is the partner's secondary merchant. ID and StoreID are mandatory; empty members are left out.
type Merchant struct {
	ID, Name           string // secondary_merchant_id and _name, at most 32 and 64 characters
	Industry           string // secondary_merchant_industry: an MCC
	StoreID, StoreName string // at most 32 and 64 characters
}

// Parts are what a client works with: Secret for MD5, the keys for RSA and RSA2.
type Parts struct {
	Secret     string         // the MD5 key
	PrivateKey crypto.Signer  // ours, RSA, at least 2048 bits
	AlipayKey  *rsa.PublicKey // signs the answers
	Dial       wire.DialFunc  // nil means the network
	RootCAs    *x509.CertPool // nil means the system's
	Now        func() time.Time
	Passed     func() (time.Time, bool) // see [wire.Config]; nil: the time is known
	Peer       func(*x509.Certificate)  // told the gateway's certificate with each connection; may be nil
	Heard      func(time.Time)          // told the gateway's own time, the Date of each answer; may be nil
	Logger     *slog.Logger             // nil means silent
}

func (c Config) withDefaults() Config {
	set := func(value *string, or string) {
		if *value == "" {
			*value = or
		}
	}
	set(&c.BaseURL, BaseGlobal)
	if c.BaseURL == BaseGlobal {
		set(&c.BackupURL, BaseIntl)
	}
	set(&c.Path, "/gateway.do")
	set(&c.SignType, SignRSA2)
	set(&c.Timestamp, TimestampMillis)
	if c.CallTimeout == 0 {
		c.CallTimeout = DefaultCallTimeout
	}
	return c
}

var partnerShape = regexp.MustCompile(`^2088[0-9]{12}$`)

// check returns every fault of c, each wrapping ErrConfig.
func (c Config) check() error {
	var faults []error
	if !partnerShape.MatchString(c.Partner) {
		faults = append(faults, fault("partner: not 2088 and twelve more digits"))
	}
	if c.Merchant.ID == "" || c.Merchant.StoreID == "" {
		faults = append(faults, fault("the secondary merchant's id and the store id are mandatory in extend_info"))
	}
	if c.Timestamp != TimestampMillis && c.Timestamp != TimestampDate {
		faults = append(faults, fault("timestamp: %q is not %q or %q", c.Timestamp, TimestampMillis, TimestampDate))
	}
	if _, known := c.SettleCurrency.Exponent(); c.SettleCurrency != "" && !known {
		faults = append(faults, fault("settle_currency: %q is not known", string(c.SettleCurrency)))
	}
	if c.CallTimeout < time.Second || c.CallTimeout > time.Minute {
		faults = append(faults, fault("call_timeout: %v is not between 1s and 60s", c.CallTimeout))
	}
	for _, t := range []struct {
		name, value string
		limit       int
	}{
		{"secondary merchant id", c.Merchant.ID, 32},
		{"secondary merchant name", c.Merchant.Name, 64},
		{"secondary merchant industry", c.Merchant.Industry, 4},
		{"store id", c.Merchant.StoreID, 32},
		{"store name", c.Merchant.StoreName, 64},
		{"terminal id", c.TerminalID, 32},
		{"notify_url", c.NotifyURL, 200},
	} {
		faults = append(faults, checkText(t.name, t.value, t.limit))
	}
	return errors.Join(faults...)
}

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
