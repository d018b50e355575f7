package admin_test

import (
	"encoding/json"
	"net/http"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"posd/configs/words"
	"posd/daemon/health"
	"posd/drivers/scanner"
	"posd/payment"
	"posd/payment/paymenttest"
)

func (w *world) page(query string) string {
	w.Helper()
	rec := w.do(call{path: "/" + query})
	if rec.Code != http.StatusOK {
		w.Fatalf("the page answers %d: %s", rec.Code, rec.Body)
	}
	return rec.Body.String()
}

// contains fails for each text that the page lacks.
func contains(t *testing.T, page string, wants ...string) {
	t.Helper()
	for _, want := range wants {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
}

// TestThePageWithoutAScript shows everything that there is to read.
func TestThePageWithoutAScript(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, w *world) {
		w.aDay()
		page := w.page("?lang=en")
		contains(t, page, `lang="en"`, "Ready to sell, but look at this", "Printer out of paper", "Put in a new roll", "T-07", "1.2.3",
			"Refunded 4.50", "Not sent", "Cancelled", "A1001", "464.00", "Receipts not known to be on paper: 2", "Balance too low",
			"USER_BALANCE_NOT_ENOUGH")
		contains(t, w.page("?lang=zh"), `lang="zh-CN"`, "可以收款，但需注意", "打印机缺纸", "已退 4.50", "顾客余额不足", "有 2 张小票尚未确认打印")
	})
}

// TestLanguages follows the address, then the browser, then the terminal.
func TestLanguages(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	for _, c := range []struct{ query, accept, want string }{
		{"", "", "zh-CN"},
		{"", "en-GB,en;q=0.9", "en"},
		{"", "fr,de;q=0.8,en;q=0.5,zh;q=0.3", "en"},
		{"", "zh-TW", "zh-CN"},
		{"", "fr", "zh-CN"},
		{"?lang=en", "zh", "en"},
		{"?lang=zh", "en", "zh-CN"},
		{"?lang=xx", "en", "en"},
		{"?lang=both", "", "zh-CN"},
	} {
		rec := w.do(call{path: "/" + c.query, header: header("Accept-Language", c.accept)})
		if got := rec.Header().Get("Content-Language"); got != c.want {
			t.Errorf("%q, %q: %s, want %s", c.query, c.accept, got, c.want)
		}
	}
}

// TestEveryWordOfThePageIsThere looks for keys that reached the page untranslated, in every state of a sale.
func TestEveryWordOfThePageIsThere(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, w *world) {
		w.aDay()
		untranslated := regexp.MustCompile(`\b(admin|health|till|reason|printer|display)\.[a-z_]+|%![a-z]|ZgotmplZ`)
		for _, lang := range []string{"zh", "en"} {
			all, err := w.disk.Recent(100)
			if err != nil {
				t.Fatal(err)
			}
			query := "?lang=" + lang
			for _, p := range all {
				query += "&open=" + string(p.ID)
			}
			if found := untranslated.FindAllString(w.page(query), -1); found != nil {
				t.Errorf("%s: %q", lang, found)
			}
		}
		for _, s := range []payment.State{
			payment.StateNone, payment.StateCreated, payment.StateSending, payment.StatePresented, payment.StateConfirming, payment.StateUnknown, payment.StateCancelling,
			payment.StateQuerying, payment.StateWatched, payment.StateUnresolved, payment.StateRefunding, payment.StatePaid, payment.StateRefused,
			payment.StateNotSent, payment.StateCancelled, payment.StateRefunded,
		} {
			if key := words.Key("admin.state_" + s.String()); !words.Has(key) {
				t.Errorf("%s has no words", key)
			}
		}
	})
}

// TestHostileTextIsText writes markup into everything that a client may name.
func TestHostileTextIsText(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, w *world) {
		const evil = `</summary><script>alert(1)</script><img src=x onerror=alert(1)>"'{{.}}`
		body, err := json.Marshal(map[string]any{
			"subject": evil, "operator": evil[:60], "amount": map[string]string{"value": "100", "currency": "CNY"}, "payment_code": goodCode,
		})
		if err != nil {
			t.Fatal(err)
		}
		s := decode[sale](w, w.do(post(payments+"?wait=5", string(body))), http.StatusCreated)
		why, err := json.Marshal(map[string]string{"reason": evil})
		if err != nil {
			t.Fatal(err)
		}
		w.do(post(payments+"/"+string(s.ID)+"/refunds?wait=5", string(why)))
		w.tracker.Set("scanner", health.Ill(evil))
		page := w.page("?lang=en&open=" + string(s.ID) + "&find=" + `%22%3E%3Cscript%3Ealert(1)%3C/script%3E`)
		page += w.page("?lang=en&open=" + string(s.ID) + `%22%3E%3Cscript%3E`)
		if n := strings.Count(page, "<script"); n != 2 { // each page's own
			t.Errorf("%d scripts are on two pages", n)
		}
		if strings.Contains(page, "<img") || strings.Contains(page, "onerror=alert(1)>") {
			t.Error("markup came through")
		}
		contains(t, page, "&lt;script&gt;alert(1)&lt;/script&gt;")
	})
}

