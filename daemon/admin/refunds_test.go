package admin_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"posd/payment/paymenttest"
)

type refundAnswer struct {
	Refund  backed
	Payment sale
}

func TestRefunds(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, w *world) {
		s := w.paid(1000)
		path := payments + "/" + string(s.ID) + "/refunds"
		part := `{"amount":{"value":"300","currency":"CNY"},"reason":"cold","operator":"Li"}`
		got := decode[refundAnswer](w, w.do(post(path+"?wait=10", part)), http.StatusCreated)
		if got.Refund.State != "done" || got.Refund.Amount.Value != "300" || got.Payment.Refundable.Value != "700" {
			t.Errorf("got %+v", got)
		}
		w.refused(w.do(post(path, `{"amount":{"value":"701","currency":"CNY"}}`)), http.StatusConflict, "refund")
		w.refused(w.do(post(path, `{"amount":{"value":"1","currency":"USD"}}`)), http.StatusConflict, "refund")
		w.refused(w.do(post(path, `{"reason":"`+strings.Repeat("x", 129)+`"}`)), http.StatusUnprocessableEntity, "text")
		rest := decode[refundAnswer](w, w.do(post(path+"?wait=10", "")), http.StatusCreated)
		if rest.Refund.Amount.Value != "700" || rest.Payment.State != "refunded" {
			t.Errorf("got %+v", rest)
		}
		w.refused(w.do(post(path, "")), http.StatusConflict, "refund")
		if net := w.bank.Net(s.Number); net != 0 {
			t.Errorf("the bank has %d", net)
		}
	})
}

// TestARefundWaitsItsTurn refuses a second refund while the first has no verdict.
func TestARefundWaitsItsTurn(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, w *world) {
		s := w.paid(1000)
		w.bank.Script = func(call paymenttest.Call, n int) paymenttest.Trouble {
			return paymenttest.Trouble{LoseAnswer: call == paymenttest.CallRefund && n == 0}
		}
		path := payments + "/" + string(s.ID) + "/refunds"
		part := `{"amount":{"value":"300","currency":"CNY"}}`
		if got := decode[refundAnswer](w, w.do(post(path+"?wait=1", part)), http.StatusCreated); got.Refund.State != "pending" {
			t.Errorf("got %+v", got)
		}
		w.refused(w.do(post(path, part)), http.StatusConflict, "refund")
		time.Sleep(time.Minute)
		got := decode[sale](w, w.do(call{path: payments + "/" + string(s.ID)}), http.StatusOK)
		if got.Refunds[0].State != "done" || w.bank.Net(s.Number) != 700 {
			t.Errorf("got %+v, the bank has %d", got.Refunds, w.bank.Net(s.Number))
		}
	})
}

func TestReceipts(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, w *world) {
		w.receipts.noPaper = true
		s := w.paid(100)
		type list struct {
			Receipts []struct {
				State string
				Copy  bool
				Why   map[string]string
			}
			Owed int
		}
		got := decode[list](w, w.do(call{path: "/api/v1/receipts"}), http.StatusOK)
		if got.Owed != 1 || got.Receipts[0].State != "owed" || got.Receipts[0].Why["zh"] == "" {
			t.Errorf("got %+v", got)
		}
		w.receipts.noPaper = false
		again := decode[struct{ Receipt struct{ Copy bool } }](w, w.do(post(payments+"/"+string(s.ID)+"/receipt", "{}")), http.StatusAccepted)
		if !again.Receipt.Copy {
			t.Error("the copy is not marked")
		}
		refusedSale := decode[sale](w, w.do(post(payments, saleBody(5, ""))), http.StatusCreated)
		w.refused(w.do(post(payments+"/"+string(refusedSale.ID)+"/receipt", "")), http.StatusConflict, "no_receipt")
	})
}
