package gateways

import (
	"posd/configs"
	"posd/payment/alipay"
	"posd/payment/alipay/intl"
)

// openIntl makes the client of alipay.intl.acquiring.offline.pay and its sisters.
func openIntl(cfg configs.Config, l Line) (Gateway, error) {
	g := cfg.Gateway
	private, public, err := rsaKeys(g)
	if err != nil {
		return nil, err
	}
	var token string
	if g.IsvTokenFile != "" {
		if token, err = alipay.LoadToken(g.IsvTokenFile); err != nil {
			return nil, err
		}
	}
	return intl.New(intl.Config{
		BaseURL: g.URL, Paths: intl.Paths{Pay: g.Paths.Pay, Present: g.Paths.Present, Query: g.Paths.Query, Cancel: g.Paths.Cancel, Refund: g.Paths.Refund},
		ClientID: g.ClientID, MerchantID: g.MerchantID, Version: g.Version, SignType: g.SignType, StatusMember: g.StatusMember,
		TerminalID: cfg.Terminal.ID, SettleContractID: g.SettleContractID, CallTimeout: g.CallTimeout, NotifyURL: l.NotifyURL, IsvAccessToken: token,
		Seller: intl.Seller{
			ID: cfg.Merchant.SellerID, Name: cfg.Merchant.Name, MCC: cfg.Merchant.MCC, StoreID: cfg.Merchant.StoreID,
			StoreName: cfg.Merchant.StoreName,
		},
	}, intl.Parts{
		PrivateKey: private, AlipayKey: public, Dial: l.Dial, RootCAs: l.roots, Now: l.Now, Passed: l.Passed, Heard: l.Heard, Peer: l.Peer, Logger: l.Log,
	})
}
