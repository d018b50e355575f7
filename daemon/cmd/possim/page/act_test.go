package page

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"posd/daemon/cmd/possim/posdtest"
	"posd/payment/alipay/alipaytest"
)

func TestWhatIsRefused(t *testing.T) {
	t.Parallel()
	s := openStarted(t)
	for _, c := range []struct {
		name, body, code string
		status           int
	}{
		{"nothing", `{}`, "sim.error_act", http.StatusNotFound},
		{"sale", `{"amount":"1"`, "sim.error_json", http.StatusBadRequest},
		{"sale", `{"amount":"1","evil":1}`, "sim.error_json", http.StatusBadRequest},
		{"sale", `{"amount":"` + strings.Repeat("1", maxBody) + `"}`, "sim.error_json", http.StatusBadRequest},
		{"sale", `{"amount":"1.234"}`, "sim.error_amount", http.StatusUnprocessableEntity},
		{"sale", `{"amount":"0"}`, "amount", http.StatusUnprocessableEntity}, // posd's own words
		{"refund", `{"payment":"1","amount":"0"}`, "sim.error_amount", http.StatusUnprocessableEntity},
		{"refund", `{"payment":"` + posdtest.PaymentID + `","amount":"","operator":"1001","pin":"0000"}`, "pin", http.StatusForbidden}, // posd's own words
		{"hold", `{"scenario":"wish"}`, "sim.error_scenario", http.StatusUnprocessableEntity},
		{"scan", `{"code":" "}`, "sim.error_code", http.StatusUnprocessableEntity},
		{"scan", `{"code":"1\r2"}`, "sim.error_code", http.StatusUnprocessableEntity},
		{"buyer", `{"number":"1_0","yes":true}`, "sim.error_buyer", http.StatusConflict},
		{"fault", `{"name":"flood","on":true}`, "sim.error_fault", http.StatusBadRequest},
		{"posd", `{"do":"dance"}`, "sim.error_act", http.StatusBadRequest},
	} {
		if status, code := press(t, s, c.name, c.body); status != c.status || code != c.code {
			t.Errorf("%s %.40s: %d %s", c.name, c.body, status, code)
		}
	}
}

func TestPosdThatIsOff(t *testing.T) {
	t.Parallel()
	s := open(t)
	if status, code := press(t, s, "sale", `{"amount":"12.50"}`); status != http.StatusServiceUnavailable || code != "sim.error_posd" {
		t.Errorf("a sale: %d %s", status, code)
	}
	st := s.look(t.Context())
	if st.Posd.Running || st.Posd.Ready || st.Posd.Text.En != "posd is switched off" {
		t.Errorf("%+v", st.Posd)
	}
}

func TestWhatATillDoes(t *testing.T) {
	t.Parallel()
	s := openStarted(t)
	for _, c := range []struct{ name, body string }{
		{"sale", `{"amount":"12.50","subject":"tea"}`},
		{"stop", `{"payment":"` + posdtest.PaymentID + `"}`},
		{"refund", `{"payment":"` + posdtest.PaymentID + `","amount":"1.00"}`},
		{"refund", `{"payment":"` + posdtest.PaymentID + `","amount":""}`},
		{"refund", `{"payment":"` + posdtest.PaymentID + `","amount":"","operator":"1001","pin":"4711"}`},
	} {
		if status, code := press(t, s, c.name, c.body); status != http.StatusOK {
			t.Errorf("%s: %d %s", c.name, status, code)
		}
	}
}

func TestStateIsTheWholeCounter(t *testing.T) {
	t.Parallel()
	s := openStarted(t)
	var st state
	d := json.NewDecoder(strings.NewReader(ask(t, s, http.MethodGet, "/state", "").body))
	d.DisallowUnknownFields()
	if err := d.Decode(&st); err != nil {
		t.Fatal(err)
	}
	if !st.Posd.Ready || !st.Posd.Armed || !st.Posd.Staffed || st.Posd.Text.Zh != "可以收款" {
		t.Errorf("posd: %+v", st.Posd)
	}
	if len(st.Posd.Problems) != 1 || st.Posd.Problems[0].Code != "printer" {
		t.Errorf("problems without those that follow from others: %+v", st.Posd.Problems)
	}
	if st.Sale == nil || st.Sale.Amount != "12.50" || st.Sale.Refundable != "12.50" || st.Sale.Text.En != "Paid" {
		t.Errorf("sale: %+v", st.Sale)
	}
	if len(st.Payments) != 1 || len(st.Timeline) != 1 || st.Timeline[0].Kind != "created" {
		t.Errorf("payments %+v, timeline %+v", st.Payments, st.Timeline)
	}
	if len(st.Wallet.Code) != 18 || st.Wallet.Scenario != firstScenario || st.Wallet.Held {
		t.Errorf("wallet: %+v", st.Wallet)
	}
	if !st.Books.Clean || st.Books.Net != "0.00" || len(st.Faults) != len(s.faults) {
		t.Errorf("books %+v, faults %v", st.Books, st.Faults)
	}
}

func TestFaultsAreSwitchedOnAndOff(t *testing.T) {
	t.Parallel()
	s := open(t)
	for _, f := range s.faults {
		for _, on := range []string{"true", "false"} {
			if status, code := press(t, s, "fault", `{"name":"`+f.name+`","on":`+on+`}`); status != http.StatusOK {
				t.Errorf("%s %s: %d %s", f.name, on, status, code)
			}
			if f.is() != (on == "true") {
				t.Errorf("%s is %t after %s", f.name, f.is(), on)
			}
		}
	}
	if sw := s.counter.Alipay.Switches(); sw != (alipaytest.Switches{}) {
		t.Errorf("the gateway is left with %+v", sw)
	}
}

func TestTheCustomersYesAndNo(t *testing.T) {
	t.Parallel()
	s := open(t)
	ledger := s.counter.Alipay.Ledger()
	for number, c := range map[string]struct {
		body string
		want alipaytest.Status
	}{
		"1_0": {`{"number":"1_0","yes":true}`, alipaytest.StatusSuccess},
		"2_0": {`{"number":"2_0","yes":false}`, alipaytest.StatusClosed},
	} {
		_, err := ledger.Pay(alipaytest.Order{
			Number: number, Amount: alipaytest.Money{Currency: "CNY", Value: 5}, Code: "28000400000000000" + number[:1],
			Buyer: alipaytest.Buyer{Confirm: alipaytest.ConfirmNever},
		})
		if err != nil {
			t.Fatal(err)
		}
		if asks := s.look(t.Context()).Wallet.Asks; asks == nil || asks.Number != number || asks.Amount != "0.05" {
			t.Errorf("the phone asks %+v", asks)
		}
		if status, code := press(t, s, "buyer", c.body); status != http.StatusOK {
			t.Errorf("%s: %d %s", number, status, code)
		}
		if trade, _ := ledger.Trade(number); trade.Status != c.want {
			t.Errorf("%s is %s", number, trade.Status)
		}
	}
}

func TestPosdIsSwitchedOffAndOn(t *testing.T) {
	t.Parallel()
	s := openStarted(t)
	if status, code := press(t, s, "posd", `{"do":"kill"}`); status != http.StatusOK {
		t.Errorf("kill: %d %s", status, code)
	}
	if st := s.look(t.Context()); st.Posd.Running || len(st.Posd.Log) == 0 {
		t.Errorf("after the kill: %+v", st.Posd)
	}
	if status, code := press(t, s, "posd", `{"do":"start"}`); status != http.StatusOK {
		t.Errorf("start: %d %s", status, code)
	}
	if !s.look(t.Context()).Posd.Running {
		t.Error("it does not run")
	}
}
