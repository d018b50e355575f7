package admin_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"posd/payment"
)

// TestASaleThatTheCustomerScans: the API has the code's text once it is there, the page draws it, and both have done with it once it is
// paid.
func TestASaleThatTheCustomerScans(t *testing.T) {
	t.Parallel()
	showing(t, func(t *testing.T, w *world) {
		body := `{"amount":{"value":"1250","currency":"CNY"},"present":true}`
		s := decode[sale](w, w.do(call{method: http.MethodPost, path: "/api/v1/payments", body: body, key: "k1"}), http.StatusCreated)
		time.Sleep(time.Second)
		s = decode[sale](w, w.do(call{path: "/api/v1/payments/" + string(s.ID)}), http.StatusOK)
		if s.State != "presented" || !s.Presented || s.Show == "" || s.Settled {
			t.Fatalf("%+v", s)
		}
		contains(t, w.page("?lang=en"), `<figure class="qr">`, "The customer scans this with Alipay", "Customer scans the code")
		again := decode[sale](w, w.do(call{method: http.MethodPost, path: "/api/v1/payments", body: body, key: "k1"}), http.StatusOK)
		if again.ID != s.ID {
			t.Errorf("the same key began %s", again.ID)
		}
		other := `{"amount":{"value":"1250","currency":"CNY"}}`
		w.refused(w.do(call{method: http.MethodPost, path: "/api/v1/payments", body: other, key: "k1"}), http.StatusUnprocessableEntity, "key_reused")
		w.bank.Confirm(s.Number)
		time.Sleep(5 * time.Second)
		s = decode[sale](w, w.do(call{path: "/api/v1/payments/" + string(s.ID)}), http.StatusOK)
		if s.State != "paid" || s.Show != "" {
			t.Errorf("%+v", s)
		}
		if strings.Contains(w.page("?lang=en"), `class="qr"`) {
			t.Error("the code is still on the page")
		}
	})
}

// TestAWaitingSaleTurnsToACode by the page's button.
func TestAWaitingSaleTurnsToACode(t *testing.T) {
	t.Parallel()
	showing(t, func(t *testing.T, w *world) {
		s := decode[sale](w, w.do(call{method: http.MethodPost, path: "/api/v1/payments", body: saleBody(1250, "")}), http.StatusCreated)
		contains(t, w.page("?lang=zh"), `data-send="/api/v1/payments/`+string(s.ID)+`/present"`, "让顾客扫码")
		path := "/api/v1/payments/" + string(s.ID) + "/present"
		if got := decode[sale](w, w.do(call{method: http.MethodPost, path: path}), http.StatusAccepted); got.State != "sending" || !got.Presented {
			t.Errorf("%+v", got)
		}
		time.Sleep(time.Second)
		w.refused(w.do(call{method: http.MethodPost, path: path}), http.StatusConflict, "state")
		if p, err := w.disk.Get(s.ID); err != nil || p.State != payment.StatePresented {
			t.Errorf("%+v, %v", p, err)
		}
	})
}

// TestATerminalWithoutCodesToShow says so, and its page offers none.
func TestATerminalWithoutCodesToShow(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, w *world) {
		body := `{"amount":{"value":"1250","currency":"CNY"},"present":true}`
		w.refused(w.do(call{method: http.MethodPost, path: "/api/v1/payments", body: body}), http.StatusConflict, "shows_none")
		both := `{"amount":{"value":"1250","currency":"CNY"},"present":true,"payment_code":"281234567890123456"}`
		w.refused(w.do(call{method: http.MethodPost, path: "/api/v1/payments", body: both}), http.StatusUnprocessableEntity, "present_code")
		s := decode[sale](w, w.do(call{method: http.MethodPost, path: "/api/v1/payments", body: saleBody(1250, "")}), http.StatusCreated)
		w.refused(w.do(call{method: http.MethodPost, path: "/api/v1/payments/" + string(s.ID) + "/present"}), http.StatusConflict, "shows_none")
		if page := w.page("?lang=zh"); strings.Contains(page, "present") {
			t.Error("the page offers a code")
		}
	})
}
