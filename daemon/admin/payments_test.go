package admin_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"posd/daemon/admin"
	"posd/daemon/till"
	"posd/drivers/scanner"
	"posd/payment"
	"posd/payment/paymenttest"
)

const payments = "/api/v1/payments"

func post(path, body string) call { return call{method: http.MethodPost, path: path, body: body} }

func TestASaleWithACode(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, w *world) {
		rec := w.do(post(payments+"?wait=5", saleBody(1250, goodCode)))
		s := decode[sale](w, rec, http.StatusCreated)
		if s.State != "paid" || !s.Final || !s.Settled || s.Code != "28****3456" || s.Subject != "九龍茶室" || s.Source != "api" {
			t.Errorf("got %+v", s)
		}
		if got := rec.Header().Get("Location"); got != payments+"/"+string(s.ID) {
			t.Errorf("Location is %q", got)
		}
		if net := w.bank.Net(s.Number); net != 1250 {
			t.Errorf("the bank has %d", net)
		}
		again := decode[sale](w, w.do(call{path: payments + "/" + string(s.ID)}), http.StatusOK)
		if again.Receipt == nil || again.Receipt.State != "printed" {
			t.Errorf("receipt is %+v", again.Receipt)
		}
	})
}

// TestASaleWithoutACode arms the scanner and holds the request until the customer has paid.
func TestASaleWithoutACode(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, w *world) {
		s := decode[sale](w, w.do(post(payments, saleBody(1250, ""))), http.StatusCreated)
		counter := decode[struct {
			Active, Armed, Ready bool
			View                 struct {
				Kind  string
				Lines []string
			}
		}](w, w.do(call{path: "/api/v1/till"}), http.StatusOK)
		if s.State != "created" || !counter.Active || !counter.Armed || !counter.Ready || counter.View.Kind != "ask_code" || len(counter.View.Lines) != 2 {
			t.Errorf("sale %+v, counter %+v", s, counter)
		}
		go func() {
			time.Sleep(20 * time.Second)
			w.scans <- scanner.Scan{Text: goodCode}
		}()
		began := time.Now()
		done := decode[sale](w, w.do(call{path: payments + "/" + string(s.ID) + "?wait=60"}), http.StatusOK)
		if took := time.Since(began); done.State != "paid" || took != 20*time.Second {
			t.Errorf("%s after %s", done.State, took)
		}
	})
}

// TestAWaitEnds answers the present state when the time is over.
func TestAWaitEnds(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, w *world) {
		began := time.Now()
		s := decode[sale](w, w.do(post(payments+"?wait=7", saleBody(1250, ""))), http.StatusCreated)
		if took := time.Since(began); s.State != "created" || took != 7*time.Second {
			t.Errorf("%s after %s", s.State, took)
		}
	})
}

// TestBadSalesWriteNothing refuses before anything is written.
func TestBadSalesWriteNothing(t *testing.T) {
	t.Parallel()
	amountOf := func(value, currency string) string {
		return fmt.Sprintf(`{"amount":{"value":%q,"currency":%q}}`, value, currency)
	}
	for name, c := range map[string]struct {
		call   call
		status int
		code   string
	}{
		"zero":             {post(payments, amountOf("0", "CNY")), 422, "amount"},
		"negative":         {post(payments, amountOf("-5", "CNY")), 400, "amount"},
		"a fraction":       {post(payments, amountOf("12.5", "CNY")), 400, "amount"},
		"no amount":        {post(payments, `{}`), 400, "amount"},
		"no body":          {post(payments, ``), 400, "amount"},
		"too many digits":  {post(payments, amountOf("100000000000", "CNY")), 400, "amount"},
		"above the limit":  {post(payments, amountOf("500001", "CNY")), 422, "amount"},
		"other currency":   {post(payments, amountOf("100", "USD")), 422, "currency"},
		"a number":         {post(payments, `{"amount":{"value":100,"currency":"CNY"}}`), 400, "json"},
		"unknown member":   {post(payments, `{"amuont":{"value":"100","currency":"CNY"}}`), 400, "json"},
		"two objects":      {post(payments, saleBody(1, "")+saleBody(1, "")), 400, "json"},
		"cut short":        {post(payments, `{"amount":`), 400, "json"},
		"no JSON":          {post(payments, `amount=1`), 400, "json"},
		"order's letters":  {post(payments, `{"order":"A 1","amount":{"value":"100","currency":"CNY"}}`), 422, "order"},
		"subject's length": {post(payments, `{"subject":"`+strings.Repeat("x", 257)+`","amount":{"value":"100","currency":"CNY"}}`), 422, "order"},
		"another's code":   {post(payments, saleBody(100, weChat)), 422, "payment_code"},
		"an endless code":  {post(payments, saleBody(100, strings.Repeat("2", 600))), 422, "payment_code"},
		"wait too long":    {post(payments+"?wait=91", saleBody(100, "")), 400, "query"},
		"wait is no count": {post(payments+"?wait=soon", saleBody(100, "")), 400, "query"},
		"key's letters":    {call{method: http.MethodPost, path: payments, body: saleBody(100, ""), key: "a b"}, 400, "key"},
		"key's length":     {call{method: http.MethodPost, path: payments, body: saleBody(100, ""), key: strings.Repeat("k", 129)}, 400, "key"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bubble(t, func(t *testing.T, w *world) {
				w.refused(w.do(c.call), c.status, c.code)
				if head := w.disk.Head(); head != 0 {
					t.Errorf("%d records were written", head)
				}
			})
		})
	}
}

