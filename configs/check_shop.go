package configs

import (
	"net"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Bounds of what the file may ask for.
const (
	maxName       = 128 // characters of a merchant's or store's name
	maxID         = 64  // characters of the ids in Alipay's requests
	maxClientID   = 32  // characters of head.clientId (alipay.intl.acquiring.offline.pay)
	maxPaperLines = 8   // header or footer lines of a receipt
	maxPaperLine  = 96  // characters of such a line; two lines of 80 mm paper

	minCall, maxCall = time.Second, 30 * time.Second
	minScan, maxScan = 5 * time.Second, 10 * time.Minute
	minShow, maxShow = 30 * time.Second, 10 * time.Minute
	minKeep, maxKeep = 400, 36500 // days

	// Waits may be far under Alipay's 2..5 s for a simulated counter. Their sum
	// stays within the 3 minutes after which Alipay closes an unconfirmed trade.
	minWait, maxWait = 100 * time.Millisecond, time.Minute
	maxWaitSum       = 3 * time.Minute
	maxWaits         = 40

	maxSocketPath = 107 // bytes: sun_path of unix(7), less its final zero
)

var (
	idShape       = regexp.MustCompile(`^[A-Za-z0-9._-]{1,32}$`)
	wireIDShape   = regexp.MustCompile(`^[!-~]{1,64}$`)
	currencyShape = regexp.MustCompile(`^[A-Z]{3}$`)
	mccShape      = regexp.MustCompile(`^[0-9]{4}$`)
	memberShape   = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]{0,63}(\.[A-Za-z][A-Za-z0-9_]{0,63}){0,3}$`)
	urlPathShape  = regexp.MustCompile(`^/[A-Za-z0-9/._-]{1,127}$`)
	amountShape   = regexp.MustCompile(`^[0-9]{1,12}(\.[0-9]{1,3})?$`)
	hostShape     = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$`)
)

func (k *checker) terminal(t Terminal) {
	if k.required("terminal.id", t.ID) {
		k.shaped("terminal.id", t.ID, idShape, "config.bad_id")
	}
	k.oneOf("terminal.language", string(t.Language), "zh", "en", "both")
	if k.required("terminal.timezone", t.Timezone) {
		if _, err := t.Location(); err != nil || t.Timezone == "Local" {
			k.fault("terminal.timezone", strconv.Quote(t.Timezone), "config.bad_timezone")
		}
	}
	k.between("terminal.day_ends", int(t.DayEnds.Duration()/time.Minute), 0, 24*60-1)
	if k.required("terminal.currency", t.Currency) {
		k.shaped("terminal.currency", t.Currency, currencyShape, "config.bad_currency")
	}
	k.shaped("terminal.board", t.Board, idShape, "config.bad_id")
}

func (k *checker) merchant(m Merchant) {
	if k.required("merchant.name", m.Name) {
		k.text("merchant.name", m.Name, maxName)
	}
	if m.StoreName != m.Name {
		k.text("merchant.store_name", m.StoreName, maxName)
	}
	k.shaped("merchant.store_id", m.StoreID, wireIDShape, "config.bad_wire_id")
	k.shaped("merchant.mcc", m.MCC, mccShape, "config.bad_mcc")
	k.shaped("merchant.seller_id", m.SellerID, wireIDShape, "config.bad_wire_id")
	k.lines("merchant.header", m.Header)
	k.lines("merchant.footer", m.Footer)
}

// url takes an https address without user, query or fragment. Plain http is
// refused on loopback too: the simulated Alipay has a certificate of its own.
func (k *checker) url(address string) {
	if k.required("gateway.url", address) {
		k.httpsURL("gateway.url", address)
	}
}

func (k *checker) httpsURL(key, address string) {
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Host == "" || u.Hostname() == "":
		k.fault(key, strconv.Quote(address), "config.bad_url")
	case u.Scheme != "https":
		k.fault(key, strconv.Quote(address), "config.not_https")
	case u.User != nil || u.RawQuery != "" || u.Fragment != "" || u.ForceQuery:
		k.fault(key, strconv.Quote(address), "config.url_too_much")
	}
}

