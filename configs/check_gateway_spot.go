package configs

import (
	"regexp"
)

// FamilySpot is the family alipay.acquire.overseas.spot.
const FamilySpot = "spot"

// spotKeys are those of alipay.acquire.overseas.spot.pay and its companions.
var spotKeys = []string{
	"merchant_id", "private_key", "alipay_public_key", "md5_key", "sign_type", "backup_url", "cancel_timestamp", "settle_currency",
}

var partnerShape = regexp.MustCompile(`^2088[0-9]{12}$`)

// spot checks what the pages of alipay.acquire.overseas.spot.* ask for. MD5 signs with a shared key, RSA and RSA2 with two.
func (k *checker) spot(g Gateway) {
	if k.required("gateway.merchant_id", g.MerchantID) {
		k.shaped("gateway.merchant_id", g.MerchantID, partnerShape, "config.bad_partner")
	}
	k.oneOf("gateway.sign_type", g.SignType, "RSA2", "RSA", "MD5")
	if g.SignType == "MD5" {
		k.filePath("gateway.md5_key", g.MD5Key)
	} else {
		k.filePath("gateway.private_key", g.PrivateKey)
		k.filePath("gateway.alipay_public_key", g.AlipayPublicKey)
	}
	if g.BackupURL != "" {
		k.httpsURL("gateway.backup_url", g.BackupURL)
	}
	k.oneOf("gateway.cancel_timestamp", g.CancelTimestamp, "ms", "date")
	k.shaped("gateway.settle_currency", g.SettleCurrency, currencyShape, "config.bad_currency")
}

// spotMerchant checks what extend_info must hold.
func (k *checker) spotMerchant(c Config) {
	if c.Gateway.Family != FamilySpot {
		return
	}
	k.required("merchant.seller_id", c.Merchant.SellerID)
	k.required("merchant.store_id", c.Merchant.StoreID)
}
