package gateways

import (
	"cmp"

	"posd/configs"
	"posd/payment/alipay/ams"
)

// openAMS makes the client of User-presented Mode Payment. A paid trade is cancelled until 00:15 Beijing time of the next day, as
// with intl ("Cancel", docs.antom.com), so that the protocol's timing is the default.
func openAMS(cfg configs.Config, l Line) (Gateway, error) {
	g := cfg.Gateway
	private, public, err := rsaKeys(g)
	if err != nil {
		return nil, err
	}
	return ams.New(ams.Config{
		BaseURL: g.URL, ClientID: g.ClientID, KeyVersion: g.KeyVersion, TerminalID: cfg.Terminal.ID,
		Paths: ams.Paths{
			Pay: g.Paths.Pay, Query: g.Paths.Query, Cancel: g.Paths.Cancel, Refund: g.Paths.Refund, RefundQuery: g.Paths.RefundQuery,
		},
		SettlementCurrency: g.SettlementCurrency, PayExpiry: cmp.Or(g.PayExpiry, g.Expiry), CallTimeout: g.CallTimeout, NotifyURL: l.NotifyURL,
		Merchant: ams.Merchant{
			ID: cfg.Merchant.SellerID, Name: cfg.Merchant.Name, MCC: cfg.Merchant.MCC, StoreID: cfg.Merchant.StoreID,
			StoreName: cfg.Merchant.StoreName,
		},
	}, ams.Parts{
		PrivateKey: private, AlipayKey: public, Dial: l.Dial, RootCAs: l.roots, Now: l.Now, Passed: l.Passed, Heard: l.Heard, Peer: l.Peer, Logger: l.Log,
	})
}
