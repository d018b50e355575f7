package configs

import (
	"time"

	"posd/configs/words"
)

// Config is the whole configuration of a terminal. Text members are empty where
// the file says nothing and there is no default.
type Config struct {
	Terminal Terminal  `toml:"terminal"`
	Merchant Merchant  `toml:"merchant"`
	Gateway  Gateway   `toml:"gateway"`
	Scanners []Scanner `toml:"scanner"`
	Printer  Printer   `toml:"printer"`
	Receipt  Receipt   `toml:"receipt"`
	Display  Display   `toml:"display"`
	Drawer   Drawer    `toml:"drawer"`
	Staff    Staff     `toml:"staff"`
	GPIO     GPIO      `toml:"gpio"`
	Admin    Admin     `toml:"admin"`
	Journal  Journal   `toml:"journal"`
	Policy   Policy    `toml:"policy"`
	ShowCode ShowCode  `toml:"show_code"`

	src source
}

// Terminal says which terminal this is and how its shop counts days and money.
type Terminal struct {
	ID       string     `toml:"id"`       // 1..32 letters, digits, ".", "_" or "-"
	Language words.Lang `toml:"language"` // of the cashier: zh, en or both
	Timezone string     `toml:"timezone"` // IANA name, such as "Asia/Hong_Kong"; see Location
	DayEnds  TimeOfDay  `toml:"day_ends"` // when the business day of totals and Z reports ends
	Currency string     `toml:"currency"` // ISO 4217 code of every sale, such as "CNY"
	Board    string     `toml:"board"`    // the hardware's name, shown in status and support; may be empty
}

// Location returns the shop's time zone.
func (t Terminal) Location() (*time.Location, error) {
	return time.LoadLocation(t.Timezone)
}

// Merchant says whose shop it is, on receipts and in every request.
type Merchant struct {
	Name      string   `toml:"name"`       // sellerName; at most 128 characters
	StoreName string   `toml:"store_name"` // storeName; Name where the file gives none
	StoreID   string   `toml:"store_id"`   // storeId; at most 64 characters
	MCC       string   `toml:"mcc"`        // sellerMCC: ISO 18245 category, four digits
	SellerID  string   `toml:"seller_id"`  // sellerId: the secondary merchant's id with an acquirer
	Header    []string `toml:"header"`     // lines above a receipt, at most 8
	Footer    []string `toml:"footer"`     // lines below a receipt, at most 8
}

// Gateway says how to reach Alipay, as whom, and how patiently. Which members
// below Family a family has is in its check_gateway_NAME.go; the rest stay empty.
type Gateway struct {
	Family      string          `toml:"family"`       // one of Families
	URL         string          `toml:"url"`          // https, with the prefix ("/api"; "/isupergw" to test), no query
	CAFile      string          `toml:"ca_file"`      // PEM file of the only CAs to trust; empty: the system's
	CallTimeout time.Duration   `toml:"call_timeout"` // one call, from the dial to the last byte: 1..30 s
	LongCodes   bool            `toml:"long_codes"`   // forward codes of 25..32 digits
	QueryWaits  []time.Duration `toml:"query_waits"`  // before each query after a pay without verdict
	CancelWaits []time.Duration `toml:"cancel_waits"` // between cancels without verdict, before the alarm
	MaxCodes    int             `toml:"max_codes"`    // codes that one order may try, 1..99

	ClientID        string `toml:"client_id"`         // who we are to Alipay: intl's head.clientId, ams's header Client-Id
	MerchantID      string `toml:"merchant_id"`       // intl's body.merchantId (partnerId in 2.0.2)
	PrivateKey      string `toml:"private_key"`       // file with our PKCS #8 or PKCS #1 RSA key, PEM
	AlipayPublicKey string `toml:"alipay_public_key"` // file with Alipay's RSA public key
	Paths           Paths  `toml:"paths"`             // appended to URL, each starting with "/"

	Version         string `toml:"version"`          // intl: head.version: 2.0.0, 2.0.2 or 2.0.4
	SignType        string `toml:"sign_type"`        // intl: RSA2 or SHA256, both RSA with SHA-256
	StatusMember    string `toml:"status_member"`    // intl: payQuery's member with the trade's state, dots between levels; empty: the likely ones
	MD5Key          string `toml:"md5_key"`          // spot: file with the key of MD5 signatures
	BackupURL       string `toml:"backup_url"`       // spot: the second gateway, asked where the first has got nothing; may be empty
	CancelTimestamp string `toml:"cancel_timestamp"` // spot: "ms" or "date"
	SettleCurrency  string `toml:"settle_currency"`  // spot: what Alipay settles in, where that is not the terminal's

	SettleContractID string `toml:"settle_contract_id"` // intl: body.settleContractId; may be empty

	KeyVersion         string        `toml:"key_version"`         // ams: of our key, as the console counts them
	PayExpiry          time.Duration `toml:"pay_expiry"`          // ams: the old name of expiry, and counts before it
	SettlementCurrency string        `toml:"settlement_currency"` // ams: settlementStrategy.settlementCurrency; may be empty

	AppID          string        `toml:"app_id"`           // openapi: who we are, at most 32 characters
	AppCert        string        `toml:"app_cert"`         // openapi, certificate mode: file with our certificate
	AlipayCert     string        `toml:"alipay_cert"`      // openapi, certificate mode: file with Alipay's certificate
	AlipayRootCert string        `toml:"alipay_root_cert"` // openapi, certificate mode: file with Alipay's roots
	AuthTokenFile  string        `toml:"auth_token_file"`  // openapi: file with app_auth_token, for integrators; may be empty
	SubMerchantID  string        `toml:"sub_merchant_id"`  // openapi: sub_merchant.merchant_id, with an acquirer; may be empty
	ProviderID     string        `toml:"provider_id"`      // openapi: sys_service_provider_id of an integrator; may be empty
	FetchBills     bool          `toml:"fetch_bills"`      // openapi: have yesterday's bill each morning and hold it against the journal
	BillShared     bool          `toml:"bill_shared"`      // openapi: its bill covers other terminals too, whose numbers are unknown here
	Expiry         time.Duration `toml:"expiry"`           // after it a pay is not executed: ams 1..10 min, openapi 1 min..1 h in whole minutes

	IsvTokenFile string `toml:"isv_token_file"` // intl: file with isvAccesstoken, for integrators; may be empty

	BackupURLs   []string `toml:"backup_urls"`   // acquirer: further instances of the relay, at most 7
	Identity     string   `toml:"identity"`      // acquirer: directory of our key and certificate, which posd writes itself
	CodeFile     string   `toml:"code_file"`     // acquirer: file with the one-time code to enrol with; may be empty
	CancelWindow string   `toml:"cancel_window"` // acquirer: "day" (Beijing's and 15 minutes) or "24h", as the relay's family has it
}

