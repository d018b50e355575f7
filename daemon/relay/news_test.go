package relay_test

import (
	"bytes"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"posd/daemon/relay"
	"posd/daemon/relay/relaytest"
	"posd/payment"
	"posd/payment/paymenttest"
)

// notified is a bank that takes "number" for a notification of it, and disbelieves all else.
type notified struct{ *paymenttest.Bank }

func (notified) ReadNotice(path string, _ http.Header, body []byte) (payment.Notification, error) {
	number, ok := strings.CutPrefix(string(body), "paid ")
	if !ok || path != relay.PathNotice+"tea" {
		return payment.Notification{}, errors.New("forged")
	}
	return payment.Notification{Number: number, Sent: time.Now(), Header: map[string]string{"X-Family": "test"}, Answer: []byte("success")}, nil
}

func post(t *testing.T, i *instance, path, body string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	i.Notices().ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodPost, path, bytes.NewBufferString(body)))
	return w
}

// TestNewsReachWhoWaitsElsewhere: Alipay notifies one instance, the terminal waits at another; and what came before the wait counts.
func TestNewsReachWhoWaitsElsewhere(t *testing.T) {
	bubble(t, func(t *testing.T) {
		m := relaytest.NewMemory()
		shop := []relay.Merchant{{ID: "tea", Gateway: notified{paymenttest.NewBank()}}, {ID: "rice", Gateway: paymenttest.NewBank()}}
		a, b := start(t, m, silent, shop), start(t, m, silent, shop)
		c := enrolled(t, "tea", "T1", silent, b)
		heard := make(chan time.Duration, 1)
		began := time.Now()
		go func() {
			if c.Await(t.Context(), trade(ours), 20*time.Second) {
				heard <- time.Since(began)
			}
			close(heard)
		}()
		time.Sleep(3 * time.Second)
		if w := post(t, a, "/notify/tea", "paid "+ours); w.Code != http.StatusOK || w.Body.String() != "success" || w.Header().Get("X-Family") != "test" {
			t.Errorf("%d %s", w.Code, w.Body)
		}
		if after := <-heard; after != 3*time.Second {
			t.Errorf("heard after %v", after)
		}
		if !c.Await(t.Context(), trade(ours), 20*time.Second) || time.Since(began) != 3*time.Second {
			t.Error("what came before the wait is forgotten")
		}
		if c.Await(t.Context(), trade(theirs), 2*time.Second) {
			t.Error("news of another number")
		}
		for path, want := range map[string]int{"/notify/tea": http.StatusBadRequest, "/notify/rice": http.StatusNotFound, "/notify/nobody": http.StatusNotFound} {
			if w := post(t, a, path, "forged"); w.Code != want {
				t.Errorf("%s: %d", path, w.Code)
			}
		}
		m.SetDown(true)
		if w := post(t, a, "/notify/tea", "paid "+ours); w.Code != http.StatusServiceUnavailable {
			t.Errorf("untold and yet taken: %d", w.Code)
		}
	})
}

// TestAChainOfRelays: terminal, integrator's relay, acquirer's relay, Alipay. Calls and news pass through both; each relay knows its
// own terminals alone.
func TestAChainOfRelays(t *testing.T) {
	bubble(t, func(t *testing.T) {
		bank := paymenttest.NewBank()
		above := start(t, relaytest.NewMemory(), silent, []relay.Merchant{{ID: "tea", Numbers: "11", Gateway: notified{bank}}})
		up := enrolled(t, "tea", "integrator", silent, above)
		below := start(t, relaytest.NewMemory(), silent, []relay.Merchant{{ID: "shop", Numbers: "1101", Gateway: up.Client}})
		c := enrolled(t, "shop", "T1", silent, below)
		if c.Numbers() != "1101" {
			t.Errorf("numbers %q", c.Numbers())
		}
		number := string(payment.NewIDWithin(c.Numbers(), 5)) + "_0"
		if got := c.Probe(t.Context()); got.Outcome != payment.Done {
			t.Errorf("%+v", got)
		}
		if got := c.Pay(t.Context(), order(number)); got.Outcome != payment.Paid || !got.Signed {
			t.Errorf("%+v", got)
		}
		if there, _ := bank.Trade(number); there.Net() != tea.Minor {
			t.Errorf("%+v", there)
		}
		refund := payment.RefundRequest{Trade: trade(number), Number: payment.NewRefundNumberWithin("1101", 6), Amount: tea}
		if got := c.Refund(t.Context(), refund); got.Outcome != payment.Done {
			t.Errorf("%+v", got)
		}
		if got := c.Query(t.Context(), trade(theirs)); got.Reason.Code != "number_foreign" {
			t.Errorf("%+v", got)
		}
		go func() {
			time.Sleep(2 * time.Second)
			post(t, above, "/notify/tea", "paid "+number)
		}()
		began := time.Now()
		if !c.Await(t.Context(), trade(number), 20*time.Second) || time.Since(began) != 2*time.Second {
			t.Errorf("news after %v", time.Since(began))
		}
		above.die()
		if got := c.Pay(t.Context(), order(string(payment.NewIDWithin("1101", 7))+"_0")); got.Outcome != payment.NotSent {
			t.Errorf("the relay above is gone: %+v", got)
		}
	})
}

// TestStatusTellsWhatIsCounted, and that an instance without its engine is not ready.
func TestStatusTellsWhatIsCounted(t *testing.T) {
	bubble(t, func(t *testing.T) {
		m := relaytest.NewMemory()
		i := start(t, m, silent, shops(paymenttest.NewBank()))
		enrolled(t, "tea", "T1", silent, i).Probe(t.Context())
		ask := func(path string) *httptest.ResponseRecorder {
			w := httptest.NewRecorder()
			i.Status().ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
			return w
		}
		for _, line := range []string{
			`posrelay_calls_total{call="probe",outcome="done"} 1`, `posrelay_certificates_total{how="enroll"} 1`, "posrelay_terminals 1",
		} {
			if text := ask("/metrics").Body.String(); !strings.Contains(text, line) {
				t.Errorf("no %s in\n%s", line, text)
			}
		}
		if w := ask("/health"); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `"terminals":1`) {
			t.Errorf("%d %s", w.Code, w.Body)
		}
		m.SetDown(true)
		time.Sleep(relay.StaleAfter + time.Second)
		synctest.Wait()
		if w := ask("/health"); w.Code != http.StatusServiceUnavailable {
			t.Errorf("%d %s", w.Code, w.Body)
		}
	})
}
