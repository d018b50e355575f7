package admin_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"sync"
	"testing"

	"posd/payment"
	"posd/payment/paymenttest"
)

// TestTheSameKeyIsTheSameSale walks through what a till may repeat, also when power went in between.
func TestTheSameKeyIsTheSameSale(t *testing.T) {
	t.Parallel()
	body := saleBody(1250, goodCode)
	spaced := `{ "payment_code":"` + goodCode + `", "amount": {"currency":"CNY","value":"01250"} }`
	for name, c := range map[string]struct {
		again   call
		restart bool
		status  int
		code    string
	}{
		"at once":             {again: call{body: body}, status: 200},
		"written differently": {again: call{body: spaced}, status: 200},
		"other hidden digits": {again: call{body: saleBody(1250, goodCode[:2]+"0000000000"+goodCode[14:])}, status: 200},
		"after a restart":     {again: call{body: body}, restart: true, status: 200},
		"other amount":        {again: call{body: saleBody(1251, goodCode)}, status: 422, code: "key_reused"},
		"other code":          {again: call{body: saleBody(1250, otherCode)}, status: 422, code: "key_reused"},
		"without the code":    {again: call{body: saleBody(1250, "")}, status: 422, code: "key_reused"},
		"other, restarted":    {again: call{body: saleBody(1251, goodCode)}, restart: true, status: 422, code: "key_reused"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bubble(t, func(t *testing.T, w *world) {
				first := decode[sale](w, w.do(call{method: http.MethodPost, path: payments + "?wait=5", body: body, key: "till-7/1"}), http.StatusCreated)
				if c.restart {
					w.down()
					w.start()
				}
				c.again.method, c.again.path, c.again.key = http.MethodPost, payments, "till-7/1"
				rec := w.do(c.again)
				if c.code != "" {
					w.refused(rec, c.status, c.code)
				} else if again := decode[sale](w, rec, c.status); again.ID != first.ID || again.State != "paid" {
					t.Errorf("got %+v, want %+v", again, first)
				}
				if got := w.bank.Net(first.Number); got != 1250 || pays(w) != 1 {
					t.Errorf("the bank has %d from %d pays", got, pays(w))
				}
			})
		})
	}
}

func pays(w *world) int {
	made := slices.DeleteFunc(w.bank.Calls(), func(m paymenttest.Made) bool { return m.Call != paymenttest.CallPay })
	return len(made)
}

// TestTheSameKeyAtOnce sends one request many times together: one begins the sale, the others get it.
func TestTheSameKeyAtOnce(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, w *world) {
		var mu sync.Mutex
		ids, statuses := map[payment.ID]int{}, map[int]int{}
		var all sync.WaitGroup
		for range 20 {
			all.Go(func() {
				rec := w.do(call{method: http.MethodPost, path: payments + "?wait=5", body: saleBody(100, goodCode), key: "k"})
				var s sale
				_ = json.Unmarshal(rec.Body.Bytes(), &s)
				mu.Lock()
				defer mu.Unlock()
				ids[s.ID]++
				statuses[rec.Code]++
			})
		}
		all.Wait()
		if len(ids) != 1 || statuses[201] != 1 || statuses[200] != 19 || pays(w) != 1 {
			t.Errorf("ids %v, statuses %v, %d pays", ids, statuses, pays(w))
		}
	})
}

func TestTheSameKeyIsTheSameRefund(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, w *world) {
		s := w.paid(1000)
		ask := call{method: http.MethodPost, path: payments + "/" + string(s.ID) + "/refunds?wait=5", key: "r1", body: `{"reason":"cold"}`}
		first := decode[refundAnswer](w, w.do(ask), http.StatusCreated)
		w.down()
		w.start()
		again := decode[refundAnswer](w, w.do(ask), http.StatusOK)
		if again.Refund.Number != first.Refund.Number || len(again.Payment.Refunds) != 1 {
			t.Errorf("got %+v, want %+v", again, first)
		}
		ask.body = `{"reason":"warm"}`
		w.refused(w.do(ask), http.StatusUnprocessableEntity, "key_reused")
	})
}

// TestTheSameKeyFindsAPendingRefund of all that was paid, when nothing is left to refund.
func TestTheSameKeyFindsAPendingRefund(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, w *world) {
		s := w.paid(1000)
		w.bank.Script = func(call paymenttest.Call, _ int) paymenttest.Trouble {
			return paymenttest.Trouble{LoseAnswer: call == paymenttest.CallRefund}
		}
		ask := call{method: http.MethodPost, path: payments + "/" + string(s.ID) + "/refunds", key: "r1"}
		first := decode[refundAnswer](w, w.do(ask), http.StatusCreated)
		again := decode[refundAnswer](w, w.do(ask), http.StatusOK)
		if again.Refund.Number != first.Refund.Number || again.Refund.State != "pending" {
			t.Errorf("got %+v, want %+v", again, first)
		}
		ask.key = "r2"
		w.refused(w.do(ask), http.StatusConflict, "refund")
	})
}
