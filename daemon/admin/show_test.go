package admin_test

import (
	"flag"
	"net"
	"net/http"
	"testing"

	"posd/configs/words"
	"posd/daemon/health"
	"posd/payment"
	"posd/payment/paymenttest"
)

var show = flag.String("show", "", "serve the page with a day's life on this address until interrupted: -run TestShow -show 127.0.0.1:8099")

// TestShow is for looking at the page while working on it.
func TestShow(t *testing.T) {
	t.Parallel()
	if *show == "" {
		t.Skip("only with -show")
	}
	w := newWorld(t, nil)
	w.aDay()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", *show)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.server.Serve(t.Context(), l); err != nil {
		t.Fatal(err)
	}
}

// aDay is a bit of everything that the page has to show.
func (w *world) aDay() {
	for _, code := range []string{"clock", "gateway", "scanner"} {
		w.tracker.Set(code, health.Well())
	}
	first := w.paid(1250)
	w.do(post(payments+"/"+string(first.ID)+"/refunds?wait=5", `{"amount":{"value":"450","currency":"CNY"},"reason":"少一份","operator":"小李"}`))
	w.paid(8800)
	w.receipts.noPaper = true
	w.tracker.Set("paper", health.Report{State: health.Faulty, Cause: words.Say("printer.paper_out"), Cure: words.Say("printer.paper_out_do")})
	w.do(post(payments+"?wait=5", `{"order":"A1001","subject":"普洱茶 两位 <script>alert(1)</script>","operator":"小李","amount":{"value":"36800","currency":"CNY"},"payment_code":"`+goodCode+`"}`))
	w.bank.Refuses = payment.Reason{Code: "balance_not_enough", Wire: "USER_BALANCE_NOT_ENOUGH", Action: payment.ActOtherTender}
	w.do(post(payments+"?wait=5", saleBody(2600, otherCode)))
	w.bank.Refuses = payment.Reason{}
	w.bank.Script = func(call paymenttest.Call, _ int) paymenttest.Trouble {
		return paymenttest.Trouble{NotSent: call == paymenttest.CallPay}
	}
	w.do(post(payments+"?wait=5", saleBody(990, "281111111111111111")))
	w.bank.Script = nil
	last := w.paid(5000)
	w.do(post(payments+"/"+string(last.ID)+"/refunds?wait=5", ""))
	stopped := decode[sale](w, w.do(post(payments, saleBody(700, ""))), http.StatusCreated)
	w.do(post(payments+"/"+string(stopped.ID)+"/cancel", ""))
	w.do(call{path: payments + "/" + string(stopped.ID) + "?wait=5"})
}
