package main_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"posd/daemon/cmd/possim/counter"
	"posd/payment/alipay/alipaytest"
)

// refusal returns what the API refused with.
func refusal(t *testing.T, err error) *counter.Refusal {
	t.Helper()
	r, ok := errors.AsType[*counter.Refusal](err)
	if !ok {
		t.Fatalf("not refused: %v", err)
	}
	if r.Message.Zh == "" || r.Message.En == "" {
		t.Errorf("%s is refused without words", r.Code)
	}
	return r
}

func TestNoNetworkIsNotSentAndLeavesNothing(t *testing.T) {
	t.Parallel()
	x := newTerminal(t, nil)
	x.start()
	p := x.sell()
	x.Alipay.SetSwitches(alipaytest.Switches{Down: true})
	x.scan("paid")
	x.state(p.ID, "not_sent")
	x.Alipay.SetSwitches(alipaytest.Switches{})
	x.ready() // a probe may have met the same end
	again := x.sell()
	x.scan("paid")
	again = x.state(again.ID, "paid")
	x.books(again, 1250)
}

func TestAKeyThatIsRefusedSellsNothing(t *testing.T) {
	t.Parallel()
	x := newTerminal(t, nil)
	x.Alipay.SetSwitches(alipaytest.Switches{Deny: true})
	x.boot()
	x.await("telling which key", func() bool {
		till, err := x.api.Till(x.ctx)
		return err == nil && till.Why != nil && strings.Contains(till.Why.En, "signature")
	})
	_, err := x.api.Sell(x.ctx, 1250, "coffee", "", "")
	_ = refusal(t, err)
	out, err := x.Posd().Command("check").CombinedOutput()
	if err == nil || !strings.Contains(string(out), "Upload the public half") {
		t.Errorf("posd check: %v\n%s", err, out)
	}
	x.Alipay.SetSwitches(alipaytest.Switches{})
	x.start()
}

func TestAForeignCodeLeavesTheSaleOpen(t *testing.T) {
	t.Parallel()
	x := newTerminal(t, nil)
	x.start()
	p := x.sell()
	if err := x.Scan("134512345678901234"); err != nil {
		t.Fatal(err)
	}
	x.await("told whose code it is", func() bool { return strings.Contains(strings.Join(x.Pole.Lines(), " "), "微信") })
	x.scan("paid")
	x.state(p.ID, "paid")
}

func TestAnImpossibleAmountIsRefusedBeforeAnythingIsWritten(t *testing.T) {
	t.Parallel()
	x := newTerminal(t, nil)
	x.start()
	before := x.journal()
	for _, fen := range []int64{0, -1, 1 << 50} {
		_, err := x.api.Sell(x.ctx, fen, "coffee", "", "")
		if r := refusal(t, err); r.Status/100 != 4 {
			t.Errorf("%d: %v", fen, r)
		}
	}
	yen := map[string]any{"amount": counter.Amount{Value: "1000", Currency: "JPY"}}
	_ = refusal(t, x.api.Do(x.ctx, "POST", "/api/v1/payments", "", yen, nil))
	if after := x.journal(); after != before {
		t.Errorf("written:\n%s", strings.TrimPrefix(after, before))
	}
}

// journal returns what posd journal list prints.
func (x *terminal) journal() string {
	x.t.Helper()
	out, err := x.Posd().Command("journal", "list").Output()
	if err != nil {
		x.t.Fatal(err)
	}
	return string(out)
}

func TestNoSaleWithoutPaper(t *testing.T) {
	t.Parallel()
	x := newTerminal(t, nil)
	x.start()
	x.Printer.PaperOut()
	x.await("not ready", func() bool {
		till, err := x.api.Till(x.ctx)
		return err == nil && !till.Ready
	})
	x.await("refused for its paper", func() bool { // a moment before it says why, the printer is only offline
		_, err := x.api.Sell(x.ctx, 1250, "coffee", "", "")
		return strings.Contains(refusal(t, err).Message.En, "paper")
	})
	x.Printer.LoadPaper()
	x.start()
}

// TestPaperThatEndsInMidReceipt: the half receipt is known to be incomplete, so the whole one comes by itself when there is paper,
// marked as a copy.
func TestPaperThatEndsInMidReceipt(t *testing.T) {
	t.Parallel()
	x := newTerminal(t, nil)
	x.start()
	p := x.sell()
	x.Printer.PaperOutAfter(5)
	x.scan("paid")
	x.await("out of paper", func() bool { return x.Printer.State().PaperOut })
	x.receipt(p.ID, "owed")
	x.Printer.LoadPaper()
	x.receipt(p.ID, "printed")
	if x.slips("COPY 1") != 1 {
		t.Error("the second print is not marked")
	}
	x.books(x.state(p.ID, "paid"), 1250)
}

func TestAPulledScannerWorksAgain(t *testing.T) {
	t.Parallel()
	x := newTerminal(t, nil)
	x.start()
	p := x.sell()
	if err := x.Unplug(counter.PortScanner); err != nil {
		t.Fatal(err)
	}
	if err := x.Plug(counter.PortScanner); err != nil {
		t.Fatal(err)
	}
	x.await("paid", func() bool {
		x.scan("paid") // into the void, until posd has opened the port again
		q, err := x.api.Payment(x.ctx, p.ID)
		return err == nil && q.State == "paid"
	})
}

func TestADamagedJournalStartsDegraded(t *testing.T) {
	t.Parallel()
	x := newTerminal(t, nil)
	x.start()
	x.kill()
	path := filepath.Join(filepath.Dir(x.ConfigPath()), "journal.db")
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, whole[:8<<10], 0o600); err != nil {
		t.Fatal(err)
	}
	x.boot()
	_, err = x.api.Sell(x.ctx, 1250, "coffee", "", "")
	_ = refusal(t, err)
	x.await("telling the customer", func() bool { return strings.Contains(strings.Join(x.Pole.Lines(), " "), "日志") })
	out, err := x.Posd().Command("journal", "check", "-file", path).CombinedOutput()
	if err == nil || !strings.Contains(string(out), "hint") {
		t.Errorf("posd journal check: %v\n%s", err, out)
	}
	now, err := os.ReadFile(path)
	if err != nil || !bytes.Equal(now, whole[:8<<10]) {
		t.Errorf("the damaged file was written to: %v", err)
	}
}

// TestARepeatedRequestIsOnePayment: the same Idempotency-Key is the same payment, also after a power cut.
func TestARepeatedRequestIsOnePayment(t *testing.T) {
	t.Parallel()
	x := newTerminal(t, nil)
	x.start()
	code, err := x.Alipay.Mint("paid", 0)
	if err != nil {
		t.Fatal(err)
	}
	first, err := x.api.Sell(x.ctx, 1250, "coffee", code, "till-7/1001")
	if err != nil {
		t.Fatal(err)
	}
	x.state(first.ID, "paid")
	x.kill()
	x.start()
	again, err := x.api.Sell(x.ctx, 1250, "coffee", code, "till-7/1001")
	if err != nil || again.ID != first.ID || again.State != "paid" {
		t.Errorf("%s is %s, first was %s: %v", again.ID, again.State, first.ID, err)
	}
	_, err = x.api.Sell(x.ctx, 1300, "coffee", code, "till-7/1001")
	if r := refusal(t, err); r.Status != 422 {
		t.Errorf("another body under the same key: %v", r)
	}
	x.books(again, 1250)
}
