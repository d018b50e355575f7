package configs

import "time"

// openAPIKeys are those of alipay.trade.pay and its sisters.
var openAPIKeys = []string{
	"app_id", "private_key", "alipay_public_key", "app_cert", "alipay_cert", "alipay_root_cert", "auth_token_file", "sub_merchant_id",
	"provider_id", "expiry", "fetch_bills", "bill_shared",
}

// Bounds of the pages of alipay.trade.pay.
const (
	maxAppID       = 32 // characters of app_id, store_id and terminal_id
	maxSubMerchant = 16
	maxExpiry      = time.Hour // the page's is 15 days; nobody waits at a till for so long
)

// openAPI checks what the pages of alipay.trade.* ask for. Alipay's public key alone is key mode, three certificates alone are
// certificate mode.
func (k *checker) openAPI(g Gateway) {
	if k.required("gateway.app_id", g.AppID) {
		k.shaped("gateway.app_id", g.AppID, wireIDShape, "config.bad_wire_id")
		k.text("gateway.app_id", g.AppID, maxAppID)
	}
	k.filePath("gateway.private_key", g.PrivateKey)
	k.keyOrCertificates(g)
	if g.AuthTokenFile != "" {
		k.filePath("gateway.auth_token_file", g.AuthTokenFile)
	}
	k.shaped("gateway.sub_merchant_id", g.SubMerchantID, wireIDShape, "config.bad_wire_id")
	k.text("gateway.sub_merchant_id", g.SubMerchantID, maxSubMerchant)
	k.shaped("gateway.provider_id", g.ProviderID, wireIDShape, "config.bad_wire_id")
	k.lasts("gateway.expiry", g.Expiry, time.Minute, maxExpiry)
	if g.Expiry%time.Minute != 0 {
		k.fault("gateway.expiry", g.Expiry.String(), "config.whole_minutes")
	}
}

// openAPIShop checks what the family asks of the shop.
func (k *checker) openAPIShop(c Config) {
	if c.Gateway.Family != FamilyOpenAPI {
		return
	}
	k.text("merchant.store_id", c.Merchant.StoreID, maxAppID)
	if c.Terminal.Currency != "" && c.Terminal.Currency != "CNY" {
		k.fault("terminal.currency", c.Terminal.Currency, "config.cny_alone")
	}
}

// keyOrCertificates wants the files of one mode, and all of them.
func (k *checker) keyOrCertificates(g Gateway) {
	certs := []struct{ key, path string }{
		{"gateway.app_cert", g.AppCert}, {"gateway.alipay_cert", g.AlipayCert}, {"gateway.alipay_root_cert", g.AlipayRootCert},
	}
	given := 0
	for _, c := range certs {
		if c.path != "" {
			given++
		}
	}
	switch {
	case given == 0:
		k.filePath("gateway.alipay_public_key", g.AlipayPublicKey)
		return
	case g.AlipayPublicKey != "":
		k.fault("gateway.alipay_public_key", "", "config.two_modes")
	}
	for _, c := range certs {
		k.filePath(c.key, c.path)
	}
}
