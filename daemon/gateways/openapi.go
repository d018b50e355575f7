package gateways

import (
	"errors"

	"posd/configs"
	"posd/configs/words"
	"posd/payment"
	"posd/payment/alipay"
	"posd/payment/alipay/openapi"
)

// openOpenAPI makes the client of alipay.trade.pay and its sisters, in key mode or certificate mode.
func openOpenAPI(cfg configs.Config, l Line) (Gateway, error) {
	g := cfg.Gateway
	parts := openapi.Parts{Dial: l.Dial, RootCAs: l.roots, Now: l.Now, Passed: l.Passed, Heard: l.Heard, Peer: l.Peer, Logger: l.Log}
	private, errOurs := alipay.LoadPrivateKey(g.PrivateKey)
	token, errToken := openAPIToken(g)
	var errTheirs error
	if g.AppCert == "" {
		parts.AlipayKey, errTheirs = alipay.LoadPublicKey(g.AlipayPublicKey)
	} else {
		parts.Certificates, errTheirs = openAPICertificates(g)
	}
	if err := errors.Join(errOurs, errTheirs, errToken); err != nil {
		return nil, err
	}
	parts.PrivateKey = private
	return openapi.New(openapi.Config{
		URL: g.URL, AppID: g.AppID, AuthToken: token, Expiry: g.Expiry, StoreID: cfg.Merchant.StoreID, TerminalID: cfg.Terminal.ID,
		SubMerchantID: g.SubMerchantID, ProviderID: g.ProviderID, CallTimeout: g.CallTimeout, NotifyURL: l.NotifyURL,
	}, parts)
}

// ErrNoBill says that Alipay has no bill of a day, or not yet.
var ErrNoBill = openapi.ErrNoBill

// openAPIToken reads app_auth_token, if the merchant is another than the application's owner.
func openAPIToken(g configs.Gateway) (string, error) {
	if g.AuthTokenFile == "" {
		return "", nil
	}
	return alipay.LoadToken(g.AuthTokenFile)
}

// openAPICertificates reads the three files of certificate mode.
func openAPICertificates(g configs.Gateway) (*openapi.Certificates, error) {
	app, errApp := alipay.LoadCertificates(g.AppCert)
	theirs, errTheirs := alipay.LoadCertificates(g.AlipayCert)
	root, errRoot := alipay.LoadCertificates(g.AlipayRootCert)
	return &openapi.Certificates{App: app, Alipay: theirs, Root: root}, errors.Join(errApp, errTheirs, errRoot)
}

// openAPIKeyFaults are those of the files of either mode. What the files say together is told by the client.
func openAPIKeyFaults(cfg configs.Config) []configs.Fault {
	g := cfg.Gateway
	var faults []configs.Fault
	if g.AppCert == "" {
		faults = rsaKeyFaults(cfg)
	} else {
		faults = certificateFaults(cfg)
	}
	if _, err := openAPIToken(g); err != nil {
		faults = append(faults, unusable(cfg, "gateway.auth_token_file", g.AuthTokenFile, err, "command.token_do"))
	}
	return faults
}

func certificateFaults(cfg configs.Config) []configs.Fault {
	g := cfg.Gateway
	var faults []configs.Fault
	private, err := alipay.LoadPrivateKey(g.PrivateKey)
	if err != nil {
		faults = append(faults, unusable(cfg, "gateway.private_key", g.PrivateKey, err, "command.key_ours_do"))
	}
	for _, f := range []struct{ key, path string }{
		{"gateway.app_cert", g.AppCert}, {"gateway.alipay_cert", g.AlipayCert}, {"gateway.alipay_root_cert", g.AlipayRootCert},
	} {
		if _, err := alipay.LoadCertificates(f.path); err != nil {
			faults = append(faults, unusable(cfg, f.key, f.path, err, "command.certificate_do"))
		}
	}
	if len(faults) > 0 {
		return faults
	}
	certs, err := openAPICertificates(g)
	if err == nil {
		err = openapi.CheckKeys(openapi.Parts{PrivateKey: private, Certificates: certs})
	}
	if err != nil {
		faults = append(faults, cfg.Fault("gateway.app_cert", words.Say("command.key_unusable", err.Error()), words.Say("command.certificate_do")))
	}
	return faults
}

// openAPIRules: a cancel is possible for 24 hours, whatever the day.
func openAPIRules(p payment.Policy, _ configs.Config) payment.Policy {
	p.CancelWindow = openapi.CancelWindow()
	return p
}
