package daemon

import (
	"context"
	"crypto/x509"
	"fmt"
	"os"

	"posd/configs"
	"posd/payment"
	"posd/payment/alipay"
	"posd/payment/alipay/intl"
)

// warmGateway is a gateway whose connection can be prepared before it is needed.
type warmGateway interface {
	payment.Gateway
	Warm(ctx context.Context) error
}

// openGateway builds the way to Alipay that the configuration asks for.
func openGateway(cfg configs.Config, parts Parts) (warmGateway, error) {
	g := cfg.Gateway
	private, err := alipay.LoadPrivateKey(g.PrivateKey)
	if err != nil {
		return nil, err
	}
	public, err := alipay.LoadPublicKey(g.AlipayPublicKey)
	if err != nil {
		return nil, err
	}
	roots, err := trusted(g.CAFile)
	if err != nil {
		return nil, err
	}
	return intl.New(intl.Config{
		BaseURL: g.URL, Paths: intl.Paths(g.Paths), ClientID: g.ClientID, MerchantID: g.MerchantID,
		Version: g.Version, SignType: g.SignType, StatusMember: g.StatusMember, TerminalID: cfg.Terminal.ID,
		SettleContractID: g.SettleContractID, CallTimeout: g.CallTimeout,
		Seller: intl.Seller{
			ID: cfg.Merchant.SellerID, Name: cfg.Merchant.Name, MCC: cfg.Merchant.MCC, StoreID: cfg.Merchant.StoreID,
			StoreName: cfg.Merchant.StoreName,
		},
	}, intl.Parts{PrivateKey: private, AlipayKey: public, RootCAs: roots, Now: parts.Now, Logger: parts.Log})
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

// rules are the payment protocol's timing as configured.
func rules(cfg configs.Config) payment.Policy {
	r := payment.DefaultPolicy()
	if len(cfg.Gateway.QueryWaits) > 0 {
		r.QueryWaits = cfg.Gateway.QueryWaits
	}
	if len(cfg.Gateway.CancelWaits) > 0 {
		r.CancelWaits = cfg.Gateway.CancelWaits
	}
	r.CallTimeout = cfg.Gateway.CallTimeout
	r.MaxAttempts = cfg.Gateway.MaxCodes
	return r
}
