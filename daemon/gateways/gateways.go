// Package gateways opens the way to Alipay that a configuration asks for: each family's client with its keys. posd has one, a relay
// one for each of its merchants.
package gateways

import (
	"context"
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"slices"
	"time"

	"posd/configs"
	"posd/payment"
	"posd/payment/alipay"
	"posd/payment/alipay/intl"
	"posd/payment/alipay/wire"
)

// Gateway is a gateway whose connection can be prepared before it is needed.
type Gateway interface {
	payment.Gateway
	Warm(ctx context.Context) error
}

// family is one wire family as this package knows it.
//
// # A new family
//
//   - configs: a line in families, families/NAME.toml with its defaults, check_gateway_NAME.go, the texts of its keys, a sample.
//   - payment/alipay/NAME: the client, which passes paymenttest.TestGateway.
//   - payment/alipay/alipaytest: a line in families, front_NAME*.go; written from the family's pages, apart from the client.
//   - here: a line in families, NAME.go; and in daemon's families_test.go, so that every scenario is played through it.
//   - daemon/cmd/possim/counter: a line in contracts, so that make demo FAMILY=NAME speaks it.
type family struct {
	// open makes the client.
	open func(cfg configs.Config, l Line) (Gateway, error)
	// keys reads the key files as open will, and returns the fault of each.
	keys func(cfg configs.Config) []configs.Fault
	// rules change the payment protocol's timing where the family's pages differ from [payment.DefaultPolicy]; nil: they do not.
	rules func(payment.Policy, configs.Config) payment.Policy
}

// families are those that [gateway] family can name.
var families = map[string]family{
	configs.FamilyIntl:    {open: openIntl, keys: rsaKeyFaults},
	configs.FamilyAMS:     {open: openAMS, keys: rsaKeyFaults},
	configs.FamilySpot:    {open: openSpot, keys: spotKeyFaults},
	configs.FamilyOpenAPI: {open: openOpenAPI, keys: openAPIKeyFaults, rules: openAPIRules},

	configs.FamilyAcquirer: {open: openAcquirer, keys: identityFaults, rules: acquirerRules},
}

// Line is what every family's client is reached by.
type Line struct {
	Now  func() time.Time // nil: time.Now
	Dial wire.DialFunc    // nil: the network
	Log  *slog.Logger     // nil: silent

	Passed func() (time.Time, bool) // see wire.Config
	Heard  func(time.Time)          // told the gateway's own time
	Peer   func(*x509.Certificate)  // told the gateway's certificate with each connection; may be nil

	// NotifyURL is where Alipay's notifications go to; "": nowhere, as at a terminal.
	NotifyURL string

	roots *x509.CertPool // nil: the system's
}

// Open builds the way to Alipay that a configuration asks for.
func Open(cfg configs.Config, l Line) (Gateway, error) {
	family, ok := families[cfg.Gateway.Family]
	if !ok {
		return nil, fmt.Errorf("gateway: no family is called %q", cfg.Gateway.Family)
	}
	if l.Log == nil {
		l.Log = slog.New(slog.DiscardHandler)
	}
	var err error
	if l.roots, err = trusted(cfg.Gateway.CAFile); err != nil {
		return nil, err
	}
	return family.open(cfg, l)
}

// Families lists the families that can be opened.
func Families() []string { return slices.Sorted(maps.Keys(families)) }

// rsaKeys reads the two key files of the families that sign with RSA.
func rsaKeys(g configs.Gateway) (*rsa.PrivateKey, *rsa.PublicKey, error) {
	private, errOurs := alipay.LoadPrivateKey(g.PrivateKey)
	public, errTheirs := alipay.LoadPublicKey(g.AlipayPublicKey)
	return private, public, errors.Join(errOurs, errTheirs)
}

// trusted reads the certificates of the only authorities to trust; without a file the system's are.
func trusted(file string) (*x509.CertPool, error) {
	if file == "" {
		return nil, nil //nolint:nilnil // no pool means the system's
	}
	pem, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("%s holds no certificate in PEM form", file)
	}
	return pool, nil
}

// Rules are the payment protocol's timing as the family documents and the file configures it.
func Rules(cfg configs.Config) payment.Policy {
	r := payment.DefaultPolicy()
	if change := families[cfg.Gateway.Family].rules; change != nil {
		r = change(r, cfg)
	}
	if len(cfg.Gateway.QueryWaits) > 0 {
		r.QueryWaits = cfg.Gateway.QueryWaits
	}
	if len(cfg.Gateway.CancelWaits) > 0 {
		r.CancelWaits = cfg.Gateway.CancelWaits
	}
	if cfg.ShowCode.Enabled {
		r.ShowFor(cfg.ShowCode.ValidFor)
	}
	if f := cfg.Gateway.Family; f == configs.FamilyIntl || f == configs.FamilyAcquirer { // behind a relay may be that family
		r.CodesLive(intl.CodeLife) // also of codes that were shown before they were turned off
	}
	r.CallTimeout = cfg.Gateway.CallTimeout
	r.MaxAttempts = cfg.Gateway.MaxCodes
	return r
}
