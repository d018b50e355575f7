package configs

// intlKeys are those of alipay.intl.acquiring.offline.pay and its sisters.
var intlKeys = []string{
	"client_id", "merchant_id", "version", "private_key", "alipay_public_key", "sign_type", "status_member", "settle_contract_id", "isv_token_file",
	"paths.pay", "paths.present", "paths.query", "paths.cancel", "paths.refund",
}

// intl checks what the pages of alipay.intl.acquiring.* ask for.
func (k *checker) intl(g Gateway) {
	if k.required("gateway.client_id", g.ClientID) {
		k.shaped("gateway.client_id", g.ClientID, wireIDShape, "config.bad_wire_id")
		k.text("gateway.client_id", g.ClientID, maxClientID)
	}
	if k.required("gateway.merchant_id", g.MerchantID) {
		k.shaped("gateway.merchant_id", g.MerchantID, wireIDShape, "config.bad_wire_id")
	}
	k.oneOf("gateway.version", g.Version, "2.0.0", "2.0.2", "2.0.4")
	k.filePath("gateway.private_key", g.PrivateKey)
	k.filePath("gateway.alipay_public_key", g.AlipayPublicKey)
	k.oneOf("gateway.sign_type", g.SignType, "RSA2", "SHA256")
	k.shaped("gateway.status_member", g.StatusMember, memberShape, "config.bad_member")
	k.urlPath("gateway.paths.pay", g.Paths.Pay)
	k.urlPath("gateway.paths.present", g.Paths.Present)
	k.urlPath("gateway.paths.query", g.Paths.Query)
	k.urlPath("gateway.paths.cancel", g.Paths.Cancel)
	k.urlPath("gateway.paths.refund", g.Paths.Refund)
	k.shaped("gateway.settle_contract_id", g.SettleContractID, wireIDShape, "config.bad_wire_id")
	if g.IsvTokenFile != "" {
		k.filePath("gateway.isv_token_file", g.IsvTokenFile)
	}
}
