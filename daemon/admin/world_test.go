package admin_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"posd/configs/words"
	"posd/daemon/admin"
	"posd/daemon/book"
	"posd/daemon/health"
	"posd/daemon/till"
	"posd/display"
	"posd/drivers/scanner"
	"posd/payment"
	"posd/payment/alipay"
	"posd/payment/paymenttest"
)

const (
	goodCode  = "281234567890123456"
	otherCode = "287777777777777777"
	weChat    = "134567890123456789"
)

// world is a terminal with the real till and Cashier, a bank for a gateway and memory for a disk.
type world struct {
	*testing.T

	bank     *paymenttest.Bank
	disk     *disk
	receipts *queue
	tracker  *health.Tracker
	scans    chan scanner.Scan
	log      *bytes.Buffer
	server   *admin.Server
	tune     func(*admin.Parts)
	stop     context.CancelFunc
}

// bubble runs a test on a fresh world in virtual time.
func bubble(t *testing.T, test func(w *world)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) { test(newWorld(t, nil)) })
}

func newWorld(t *testing.T, tune func(*admin.Parts)) *world {
	t.Helper()
	tracker, err := health.NewTracker([]health.Problem{
		problem("clock", "", health.Critical), problem("gateway", "clock", health.Critical),
		problem("printer", "", health.Warning), problem("paper", "printer", health.Warning), problem("scanner", "", health.Warning),
	}, time.Now, nil)
	if err != nil {
		t.Fatal(err)
	}
	w := &world{
		T: t, bank: paymenttest.NewBank(), disk: &disk{Memory: paymenttest.NewMemory()}, receipts: &queue{}, tracker: tracker,
		scans: make(chan scanner.Scan), log: &bytes.Buffer{}, tune: tune,
	}
	w.start()
	t.Cleanup(w.down)
	return w
}

func problem(code, parent string, s health.Severity) health.Problem {
	key := words.Key("health." + code)
	return health.Problem{Code: code, Title: key, Fault: key + "_fault", Hint: key + "_do", Severity: s, DependsOn: parent}
}

// start is what happens at power on: everything but the disk is new.
func (w *world) start() {
	w.Helper()
	var server *admin.Server
	w.disk.saved = func(seq uint64) { server.Changed(seq) }
	cashier, err := payment.NewCashier(payment.Parts{
		Gateway: w.bank, Store: w.disk, Rules: payment.DefaultPolicy(), Random: rand.Reader,
		Listener: payment.Listener{Payment: func(n payment.Notice, p payment.Payment) {
			w.receipts.hear(n, p)
			w.disk.notice(n, p)
		}},
	})
	if err != nil {
		w.Fatal(err)
	}
	ready := func() words.Message {
		if !cashier.Gate().Open {
			return words.Say("till.starting")
		}
		return words.Message{}
	}
	counter := till.New(till.Parts{
		Cashier: cashier, Scanner: w, Display: shower(func() { server.TillChanged() }), Ready: ready, Recognise: recognise,
		Hold: 6 * time.Second,
	})
	w.disk.notice = counter.Notice
	parts := admin.Parts{
		Till: counter, Payments: w.disk, Totals: w.disk, Health: w.tracker, Journal: w.disk, Receipts: w.receipts,
		Gate: cashier.Gate, Ready: ready, Limits: admin.Limits{Currency: "CNY", Min: 1, Max: 5_000_00},
		Build:   admin.Build{Version: "1.2.3", Terminal: "T-07", Shop: "九龍茶室", Board: "Raspberry Pi 4"},
		Started: time.Now(), Zone: time.FixedZone("CST", 8*3600), Lang: words.Zh, Hosts: []string{"till.shop.example"},
		Log: slog.New(slog.NewTextHandler(&locked{w: w.log}, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}
	if w.tune != nil {
		w.tune(&parts)
	}
	if server, err = admin.New(parts); err != nil {
		w.Fatal(err)
	}
	w.server = server
	ctx, stop := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { _ = cashier.Run(ctx) })
	running.Go(func() { _ = counter.Run(ctx) })
	w.stop = func() { stop(); running.Wait() }
	for !cashier.Gate().Open {
		if err := cashier.Touch(ctx); err != nil {
			w.Fatal(err)
		}
	}
}

func (w *world) down() { w.stop() }

// Arm implements till.Scanner.
func (w *world) Arm() <-chan scanner.Scan { return w.scans }

// Disarm implements till.Scanner.
func (w *world) Disarm() {}

// recognise is the composition root's: what a till does with foreign codes is part of the API.
func recognise(text string) (payment.Code, error) {
	code, err := alipay.ParseCode(text, alipay.CodeRules{})
	if err != nil {
		return code, &till.NotACodeError{What: words.Say(words.Key("reason." + alipay.CodeReason(err).Code))}
	}
	return code, nil
}

type shower func()

// Show implements till.Display.
func (s shower) Show(display.View) { s() }

// locked lets several goroutines log into one buffer.
type locked struct {
	mu sync.Mutex
	w  io.Writer
}

func (l *locked) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(b)
}