func TestABusyTillNamesItsSale(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, w *world) {
		first := decode[sale](w, w.do(post(payments, saleBody(100, ""))), http.StatusCreated)
		r := w.refused(w.do(post(payments, saleBody(200, ""))), http.StatusConflict, "till_busy")
		if r.Error.Payment != first.ID {
			t.Errorf("names %s, want %s", r.Error.Payment, first.ID)
		}
	})
}

func TestAClosedGateSellsNothing(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, w *world) {
		w.bank.Script = func(paymenttest.Call, int) paymenttest.Trouble {
			return paymenttest.Trouble{Answer: &payment.Answer{Outcome: payment.Refused, Signed: true, Denied: true, Reason: payment.Reason{Code: "bad_signature"}}}
		}
		w.do(post(payments+"?wait=1", saleBody(100, goodCode)))
		r := w.refused(w.do(post(payments, saleBody(200, otherCode))), http.StatusServiceUnavailable, "not_ready")
		if !strings.HasPrefix(r.Error.Message["en"], "Starting") {
			t.Errorf("does not say why: %v", r.Error.Message)
		}
	})
}

// TestCancel stops a sale; asking twice is asking once, and what is over refuses.
func TestCancel(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, w *world) {
		s := decode[sale](w, w.do(post(payments, saleBody(100, ""))), http.StatusCreated)
		path := payments + "/" + string(s.ID)
		decode[sale](w, w.do(post(path+"/cancel", "")), http.StatusAccepted)
		synctest.Wait()
		if got := decode[sale](w, w.do(call{path: path}), http.StatusOK); got.State != "cancelled" {
			t.Errorf("state is %s", got.State)
		}
		w.refused(w.do(post(path+"/cancel", "{}")), http.StatusConflict, "final")
		paid := w.paid(300)
		r := w.refused(w.do(post(payments+"/"+string(paid.ID)+"/cancel", "")), http.StatusConflict, "final")
		if !strings.Contains(r.Error.Hint["en"], "refund") {
			t.Errorf("does not point to refunds: %v", r.Error.Hint)
		}
	})
}

func TestUnknownPayments(t *testing.T) {
	t.Parallel()
	bubble(t, func(_ *testing.T, w *world) {
		for _, id := range []string{"90000000000000000001", "1", "9000000000000000000x", "..%2f..%2fetc", "8" + strings.Repeat("0", 19)} {
			path := payments + "/" + id
			for _, c := range []call{
				{path: path}, {path: path + "/timeline"}, post(path+"/cancel", ""), post(path+"/refunds", ""), post(path+"/receipt", ""),
			} {
				w.refused(w.do(c), http.StatusNotFound, "unknown_payment")
			}
		}
	})
}

