package counter

import (
	"crypto/rsa"
	"errors"
	"os"

	"posd/payment/alipay/alipaytest"
)

// openAlipay opens the books and makes the keys of a contract, or takes those that are there.
func (c *Counter) openAlipay() error {
	identity, err := c.identity()
	if err != nil {
		return err
	}
	public, err := c.merchantKey()
	if err != nil {
		return err
	}
	key, err := alipaytest.ParsePublicKey(public)
	if err != nil {
		return err
	}
	ledger, err := alipaytest.OpenLedger(c.path("ledger.jsonl"), alipaytest.LedgerOpts{})
	if err != nil {
		return err
	}
	opts := c.contract.opts
	opts.Family, opts.MerchantPublicKey, opts.Identity, opts.Ledger = c.contract.gatewayFamily(), key, identity, ledger
	opts.MockAmounts = true
	if c.contract.behind != "" {
		opts.Notify = &courier{authority: c.path("relay", "keys", "authority.pem")}
	}
	if c.contract.mode == modeCertificate {
		if opts.Certificates, err = c.certificates(identity, key); err != nil {
			return err
		}
	}
	c.Alipay, err = alipaytest.New(opts)
	if err != nil {
		return err
	}
	return errors.Join(
		os.WriteFile(c.path("keys", "alipay.pem"), c.Alipay.AlipayPublicKeyPEM(), 0o600),
		os.WriteFile(c.path("keys", "ca.pem"), c.Alipay.CACertPEM(), 0o600),
	)
}

// certificates makes those of certificate mode, and lays their files.
func (c *Counter) certificates(identity *alipaytest.Identity, key *rsa.PublicKey) (*alipaytest.Certificates, error) {
	made, err := alipaytest.NewCertificates(identity, key, c.contract.opts.ClientID)
	if err != nil {
		return nil, err
	}
	return made, errors.Join(
		os.WriteFile(c.path("keys", "app.crt"), made.App, 0o600),
		os.WriteFile(c.path("keys", "alipay.crt"), made.Alipay, 0o600),
		os.WriteFile(c.path("keys", "root.crt"), made.Root, 0o600),
	)
}

func (c *Counter) identity() (*alipaytest.Identity, error) {
	path := c.path("keys", "simulated-alipay.pem")
	text, err := os.ReadFile(path)
	if err == nil {
		return alipaytest.ParseIdentity(text)
	}
	if !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	id, err := alipaytest.NewIdentity()
	if err != nil {
		return nil, err
	}
	if text, err = id.PEM(); err != nil {
		return nil, err
	}
	return id, os.WriteFile(path, text, 0o600)
}

// merchantKey returns the merchant's public key in PEM form, as it would be uploaded to Alipay. posd finds the private one.
func (c *Counter) merchantKey() ([]byte, error) {
	private, public := c.path("keys", "private.pem"), c.path("keys", "public.pem")
	if _, err := os.Stat(private); err == nil {
		return os.ReadFile(public)
	}
	secret, text, err := alipaytest.MerchantKey()
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(public, text, 0o600); err != nil { // first: with the private key the pair is there
		return nil, err
	}
	return text, os.WriteFile(private, secret, 0o600)
}
