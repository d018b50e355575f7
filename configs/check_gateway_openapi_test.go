package configs

import (
	"strings"
	"testing"

	"posd/configs/words"
)

const openapiMinimal = `[terminal]
id = "T01"
timezone = "Asia/Shanghai"
currency = "CNY"
[merchant]
name = "茶馆"
store_id = "HZ_001"
[gateway]
family = "openapi"
url = "https://openapi.alipay.com/gateway.do"
app_id = "2014072300007148"
private_key = "private.pem"
alipay_public_key = "alipay.pem"
[policy]
sell_without_paper = true
`

func TestOpenAPIFaults(t *testing.T) {
	t.Parallel()
	certificates := "app_cert = \"a.crt\"\nalipay_cert = \"b.crt\"\nalipay_root_cert = \"c.crt\"\n"
	key := "alipay_public_key = \"alipay.pem\"\n"
	for name, x := range map[string]struct{ from, to, says string }{
		"as it should be":     {"", "", ""},
		"certificates":        {key, certificates, ""},
		"both modes":          {key, key + certificates, "gateway.alipay_public_key"},
		"neither mode":        {key, "", "gateway.alipay_public_key"},
		"two certificates":    {key, strings.Replace(certificates, "alipay_cert = \"b.crt\"\n", "", 1), "gateway.alipay_cert"},
		"no app":              {"app_id = \"2014072300007148\"\n", "", "gateway.app_id"},
		"half a minute":       {key, key + "expiry = \"90s\"\n", "gateway.expiry"},
		"too short":           {key, key + "expiry = \"30s\"\n", "gateway.expiry"},
		"long secondary":      {key, key + "sub_merchant_id = \"20881021238166312\"\n", "gateway.sub_merchant_id"},
		"long store":          {"HZ_001", strings.Repeat("x", 33), "merchant.store_id"},
		"another currency":    {`"CNY"`, `"HKD"`, "terminal.currency"},
		"another family's":    {key, key + "merchant_id = \"1\"\n", "gateway.merchant_id"},
		"a key in the file":   {"private.pem", "-----BEGIN PRIVATE KEY-----", "gateway.private_key"},
		"a token in the file": {key, key + "auth_token_file = \"-----BEGIN\"\n", "gateway.auth_token_file"},
	} {
		_, err := Parse("posd.toml", []byte(strings.Replace(openapiMinimal, x.from, x.to, 1)))
		if x.says == "" {
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		if err == nil || !strings.Contains(err.Error(), x.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if !words.Has("config.cny_alone") {
		t.Error("no words")
	}
}