// TestThePageObeysItsPolicy holds the files to what the Content-Security-Policy allows: nothing inline, nothing from elsewhere.
func TestThePageObeysItsPolicy(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"page.html", "app.js", "style.css"} {
		content, err := os.ReadFile("page/" + name)
		if err != nil {
			t.Fatal(err)
		}
		inline := regexp.MustCompile(`(?i)\sstyle=|\son[a-z]+=|<style|javascript:|https?://|innerHTML|@import|url\(`)
		if found := inline.FindAll(content, -1); found != nil {
			t.Errorf("%s holds %q", name, found)
		}
	}
	w := newWorld(t, nil)
	for name, kind := range map[string]string{"app.js": "text/javascript; charset=utf-8", "style.css": "text/css; charset=utf-8", "icon.svg": "image/svg+xml"} {
		rec := w.do(call{path: "/page/" + name})
		if rec.Code != http.StatusOK || rec.Header().Get("Content-Type") != kind {
			t.Errorf("%s: %d %s", name, rec.Code, rec.Header().Get("Content-Type"))
		}
	}
}

func TestThePageFollowsASale(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, w *world) {
		contains(t, w.page("?lang=en"), `id="sell"`, "Start the sale", "Not known")
		w.bank.Confirms = 1
		s := decode[sale](w, w.do(post(payments, `{"subject":"tea","amount":{"value":"1250","currency":"CNY"}}`)), http.StatusCreated)
		page := w.page("?lang=en")
		contains(t, page, "12.50", "Waiting for the code", "Stop this sale", "tea", "Scan the customer")
		if strings.Contains(page, `id="sell"`) {
			t.Error("a second sale is offered")
		}
		w.scans <- scanner.Scan{Text: goodCode}
		synctest.Wait()
		contains(t, w.page("?lang=en"), "Customer confirms")
		time.Sleep(time.Minute)
		page = w.page("?lang=en&open=" + string(s.ID))
		contains(t, page, `id="sell"`, "Paid", "Customer confirms on the phone", `value="12.50"`, "Print again", "28****3456")
	})
}

func TestThePageOfATerminalThatCannotSell(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, w *world) {
		w.bank.Script = func(paymenttest.Call, int) paymenttest.Trouble {
			return paymenttest.Trouble{Answer: &payment.Answer{Outcome: payment.Refused, Signed: true, Denied: true, Reason: payment.Reason{Code: "x_new"}}}
		}
		w.do(post(payments+"?wait=5", saleBody(100, goodCode)))
		synctest.Wait() // the counter is free once the till has heard of the refusal
		w.tracker.Set("gateway", health.Ill("key refused"))
		contains(t, w.page("?lang=en"), "Not ready to sell", "Starting: the Alipay gateway", "key refused", " disabled", "Reason code: x_new")
	})
}

// TestSearch finds by receipt number, by an attempt's number and by the till's order number.
func TestSearch(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, w *world) {
		s := w.paid(100)
		ordered := `{"order":"A1001","amount":{"value":"300","currency":"CNY"},"payment_code":"` + goodCode + `"}`
		o := decode[sale](w, w.do(post(payments+"?wait=5", ordered)), http.StatusCreated)
		for find, want := range map[string]payment.ID{string(s.ID): s.ID, s.Number: s.ID, "A1001": o.ID, "+A1001+": o.ID} {
			page := w.page("?lang=en&find=" + find)
			contains(t, page, `data-payment="`+string(want)+`"`)
			if n := strings.Count(page, "data-payment="); n != 1 {
				t.Errorf("%s finds %d", find, n)
			}
		}
		contains(t, w.page("?lang=en&find=A9"), "No such payment")
	})
}

// TestNoCodeGetsOut sells with known codes, refused and foreign ones too, and looks for their digits in everything that this
// package hands out, logs or keeps.
func TestNoCodeGetsOut(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, w *world) {
		var seen strings.Builder
		notes := 0
		note := func(c call) {
			notes++
			c.key = "canary-" + strconv.Itoa(notes)
			seen.WriteString(w.do(c).Body.String())
		}
		l := w.listen(eventsPath, nil)
		note(post(payments+"?wait=5", saleBody(100, goodCode)))
		note(post(payments, saleBody(100, goodCode)))
		note(post(payments, saleBody(100, weChat)))
		note(post(payments, `{"payment_code":`+goodCode+`}`))
		note(post(payments, `{"payment_code":"`+goodCode+`",`))
		note(post(payments, `{"`+goodCode+`":1}`))
		note(post(payments, saleBody(0, goodCode)))
		w.bank.Refuses = payment.Reason{Code: "code_expired"}
		note(post(payments+"?wait=5", saleBody(100, otherCode)))
		for _, path := range []string{"/", "/health", "/metrics", payments, "/api/v1/till", "/api/v1/journal", "/api/v1/receipts"} {
			note(call{path: path})
		}
		for _, e := range l.heard() {
			seen.WriteString(e.data)
		}
		for _, s := range w.disk.Saves() {
			body, err := payment.Encode(s.Payment)
			if err != nil {
				t.Fatal(err)
			}
			seen.Write(body)
		}
		seen.WriteString(w.log.String())
		for _, code := range []string{goodCode, otherCode, weChat} {
			if middle := code[2 : len(code)-4]; strings.Contains(seen.String(), middle) {
				i := strings.Index(seen.String(), middle)
				t.Errorf("%s is in ...%s...", code, seen.String()[max(0, i-80):i+20])
			}
		}
	})
}

// TestAnOldUnconfirmedReceiptStaysInSight however many were printed since: only a person can settle it.
func TestAnOldUnconfirmedReceiptStaysInSight(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, w *world) {
		old := w.paid(1)
		w.receipts.jobs[0].State = "unconfirmed"
		for fen := range 30 {
			w.paid(fen + 2)
		}
		contains(t, w.page("?lang=en"), "Print not confirmed", `data-send="/api/v1/payments/`+string(old.ID)+`/receipt"`)
	})
}
