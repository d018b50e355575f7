package admin

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"posd/configs/words"
	"posd/daemon/health"
	"posd/payment"
)

const (
	pagePayments = 20  // payments on the page
	pageOpen     = 8   // of them with their timeline
	pageJobs     = 10  // of the print queue that are not known to be on paper
	pageSearched = 500 // newest jobs that are looked through for them
)

// look is all that the page shows, in one language, so that its template only places it.
type look struct {
	Lang       words.Lang
	HTMLLang   string
	Langs      []langLink
	All        string // address of the page without a search
	Build      Build
	Ready      bool
	StatusLook string // "good", "warn", "bad"
	StatusWord string
	Why, WhyDo string

	Lines     []string
	Sale      *saleLook
	Refund    *saleLook // of which somebody is about to give money back
	Staff     staffLook
	Armed     bool
	Shows     bool    // a code to scan may be shown
	QR        *qrLook // which is shown
	Currency  payment.Currency
	Exponent  int
	Sample    string // of an amount as a person types it
	BadAmount string

	Day  string
	Sums []sumLook

	Problems []problemLook
	AskClock string // what a person is asked to confirm who sets the clock; empty where a better source has set it

	Paper    bool // there is a printer
	Owed     int
	OwedWord string
	Jobs     []jobLook

	LastBill string // which bill was held against the journal last; empty if none was
	BillDays string
	Gaps     []gapLook
	MoreGaps string
	FetchDay string // the newest bill that whoever looks may fetch; empty if none

	Find     string
	Payments []saleLook

	Uptime, Now string
}

// T returns a phrase of the page.
func (l *look) T(key string) string { return words.Text(l.Lang, words.Key("admin."+key)) }

// B returns a phrase about bills.
func (l *look) B(key string) string { return words.Text(l.Lang, words.Key("reconcile."+key)) }

type langLink struct {
	Code, Name, Href string
	Current          bool
}

// badge is a state as colour, sign and word together, so that nobody needs the colour.
type badge struct{ Look, Word string }

type sumLook struct {
	Sales, Refunds, Net     string
	SalesCount, RefundCount int
	Currency                payment.Currency
}

type problemLook struct {
	Look, Title, State         string
	Cause, Cure, Since, Detail string
	Note                       string
	Depth                      int
}

type jobLook struct {
	ID             string // shown where the paper is no sale's
	Payment        payment.ID
	Badge          badge
	Href, Why, Ask string
}

// look gathers what the page shows.
func (s *Server) look(r *http.Request) (*look, error) {
	query := r.URL.Query()
	l := &look{
		Lang: s.langOf(r), Build: s.parts.Build, Currency: s.parts.Limits.Currency, Find: strings.TrimSpace(query.Get("find")),
		Uptime: uptime(time.Since(s.parts.Started)), Now: s.parts.Now().In(s.parts.Zone).Format("2006-01-02 15:04 MST"),
	}
	l.Exponent, _ = l.Currency.Exponent()
	l.Sample = payment.Amount{Minor: 1250, Currency: l.Currency}.Decimal()
	l.BadAmount = words.Text(l.Lang, "admin.bad_amount", l.Sample)
	l.addLangs(query)
	s.lookStatus(l)
	s.lookCounter(l)
	s.lookTotals(l)
	s.lookHealth(l)
	s.lookClock(l)
	if err := s.lookReceipts(l); err != nil {
		return nil, err
	}
	if err := s.lookBills(l, r); err != nil {
		return nil, err
	}
	if err := s.lookStaff(l, r); err != nil {
		return nil, err
	}
	return l, s.lookPayments(l, query["open"])
}

func (l *look) addLangs(query url.Values) {
	for _, lang := range []words.Lang{words.Zh, words.En} {
		name := words.Text(lang, "admin.lang_name")
		to := url.Values{"lang": {string(lang)}}
		if l.Find != "" {
			to.Set("find", l.Find)
		}
		if open := query["open"]; len(open) > 0 {
			to["open"] = open[:min(len(open), pageOpen)]
		}
		l.Langs = append(l.Langs, langLink{htmlLang(lang), name, "?" + to.Encode(), lang == l.Lang})
	}
	l.HTMLLang = htmlLang(l.Lang)
	l.All = "?" + url.Values{"lang": {string(l.Lang)}}.Encode()
}

func htmlLang(lang words.Lang) string {
	if lang == words.Zh {
		return "zh-CN"
	}
	return "en"
}

// lookStatus says whether a sale may start, and if not or not fully, why and what to do.
func (s *Server) lookStatus(l *look) {
	why := s.parts.Ready()
	worst, ill := s.parts.Health.Worst()
	l.Ready, l.StatusLook, l.StatusWord = why.IsZero(), "good", l.T("ready")
	switch {
	case !l.Ready:
		l.StatusLook, l.StatusWord, l.Why = "bad", l.T("not_ready"), why.In(l.Lang)
	case ill && worst.Severity != health.Notice:
		l.StatusLook, l.StatusWord, l.Why = "warn", l.T("ready_but"), worst.Said(l.Lang)
	}
	if ill && l.StatusLook != "good" {
		l.WhyDo = worst.Todo(l.Lang)
	}
}