// disk is a journal in memory, with what a book answers about it.
type disk struct {
	*paymenttest.Memory

	saved  func(seq uint64)
	notice func(payment.Notice, payment.Payment)
}

func (d *disk) Save(p payment.Payment, n payment.Notice) error {
	if err := d.Memory.Save(p, n); err != nil {
		return err
	}
	d.saved(d.Head())
	return nil
}

func (d *disk) Recent(limit int) ([]payment.Payment, error) {
	var found []payment.Payment
	for _, s := range slices.Backward(d.Saves()) {
		if !slices.ContainsFunc(found, func(p payment.Payment) bool { return p.ID == s.Payment.ID }) && len(found) < limit {
			found = append(found, s.Payment)
		}
	}
	return found, nil
}

func (d *disk) ByKey(key string) (payment.Payment, error) {
	for _, s := range d.Saves() {
		if s.Payment.Order.Key == key {
			return d.Get(s.Payment.ID)
		}
	}
	return payment.Payment{}, payment.ErrUnknownPayment
}

func (d *disk) Timeline(id payment.ID) ([]book.Step, error) {
	var steps []book.Step
	for i, s := range d.Saves() {
		if p := s.Payment; p.ID == id {
			step := book.Step{Seq: uint64(i) + 1, At: p.Changed, Notice: string(s.Notice), State: p.State, Number: p.Number(), Reason: p.Reason}
			steps = append(steps, step)
		}
	}
	return steps, nil
}

func (d *disk) Today() book.Totals {
	t, _ := d.DayTotals(time.Now().Format(time.DateOnly))
	return t
}

func (d *disk) DayTotals(day string) (book.Totals, error) {
	t := book.Totals{Day: day, Currencies: map[payment.Currency]book.Sum{}}
	all, err := d.Recent(1000)
	for _, p := range all {
		sum := t.Currencies[p.Order.Amount.Currency]
		if p.State == payment.StatePaid || p.State == payment.StateRefunded && !p.Late {
			sum.Sales++
			sum.SalesMinor += p.Order.Amount.Minor
		}
		for _, f := range p.Refunds {
			if f.State == payment.RefundDone {
				sum.Refunds++
				sum.RefundMinor += f.Amount.Minor
			}
		}
		t.Currencies[p.Order.Amount.Currency] = sum
	}
	return t, err
}

func (d *disk) Head() uint64 { return uint64(len(d.Saves())) }

func (d *disk) After(seq uint64, limit int) ([]admin.Event, error) {
	var events []admin.Event
	for i, s := range d.Saves() {
		if uint64(i) < seq || len(events) == limit {
			continue
		}
		body, err := payment.Encode(s.Payment)
		if err != nil {
			return nil, err
		}
		events = append(events, admin.Event{
			Seq: uint64(i) + 1, At: s.Payment.Changed, Stream: admin.StreamPayment, Kind: string(s.Notice), Key: string(s.Payment.ID),
			Version: payment.RecordVersion, Body: body, Hash: strings.Repeat("ab", 32),
		})
	}
	return events, nil
}

func (d *disk) Snapshot(w io.Writer) error {
	_, err := io.WriteString(w, "a whole journal")
	return err
}

// queue prints what is paid at once, unless it is out of paper.
type queue struct {
	mu      sync.Mutex
	jobs    []admin.ReceiptJob
	noPaper bool
}

func (q *queue) hear(n payment.Notice, p payment.Payment) {
	if n != payment.NoticePaid && n != payment.NoticePaidLate {
		return
	}
	q.add(p.ID, false)
}

func (q *queue) add(id payment.ID, isCopy bool) admin.ReceiptJob {
	q.mu.Lock()
	defer q.mu.Unlock()
	j := admin.ReceiptJob{ID: fmt.Sprintf("job-%d", len(q.jobs)+1), Payment: id, State: "printed", Copy: isCopy, At: time.Now()}
	if q.noPaper {
		j.State, j.Why = "owed", words.Say("printer.paper_out")
	}
	q.jobs = append(q.jobs, j)
	return j
}

func (q *queue) Jobs(limit int) ([]admin.ReceiptJob, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	newest := slices.Clone(q.jobs)
	slices.Reverse(newest)
	return newest[:min(limit, len(newest))], nil
}

func (q *queue) Of(id payment.ID) (admin.ReceiptJob, bool) {
	jobs, _ := q.Jobs(1000)
	i := slices.IndexFunc(jobs, func(j admin.ReceiptJob) bool { return j.Payment == id })
	if i < 0 {
		return admin.ReceiptJob{}, false
	}
	return jobs[i], true
}