// Paths are the addresses of the calls below Gateway.URL.
type Paths struct {
	Pay     string `toml:"pay"`
	Present string `toml:"present"` // intl
	Query   string `toml:"query"`
	Cancel  string `toml:"cancel"`
	Refund  string `toml:"refund"`

	RefundQuery string `toml:"refund_query"` // ams
}

// Admin says where the status page and the local API listen.
type Admin struct {
	Listen    string   `toml:"listen"`     // host:port; not loopback only with TokenFile
	Socket    string   `toml:"socket"`     // unix socket of the commands, at most 107 bytes
	Hosts     []string `toml:"hosts"`      // Host names to accept beside the loopback ones, without port
	TokenFile string   `toml:"token_file"` // file with the API's bearer token; may be empty on loopback
}

// Journal says where the journal is kept, and for how long.
type Journal struct {
	Path     string `toml:"path"`      // the bbolt file
	KeepDays int    `toml:"keep_days"` // posd journal compact archives what is older: 400..36500, 0: it keeps everything
	Archive  string `toml:"archive"`   // directory of the archives
}

// Staff is what the merchant decides about operators. Without an operator none
// of it counts but RefundReason.
type Staff struct {
	RefundReason bool `toml:"refund_reason"` // a refund needs a reason
	RefundPIN    bool `toml:"refund_pin"`    // and the operator's PIN
	BadgePIN     bool `toml:"badge_pin"`     // a badge signs on only with the PIN

	Cashier    StaffLimits `toml:"cashier"`
	Supervisor StaffLimits `toml:"supervisor"`
}

// StaffLimits bound what operators of a role give back alone; those of one
// operator go before them.
type StaffLimits struct {
	RefundMax string `toml:"refund_max"` // one refund: decimal in Terminal.Currency, "0" for none; empty: no limit
	RefundDay string `toml:"refund_day"` // all refunds of a business day, the same
}

// ShowCode is the other way round: the terminal shows a code, and the customer
// scans it.
type ShowCode struct {
	Enabled  bool          `toml:"enabled"`   // needs the gateway's contract for it
	ValidFor time.Duration `toml:"valid_for"` // how long a code is shown: 30 s..10 min
	Paper    bool          `toml:"paper"`     // it is printed too, as a slip to pay from
}

// Policy is what the merchant decides about sales.
type Policy struct {
	SellWithoutPaper bool          `toml:"sell_without_paper"` // start sales while the printer is known bad
	MinAmount        string        `toml:"min_amount"`         // decimal in Terminal.Currency; empty: no lower bound
	MaxAmount        string        `toml:"max_amount"`         // decimal in Terminal.Currency; empty: no upper bound
	ScanTimeout      time.Duration `toml:"scan_timeout"`       // how long a sale waits for a code: 5 s..10 min
	Rescan           bool          `toml:"rescan"`             // after a refused code, wait for another
}
