package intl

import (
	"crypto"
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"posd/payment"
	"posd/payment/alipay"
	"posd/payment/alipay/wire"
)

// Gateway addresses. Source: "Service address" on the pages of the functions.
const (
	BaseSouthEastAsia = "https://open-sea.alipay.com/api"
	BaseNorthAmerica  = "https://open-na.alipay.com/api"
)

// Defaults.
const (
	DefaultVersion     = "2.0.4"
	DefaultProductCode = "OFFLINE_PAY"
	DefaultSignType    = "RSA2"
	// DefaultCallTimeout is how long one call may take: nothing heard in 5 s after pay means start querying.
	DefaultCallTimeout = 5 * time.Second
)

// Config says who we are and how the gateway is spoken to. ClientID and one of MerchantID and PartnerID are needed; the zero value
// of the rest is the documented or likely case.
type Config struct {
	BaseURL string // "https://host[:port]/prefix"; empty means BaseSouthEastAsia. The test gateway's prefix is /isupergw
	Paths   Paths
	Proxy   string // "http://host:port"; empty means none, whatever the environment says

	ClientID   string // assigned by Alipay, at most 32 characters
	MerchantID string // the settlement target, at most 64 characters
	PartnerID  string // the same, as version 2.0.2 calls it, at most 32 characters

	Version     string // 2.0.0, 2.0.2 or 2.0.4
	ProductCode string
	SignType    string // RSA2 or SHA256: two names for SHA256withRSA

	// StatusMember is the member of payQuery's answer that holds the trade's status, with dots between levels. Empty means the
	// first of a list of likely ones that is there; see status.go.
	StatusMember string
	// StatusWords adds to the known words of the status, or changes them: Paid, Confirming or Closed.
	StatusWords map[string]payment.Outcome

	Seller           Seller
	TerminalID       string // at most 64 characters
	SettleContractID string // at most 64 characters
	IsvAccessToken   string // a system integrator's; secret
	NotifyURL        string // at most 1024 characters; posd itself does not listen

	CallTimeout time.Duration // of one call, 1 s to 60 s; 0 means DefaultCallTimeout
	IdleTimeout time.Duration // of a kept connection; 0 means wire.DefaultIdle
}

// CodeLife is how long a code lives that .preCreate made. The page names no end and takes none; two hours is what the wallet's other
// codes of this kind live (openapi: qr_code_timeout_express), so it is an inference.
const CodeLife = 2 * time.Hour

// Paths are the addresses below BaseURL. Empty ones are the documented ones: lower case, and refund's is its own word.
type Paths struct{ Pay, Present, Query, Cancel, Refund string }

// Seller is the shop, in acquirer mode the acquirer's secondary merchant. Empty members are left out.
type Seller struct {
	ID, Name           string // at most 64 and 256 characters
	MCC                string // merchant category code, at most 32 characters
	StoreID, StoreName string // at most 64 and 256 characters
}

// Parts are what a client works with. PrivateKey and AlipayKey are needed.
type Parts struct {
	PrivateKey crypto.Signer  // ours, RSA, at least 2048 bits
	AlipayKey  *rsa.PublicKey // signs the answers
	Dial       wire.DialFunc  // nil means the network
	RootCAs    *x509.CertPool // nil means the system's
	Now        func() time.Time
	NewMsgID   func() string            // a fresh message id of at most 64 characters; nil means 128 random bits
	Passed     func() (time.Time, bool) // see [wire.Config]; nil: the time is known
	Peer       func(*x509.Certificate)  // told the gateway's certificate with each connection; may be nil
	Heard      func(time.Time)          // told the gateway's own time: of each answer its Date, else respTime if it is believed; may be nil
	Logger     *slog.Logger             // nil means silent
}

func (c Config) withDefaults() Config {
	set := func(value *string, or string) {
		if *value == "" {
			*value = or
		}
	}
	set(&c.BaseURL, BaseSouthEastAsia)
	set(&c.Paths.Pay, "/alipay/intl/acquiring/offline/pay.htm")
	set(&c.Paths.Present, "/alipay/intl/acquiring/offline/precreate.htm")
	set(&c.Paths.Query, "/alipay/intl/acquiring/offline/payquery.htm")
	set(&c.Paths.Cancel, "/alipay/intl/acquiring/common/paycancel.htm")
	set(&c.Paths.Refund, "/alipay/intl/acquiring/common/grefund.htm")
	set(&c.Version, DefaultVersion)
	set(&c.ProductCode, DefaultProductCode)
	set(&c.SignType, DefaultSignType)
	if c.CallTimeout == 0 {
		c.CallTimeout = DefaultCallTimeout
	}
	return c
}

// merchant returns the name and value of the settlement target's member.
func (c Config) merchant() (name, value string) {
	name, value = "merchantId", c.MerchantID
	if value == "" {
		value = c.PartnerID
	}
	if c.Version == "2.0.2" {
		name = "partnerId"
	}
	return name, value
}

// check returns every fault of c, each wrapping ErrConfig.
func (c Config) check() error {
	faults := []error{c.checkIDs(), c.checkStatusWords()}
	for _, t := range []struct {
		name, value string
		limit       int
	}{
		{"client_id", c.ClientID, 32},
		{"merchant_id", c.MerchantID, 64},
		{"partner_id", c.PartnerID, 32},
		{"product_code", c.ProductCode, 64},
		{"terminal_id", c.TerminalID, 64},
		{"settle_contract_id", c.SettleContractID, 64},
		{"isv_access_token", c.IsvAccessToken, 200},
		{"notify_url", c.NotifyURL, 1024},
		{"seller id", c.Seller.ID, 64},
		{"seller name", c.Seller.Name, 256},
		{"seller mcc", c.Seller.MCC, 32},
		{"store id", c.Seller.StoreID, 64},
		{"store name", c.Seller.StoreName, 256},
	} {
		faults = append(faults, checkText(t.name, t.value, t.limit))
	}
	if !slices.Contains([]string{"2.0.0", "2.0.2", "2.0.4"}, c.Version) {
		faults = append(faults, fault("version: %q is not 2.0.0, 2.0.2 or 2.0.4", c.Version))
	}
	if c.SignType != "RSA2" && c.SignType != "SHA256" {
		faults = append(faults, fault("sign_type: %q is not RSA2 or SHA256", c.SignType))
	}
	if c.CallTimeout < time.Second || c.CallTimeout > time.Minute {
		faults = append(faults, fault("call_timeout: %v is not between 1s and 60s", c.CallTimeout))
	}
	return errors.Join(faults...)
}

func (c Config) checkIDs() error {
	var noClient, noMerchant error
	if c.ClientID == "" {
		noClient = fault("client_id is missing: Alipay assigns it, see the contract mail")
	}
	switch {
	case c.MerchantID == "" && c.PartnerID == "":
		noMerchant = fault("merchant_id is missing: Alipay assigns it, see the contract mail")
	case c.MerchantID != "" && c.PartnerID != "" && c.MerchantID != c.PartnerID:
		noMerchant = fault("merchant_id and partner_id are two names for one thing and differ")
	}
	return errors.Join(noClient, noMerchant)
}

func (c Config) checkStatusWords() error {
	for word, outcome := range c.StatusWords {
		switch outcome {
		case payment.Paid, payment.Confirming, payment.Closed:
		case payment.Unknown, payment.Refused, payment.NotFound, payment.NotSent, payment.Done:
			return fault("status_words: %q cannot mean %v, only paid, confirming or closed", word, outcome)
		}
	}
	return nil
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