func TestListsAndTimeline(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, w *world) {
		first := w.paid(100)
		w.paid(200)
		ordered := `{"order":"A1001","amount":{"value":"300","currency":"CNY"},"payment_code":"` + goodCode + `"}`
		third := decode[sale](w, w.do(post(payments+"?wait=5", ordered)), http.StatusCreated)
		type list struct{ Payments []sale }
		for query, want := range map[string]int{"": 3, "?limit=2": 2, "?order=A1001": 1, "?order=A1002": 0} {
			if got := decode[list](w, w.do(call{path: payments + query}), http.StatusOK); len(got.Payments) != want {
				t.Errorf("%q lists %d, want %d", query, len(got.Payments), want)
			}
		}
		w.refused(w.do(post(payments, ordered)), http.StatusConflict, "state")
		newest := decode[list](w, w.do(call{path: payments + "?limit=1"}), http.StatusOK)
		if newest.Payments[0].ID != third.ID {
			t.Errorf("the newest is %s, want %s", newest.Payments[0].ID, third.ID)
		}
		line := decode[struct {
			Timeline []struct{ Kind, State, Number string }
		}](w,
			w.do(call{path: payments + "/" + string(first.ID) + "/timeline"}), http.StatusOK)
		if n := len(line.Timeline); n < 2 || line.Timeline[n-1].Kind != "paid" || line.Timeline[n-1].Number != first.Number {
			t.Errorf("timeline is %+v", line)
		}
		sums := decode[struct {
			Day        string
			Currencies []struct {
				Sales int
				Net   amount
			}
		}](w, w.do(call{path: "/api/v1/totals"}), http.StatusOK)
		if len(sums.Currencies) != 1 || sums.Currencies[0].Sales != 3 || sums.Currencies[0].Net.Value != "600" {
			t.Errorf("totals are %+v", sums)
		}
		w.refused(w.do(call{path: "/api/v1/totals?day=yesterday"}), http.StatusBadRequest, "query")
		decode[any](w, w.do(call{path: "/api/v1/totals?day=1999-12-31"}), http.StatusOK)
	})
}

// TestTheSaleOutlivesItsRequest prepares the connection to the gateway while the customer looks for the phone, although the
// request that began the sale has long been answered.
func TestTheSaleOutlivesItsRequest(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, w *world) {
		r := post(payments, saleBody(100, "")).request(w)
		ctx, end := contextOf(r)
		w.serve(r.WithContext(ctx))
		end()
		synctest.Wait()
		if warm := w.warm.Load(); warm == nil || (*warm).Err() != nil {
			t.Error("the preparation ended with the request")
		}
	})
}

// TestAClientThatLeavesEndsNothing cancels a request in the middle: the sale goes on.
func TestAClientThatLeavesEndsNothing(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, w *world) {
		w.bank.Confirms = 2
		c := post(payments+"?wait=60", saleBody(100, goodCode))
		r := c.request(w)
		ctx, leave := contextOf(r)
		done := make(chan struct{})
		go func() {
			defer close(done)
			w.server.Handler().ServeHTTP(discard{}, r.WithContext(ctx))
		}()
		synctest.Wait()
		leave()
		<-done
		time.Sleep(time.Minute)
		all, err := w.disk.Recent(1)
		if err != nil || len(all) != 1 || all[0].State != payment.StatePaid {
			t.Errorf("got %v, %v", all, err)
		}
	})
}

// TestBuyersAreMasked although their gateway has masked nothing.
func TestBuyersAreMasked(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, w *world) {
		s := w.paid(100)
		p, err := w.disk.Get(s.ID)
		if err != nil {
			t.Fatal(err)
		}
		p.Trade.Buyer = "2088102177846880"
		if err := w.disk.Save(p, ""); err != nil {
			t.Fatal(err)
		}
		for _, path := range []string{payments + "/" + string(s.ID), "/?lang=en"} {
			body := w.do(call{path: path}).Body.String()
			if strings.Contains(body, "210217784") || !strings.Contains(body, "20****6880") {
				t.Errorf("%s: %s", path, body)
			}
		}
	})
}

// lateTill has not heard yet that its sale is settled.
type lateTill struct {
	admin.Till

	before payment.ID
	late   int
}

func (l *lateTill) Start(ctx context.Context, r till.Request) (payment.Payment, error) {
	if l.late--; l.late >= 0 {
		return payment.Payment{}, &till.BusyError{ID: l.before}
	}
	return l.Till.Start(ctx, r)
}

// TestTheNextSaleAtOnce begins right after the one before was settled, also if the till hears of it a moment later. A till that
// stays busy is busy.
func TestTheNextSaleAtOnce(t *testing.T) {
	t.Parallel()
	for late, status := range map[int]int{0: http.StatusCreated, 3: http.StatusCreated, 1000: http.StatusConflict} {
		synctest.Test(t, func(t *testing.T) {
			counter := &lateTill{}
			w := newWorld(t, func(p *admin.Parts) { counter.Till, p.Till = p.Till, counter })
			counter.before, counter.late = w.paid(100).ID, late
			rec := w.do(post(payments, saleBody(200, otherCode)))
			if rec.Code != status {
				t.Errorf("late by %d: %d %s", late, rec.Code, rec.Body)
			}
		})
	}
}
