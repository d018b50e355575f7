package gateways

import (
	"posd/configs"
	"posd/configs/words"
	"posd/payment"
	"posd/payment/alipay"
	"posd/payment/alipay/spot"
)

// openSpot makes the client of alipay.acquire.overseas.spot.pay and its companions.
func openSpot(cfg configs.Config, l Line) (Gateway, error) {
	g := cfg.Gateway
	parts := spot.Parts{Dial: l.Dial, RootCAs: l.roots, Now: l.Now, Passed: l.Passed, Heard: l.Heard, Peer: l.Peer, Logger: l.Log}
	if g.SignType == spot.SignMD5 {
		secret, err := alipay.LoadSecret(g.MD5Key)
		if err != nil {
			return nil, err
		}
		parts.Secret = secret
	} else {
		private, public, err := rsaKeys(g)
		if err != nil {
			return nil, err
		}
		parts.PrivateKey, parts.AlipayKey = private, public
	}
	return spot.New(spot.Config{
		BaseURL: g.URL, BackupURL: g.BackupURL, Partner: g.MerchantID, SignType: g.SignType, Timestamp: g.CancelTimestamp,
		SettleCurrency: payment.Currency(g.SettleCurrency), TerminalID: cfg.Terminal.ID, CallTimeout: g.CallTimeout, NotifyURL: l.NotifyURL,
		Merchant: spot.Merchant{
			ID: cfg.Merchant.SellerID, Name: cfg.Merchant.Name, Industry: cfg.Merchant.MCC, StoreID: cfg.Merchant.StoreID,
			StoreName: cfg.Merchant.StoreName,
		},
	}, parts)
}

// spotKeyFaults are those of the MD5 key, or of the two RSA keys.
func spotKeyFaults(cfg configs.Config) []configs.Fault {
	if cfg.Gateway.SignType != spot.SignMD5 {
		return rsaKeyFaults(cfg)
	}
	if _, err := alipay.LoadSecret(cfg.Gateway.MD5Key); err != nil {
		return []configs.Fault{unusable(cfg, "gateway.md5_key", cfg.Gateway.MD5Key, err, words.Key("command.key_md5_do"))}
	}
	return nil
}