func (q *queue) Reprint(_ context.Context, id payment.ID, _ string) (admin.ReceiptJob, error) {
	if _, ok := q.Of(id); !ok {
		return admin.ReceiptJob{}, admin.ErrNoReceipt
	}
	return q.add(id, true), nil
}

func (q *queue) Owed() int {
	jobs, _ := q.Jobs(1000)
	return len(slices.DeleteFunc(jobs, func(j admin.ReceiptJob) bool { return j.State == "printed" }))
}

// call is one request as a till makes it.
type call struct {
	method, path, body, key string
	header                  http.Header
	socket                  bool
}

// do sends a request and checks that its answer is what the OpenAPI document says.
func (w *world) do(c call) *httptest.ResponseRecorder {
	w.Helper()
	r := c.request(w)
	rec := httptest.NewRecorder()
	w.handler(c.socket).ServeHTTP(rec, r)
	documented(w.T, r, rec)
	return rec
}

// serve passes a request over TCP.
func (w *world) serve(r *http.Request) *httptest.ResponseRecorder {
	rec := httptest.NewRecorder()
	w.server.Handler().ServeHTTP(rec, r)
	return rec
}

func (w *world) handler(socket bool) http.Handler {
	if socket {
		return w.server.SocketHandler()
	}
	return w.server.Handler()
}

func (c call) request(w *world) *http.Request {
	if c.method == "" {
		c.method = http.MethodGet
	}
	r := httptest.NewRequestWithContext(w.Context(), c.method, c.path, strings.NewReader(c.body))
	r.Host = "127.0.0.1:8080"
	if c.method == http.MethodPost {
		r.Header.Set("Content-Type", "application/json")
	}
	if c.key != "" {
		r.Header.Set("Idempotency-Key", c.key)
	}
	for name, values := range c.header {
		if name == "Host" {
			r.Host = values[0]
		}
		r.Header[name] = values
	}
	return r
}

// sale is the part of the API's payment that the tests look at.
type sale struct {
	ID         payment.ID              `json:"id"`
	State      string                  `json:"state"`
	Final      bool                    `json:"final"`
	Settled    bool                    `json:"settled"`
	Subject    string                  `json:"subject"`
	Source     string                  `json:"source"`
	Number     string                  `json:"number"`
	Code       string                  `json:"code"`
	Refundable amount                  `json:"refundable"`
	Refunds    []backed                `json:"refunds"`
	Receipt    *struct{ State string } `json:"receipt"`
}

type amount struct{ Value, Currency string }

type backed struct {
	Number string
	State  string
	Amount amount
}

type refusal struct {
	Error struct {
		Code    string
		Message map[string]string
		Hint    map[string]string
		Detail  string
		Payment payment.ID `json:"payment_id"`
	}
}

// decode reads an answer that must have this status.
func decode[T any](w *world, rec *httptest.ResponseRecorder, status int) T {
	w.Helper()
	var v T
	if rec.Code != status {
		w.Fatalf("status %d, want %d: %s", rec.Code, status, rec.Body)
	}
	if err := json.Unmarshal(rec.Body.Bytes(), &v); err != nil {
		w.Fatalf("%v in %s", err, rec.Body)
	}
	return v
}

// refused reads a refusal and checks its code and that it speaks both languages.
func (w *world) refused(rec *httptest.ResponseRecorder, status int, code string) refusal {
	w.Helper()
	r := decode[refusal](w, rec, status)
	if r.Error.Code != code {
		w.Fatalf("code %q, want %q: %s", r.Error.Code, code, rec.Body)
	}
	for _, text := range []map[string]string{r.Error.Message, r.Error.Hint} {
		if text["zh"] == "" || text["en"] == "" || strings.HasPrefix(text["en"], "admin.") {
			w.Errorf("%s lacks words: %v", code, text)
		}
	}
	return r
}

func saleBody(fen int, code string) string {
	return fmt.Sprintf(`{"amount":{"value":"%d","currency":"CNY"},"payment_code":%q}`, fen, code)
}

// paid makes a sale that the bank pays at once.
func (w *world) paid(fen int) sale {
	w.Helper()
	code := fmt.Sprintf("28%016d", fen)
	rec := w.do(call{method: http.MethodPost, path: "/api/v1/payments?wait=30", body: saleBody(fen, code)})
	s := decode[sale](w, rec, http.StatusCreated)
	if s.State != "paid" {
		w.Fatalf("not paid: %s", rec.Body)
	}
	return s
}

// discard is a client that is gone.
type discard struct{}

func (discard) Header() http.Header         { return http.Header{} }
func (discard) Write(b []byte) (int, error) { return 0, io.ErrClosedPipe }
func (discard) WriteHeader(int)             {}

func contextOf(r *http.Request) (context.Context, context.CancelFunc) {
	return context.WithCancel(r.Context())
}
