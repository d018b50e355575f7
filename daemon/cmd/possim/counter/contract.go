package counter

import (
	"cmp"
	"fmt"
	"strings"

	"posd/payment/alipay/alipaytest"
)

// contract is what the simulated shop has agreed with the simulated Alipay, on both sides: how the gateway is made, and what stands
// in posd's configuration.
type contract struct {
	family string          // of the wire
	mode   string          // which of the family's several modes, "" for the first
	opts   alipaytest.Opts // beside keys and ledger
	prefix string          // the path of the gateway's URL
	terms  string          // the lines of [gateway] beside family, url and ca_file
	behind string          // the family of the gateway behind a relay; "": there is none between
	ca     string          // who signs what posd speaks to; "": the simulated Alipay's own
}

// gatewayFamily is the family that the simulated Alipay speaks.
func (c contract) gatewayFamily() string { return cmp.Or(c.behind, c.family) }

// rsaKeys are the key files of families that sign with RSA; openAlipay writes them.
const rsaKeys = `private_key = "keys/private.pem"
alipay_public_key = "keys/alipay.pem"`

// contracts hold one for each family that can be simulated.
var contracts = []contract{
	{
		family: alipaytest.FamilyIntl, prefix: "/api",
		opts:  alipaytest.Opts{ClientID: "SIM-CLIENT", MerchantID: "SIM-MERCHANT"},
		terms: "client_id = \"SIM-CLIENT\"\nmerchant_id = \"SIM-MERCHANT\"\n" + rsaKeys,
	},
	{
		family: alipaytest.FamilyAMS,
		opts:   alipaytest.Opts{ClientID: "SIM-CLIENT"},
		terms:  "client_id = \"SIM-CLIENT\"\n" + rsaKeys,
	},
	{
		family: alipaytest.FamilySpot, prefix: "/api",
		opts:  alipaytest.Opts{MerchantID: "2088000000000001"},
		terms: "merchant_id = \"2088000000000001\"\n" + rsaKeys,
	},
	{
		family: alipaytest.FamilyOpenAPI, prefix: "/gateway.do",
		opts:  alipaytest.Opts{ClientID: "2014072300007148"},
		terms: "app_id = \"2014072300007148\"\n" + rsaKeys,
	},
	{
		family: alipaytest.FamilyOpenAPI, mode: modeCertificate, prefix: "/gateway.do",
		opts:  alipaytest.Opts{ClientID: "2014072300007148"},
		terms: "app_id = \"2014072300007148\"\n" + certificates,
	},
	{
		family: FamilyAcquirer, behind: alipaytest.FamilyIntl, prefix: "/api",
		opts:  alipaytest.Opts{ClientID: "SIM-CLIENT", MerchantID: "SIM-MERCHANT"},
		terms: "identity = \"identity\"\ncode_file = \"enroll.code\"", ca: "relay/keys/authority.pem",
	},
}

// modeCertificate is the open platform's second mode: both sides prove their keys by certificates.
const modeCertificate = "certificate"

// certificates are the files of that mode; openAlipay writes them.
const certificates = `private_key = "keys/private.pem"
app_cert = "keys/app.crt"
alipay_cert = "keys/alipay.crt"
alipay_root_cert = "keys/root.crt"`

// name is what Opts.Family calls a contract: its family, and the mode if it has one.
func (c contract) name() string {
	if c.mode == "" {
		return c.family
	}
	return c.family + "-" + c.mode
}

// Families lists the families, with their modes, that Opts.Family can name.
func Families() []string {
	names := make([]string, 0, len(contracts))
	for _, c := range contracts {
		names = append(names, c.name())
	}
	return names
}

// contractOf returns the contract of a family; "" is the first.
func contractOf(family string) (contract, error) {
	for _, c := range contracts {
		if c.name() == family || family == "" {
			return c, nil
		}
	}
	return contract{}, fmt.Errorf("family %q is not simulated, only %s", family, strings.Join(Families(), ", "))
}
