package daemon

import (
	"posd/configs"
	"posd/payment/alipay/intl"
)

// openIntl makes the client of alipay.intl.acquiring.offline.pay and its sisters.
func openIntl(cfg configs.Config, l line) (warmGateway, error) {
	g := cfg.Gateway
	private, public, err := rsaKeys(g)
	if err != nil {
		return nil, err
	}
	return intl.New(intl.Config{
		BaseURL: g.URL, Paths: intl.Paths{Pay: g.Paths.Pay, Query: g.Paths.Query, Cancel: g.Paths.Cancel, Refund: g.Paths.Refund},
		ClientID: g.ClientID, MerchantID: g.MerchantID, Version: g.Version, SignType: g.SignType, StatusMember: g.StatusMember,
		TerminalID: cfg.Terminal.ID, SettleContractID: g.SettleContractID, CallTimeout: g.CallTimeout,
		Seller: intl.Seller{
			ID: cfg.Merchant.SellerID, Name: cfg.Merchant.Name, MCC: cfg.Merchant.MCC, StoreID: cfg.Merchant.StoreID,
			StoreName: cfg.Merchant.StoreName,
		},
	}, intl.Parts{
		PrivateKey: private, AlipayKey: public, Dial: l.dial, RootCAs: l.roots, Now: l.now, Passed: l.passed, Heard: l.heard, Logger: l.log,
	})
}