// urlPath takes what is appended to the gateway's address.
func (k *checker) urlPath(key, path string) {
	if k.required(key, path) {
		k.shaped(key, path, urlPathShape, "config.bad_url_path")
	}
}

// filePath takes the path of a file, and tells it from the file's content.
func (k *checker) filePath(key, path string) {
	if !k.required(key, path) {
		return
	}
	if !isPrintable(path) || strings.Contains(path, "-----BEGIN") || len(path) > maxPath {
		k.fault(key, "", "config.not_a_path")
	}
}

func (k *checker) admin(a Admin) {
	k.listen(a)
	if k.required("admin.socket", a.Socket) && len(a.Socket) > maxSocketPath {
		k.fault("admin.socket", a.Socket, "config.socket_too_long", maxSocketPath)
	}
	for i, host := range a.Hosts {
		if !hostShape.MatchString(host) {
			k.fault(entry("admin.hosts", i), strconv.Quote(host), "config.bad_host")
		}
	}
	if a.TokenFile != "" {
		k.filePath("admin.token_file", a.TokenFile)
	}
}

// listen takes host:port, and a host that others can reach only with a token.
func (k *checker) listen(a Admin) {
	if !k.required("admin.listen", a.Listen) {
		return
	}
	host, port, err := net.SplitHostPort(a.Listen)
	if err == nil {
		_, err = strconv.ParseUint(port, 10, 16)
	}
	switch {
	case err != nil:
		k.fault("admin.listen", strconv.Quote(a.Listen), "config.bad_listen")
	case !isLoopback(host) && a.TokenFile == "":
		k.fault("admin.listen", strconv.Quote(a.Listen), "config.open_without_token")
	}
}

// isLoopback reports whether only this machine reaches host.
func isLoopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}

func (k *checker) journal(j Journal) {
	k.filePath("journal.path", j.Path)
	k.filePath("journal.archive", j.Archive)
	if j.KeepDays != 0 { // the keys of the local API live that long at least
		k.between("journal.keep_days", j.KeepDays, minKeep, maxKeep)
	}
}

func (k *checker) staff(s Staff) {
	for at, limits := range map[string]StaffLimits{"staff.cashier": s.Cashier, "staff.supervisor": s.Supervisor} {
		k.shaped(at+".refund_max", limits.RefundMax, amountShape, "config.bad_amount")
		k.shaped(at+".refund_day", limits.RefundDay, amountShape, "config.bad_amount")
	}
}

func (k *checker) policy(p Policy, printer Printer) {
	if printer.Kind == KindNone && !p.SellWithoutPaper {
		k.fault("policy.sell_without_paper", "", "config.no_printer")
	}
	k.shaped("policy.min_amount", p.MinAmount, amountShape, "config.bad_amount")
	k.shaped("policy.max_amount", p.MaxAmount, amountShape, "config.bad_amount")
	k.lasts("policy.scan_timeout", p.ScanTimeout, minScan, maxScan)
}

// showingFamilies have a code that the customer scans.
var showingFamilies = []string{FamilyAcquirer, FamilyAMS, FamilyIntl, FamilyOpenAPI}

// ShowsCodes reports whether a family has codes for the customer to scan.
func ShowsCodes(family string) bool { return slices.Contains(showingFamilies, family) }

// showCode takes codes to show where the family has them.
func (k *checker) showCode(s ShowCode, g Gateway, printer Printer) {
	k.lasts("show_code.valid_for", s.ValidFor, minShow, maxShow)
	if s.Enabled && !ShowsCodes(g.Family) {
		k.fault("show_code.enabled", "", "config.no_codes_to_show")
	}
	if s.Paper && printer.Kind == KindNone {
		k.fault("show_code.paper", "", "config.paper_without_printer")
	}
}
