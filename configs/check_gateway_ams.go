package configs

import (
	"regexp"
	"time"
)

// FamilyAMS is User-presented Mode Payment, /ams/api/v1/payments, and Alipay+'s
// /aps/api/v1.
const FamilyAMS = "ams"

// amsKeys are those of the family's pages.
var amsKeys = []string{
	"client_id", "private_key", "alipay_public_key", "key_version", "expiry", "pay_expiry", "settlement_currency",
	"paths.pay", "paths.query", "paths.cancel", "paths.refund", "paths.refund_query",
}

const minAMSExpiry, maxAMSExpiry = time.Minute, 10 * time.Minute

var (
	headerIDShape   = regexp.MustCompile(`^[A-Za-z0-9_-]{1,128}$`)
	keyVersionShape = regexp.MustCompile(`^[0-9]{1,4}$`)
)

// ams checks what the pages of the family ask for. The shop's ids travel in
// every request and are required by them.
func (k *checker) ams(g Gateway) {
	if k.required("gateway.client_id", g.ClientID) {
		k.shaped("gateway.client_id", g.ClientID, headerIDShape, "config.bad_header_id")
	}
	k.filePath("gateway.private_key", g.PrivateKey)
	k.filePath("gateway.alipay_public_key", g.AlipayPublicKey)
	if k.required("gateway.key_version", g.KeyVersion) {
		k.shaped("gateway.key_version", g.KeyVersion, keyVersionShape, "config.bad_key_version")
	}
	k.lasts("gateway.expiry", g.Expiry, minAMSExpiry, maxAMSExpiry)
	if g.PayExpiry != 0 { // its name before every family had the same
		k.lasts("gateway.pay_expiry", g.PayExpiry, minAMSExpiry, maxAMSExpiry)
	}
	k.shaped("gateway.settlement_currency", g.SettlementCurrency, currencyShape, "config.bad_currency")
	k.urlPath("gateway.paths.pay", g.Paths.Pay)
	k.urlPath("gateway.paths.query", g.Paths.Query)
	k.urlPath("gateway.paths.cancel", g.Paths.Cancel)
	k.urlPath("gateway.paths.refund", g.Paths.Refund)
	k.urlPath("gateway.paths.refund_query", g.Paths.RefundQuery)
	k.required("merchant.seller_id", k.shop.SellerID)
	k.required("merchant.store_id", k.shop.StoreID)
	k.required("merchant.mcc", k.shop.MCC)
}
