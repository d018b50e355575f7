package daemon_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"posd/configs"
	"posd/daemon"
	"posd/payment/alipay/alipaytest"
	"posd/payment/alipay/keytest"
)

// family is one wire family: its contract with the simulated Alipay, on both sides.
type family struct {
	name  string
	opts  alipaytest.Opts // beside keys
	terms string          // of [gateway], beside family, key files and ca_file
}

// families are those of this version. The first is played through every cut, the others through some.
var families = []family{
	{
		name:  configs.FamilyIntl,
		opts:  alipaytest.Opts{ClientID: "C1", MerchantID: "M1"},
		terms: "url = \"https://127.0.0.1/api\"\nclient_id = \"C1\"\nmerchant_id = \"M1\"\nprivate_key = \"private.pem\"\nalipay_public_key = \"alipay.pem\"\n",
	},
	{
		name:  configs.FamilyAMS,
		opts:  alipaytest.Opts{ClientID: "C1"},
		terms: "url = \"https://127.0.0.1\"\nclient_id = \"C1\"\nprivate_key = \"private.pem\"\nalipay_public_key = \"alipay.pem\"\n",
	},
	{
		name:  configs.FamilySpot,
		opts:  alipaytest.Opts{MerchantID: "2088102012343978"},
		terms: "url = \"https://127.0.0.1/api\"\nmerchant_id = \"2088102012343978\"\nprivate_key = \"private.pem\"\nalipay_public_key = \"alipay.pem\"\n",
	},
	{
		name:  configs.FamilyOpenAPI,
		opts:  alipaytest.Opts{ClientID: "2014072300007148"},
		terms: "url = \"https://127.0.0.1/gateway.do\"\napp_id = \"2014072300007148\"\nprivate_key = \"private.pem\"\nalipay_public_key = \"alipay.pem\"\n",
	},
}

// A family that is configurable, simulated or wired is all three, and is played.
func TestFamiliesAreTheSameEverywhere(t *testing.T) {
	t.Parallel()
	played := make([]string, 0, len(families))
	for _, f := range families {
		played = append(played, f.name)
	}
	slices.Sort(played)
	for what, names := range map[string][]string{
		"configured": configs.Families(), "simulated": alipaytest.Families(), "wired": daemon.GatewayFamilies(),
	} {
		slices.Sort(names)
		// A relay is no Alipay: daemon/relay plays it, between a terminal and a simulated Alipay.
		names = slices.DeleteFunc(names, func(name string) bool { return name == configs.FamilyAcquirer && what != "simulated" })
		if !slices.Equal(names, played) {
			t.Errorf("%s: %v, played: %v", what, names, played)
		}
	}
}

// contract is a family's keys and configuration, made once for all tests: drawing an RSA key takes longer than most of them.
type contract struct {
	opts alipaytest.Opts
	cfg  configs.Config
}

// sign makes the keys of a contract, in files of dir, and the configuration that names them.
func (f family) sign(t *testing.T, dir string, identity *alipaytest.Identity) contract {
	t.Helper()
	private, public, err := alipaytest.MerchantKeyOf(keytest.RSA(6))
	if err != nil {
		t.Fatal(err)
	}
	c := contract{opts: f.opts}
	c.opts.Family, c.opts.Identity = f.name, identity
	if c.opts.MerchantPublicKey, err = alipaytest.ParsePublicKey(public); err != nil {
		t.Fatal(err)
	}
	bank, err := alipaytest.New(c.opts)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string][]byte{
		"private.pem": private, "alipay.pem": bank.AlipayPublicKeyPEM(), "ca.pem": bank.CACertPEM(),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	text := fmt.Sprintf(`[terminal]
id = "T1"
timezone = "Asia/Shanghai"
currency = "CNY"
[merchant]
name = "茶館"
store_id = "S1"
mcc = "5812"
seller_id = "SM1"
[gateway]
family = %q
%sca_file = "ca.pem"
[policy]
sell_without_paper = true
`, f.name, f.terms)
	if c.cfg, err = configs.Parse(filepath.Join(dir, "posd.toml"), []byte(text)); err != nil {
		t.Fatal(err)
	}
	return c
}