func (s *Server) lookCounter(l *look) {
	sale := s.parts.Till.Sale()
	l.Lines, l.Armed, l.Shows = s.parts.Lines(sale.View), sale.Armed, s.parts.Shows
	if sale.Active {
		v := s.saleLook(l, sale.Payment)
		l.Sale, l.QR = &v, qrOf(sale.Payment.Show)
	}
}

func (s *Server) lookTotals(l *look) {
	today := s.parts.Totals.Today()
	l.Day = today.Day
	for currency, sum := range today.Currencies {
		in := func(minor int64) string { return payment.Amount{Minor: minor, Currency: currency}.Decimal() }
		l.Sums = append(l.Sums, sumLook{in(sum.SalesMinor), in(sum.RefundMinor), in(sum.Net()), sum.Sales, sum.Refunds, currency})
	}
	slices.SortFunc(l.Sums, func(a, b sumLook) int { return strings.Compare(string(a.Currency), string(b.Currency)) })
}

// lookHealth shows the tree, each problem one step further in than the one that it depends on.
func (s *Server) lookHealth(l *look) {
	depth, title := map[string]int{}, map[string]string{}
	for _, n := range s.parts.Health.Snapshot() {
		if up, ok := depth[n.DependsOn]; ok {
			depth[n.Code] = up + 1
		} else {
			depth[n.Code] = 0
		}
		title[n.Code] = words.Text(l.Lang, n.Title)
		p := problemLook{Title: title[n.Code], Note: n.Note.In(l.Lang), Depth: min(depth[n.Code], 3)}
		s.lookProblem(l, n, title[n.DependsOn], &p)
		l.Problems = append(l.Problems, p)
	}
}

func (s *Server) lookProblem(l *look, n health.Node, parent string, p *problemLook) {
	switch {
	case n.Silenced:
		p.Look, p.State = "none", words.Text(l.Lang, "admin.silenced", parent)
	case n.State == health.OK:
		p.Look, p.State = "good", l.T("health_ok")
	case n.State == health.Unknown:
		p.Look, p.State = "none", l.T("health_unknown")
	default:
		p.Look, p.State = severityLooks[n.Severity], l.T("severity_"+n.Severity.String())
		p.Cause, p.Cure, p.Detail = n.Said(l.Lang), n.Todo(l.Lang), n.Detail
		p.Since = words.Text(l.Lang, "admin.since", s.when(n.Since))
	}
}

var severityLooks = map[health.Severity]string{health.Notice: "busy", health.Warning: "warn", health.Critical: "bad"}

// lookReceipts shows what is not known to be on paper.
func (s *Server) lookReceipts(l *look) error {
	l.Paper = s.parts.Testing != nil
	l.Owed = s.parts.Receipts.Owed()
	l.OwedWord = words.Text(l.Lang, "admin.owed", l.Owed)
	jobs, err := s.parts.Receipts.Jobs(pageSearched)
	if err != nil {
		return err
	}
	for _, j := range jobs {
		if j.State == "printed" || len(l.Jobs) == pageJobs {
			continue
		}
		v := jobLook{ID: j.ID, Payment: j.Payment, Badge: receiptBadge(l.Lang, j), Href: l.to(j.Payment), Why: j.Why.In(l.Lang)}
		if j.State == "unconfirmed" && j.Payment != "" { // a person has to look whether it is on paper
			v.Ask = words.Text(l.Lang, "admin.ask_reprint", string(j.Payment))
		}
		l.Jobs = append(l.Jobs, v)
	}
	return nil
}

func receiptBadge(lang words.Lang, j ReceiptJob) badge {
	b := badge{"warn", words.Text(lang, words.Key("admin.receipt_"+j.State))}
	switch j.State {
	case "printed":
		b.Look = "good"
	case "printing":
		b.Look = "busy"
	}
	return b
}

// to is the page's address with a payment found and open.
func (l *look) to(id payment.ID) string {
	return "?" + url.Values{"lang": {string(l.Lang)}, "find": {string(id)}, "open": {string(id)}}.Encode()
}

// when writes a time as the shop's people read it: with the date where it is not today's.
func (s *Server) when(at time.Time) string {
	at, now := at.In(s.parts.Zone), s.parts.Now().In(s.parts.Zone)
	if at.Format(time.DateOnly) == now.Format(time.DateOnly) {
		return at.Format("15:04:05")
	}
	if at.Year() == now.Year() {
		return at.Format("01-02 15:04")
	}
	return at.Format("2006-01-02 15:04")
}

// uptime writes a duration in its two largest units.
func uptime(d time.Duration) string {
	if d < 24*time.Hour {
		return fmt.Sprintf("%dh%dm", d/time.Hour, d%time.Hour/time.Minute)
	}
	return fmt.Sprintf("%dd%dh", d/(24*time.Hour), d%(24*time.Hour)/time.Hour)
}
