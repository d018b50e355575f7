package page

import (
	"testing"
	"testing/synctest"
	"time"

	"posd/payment/alipay/alipaytest"
)

// newWallet returns a phone of a gateway that nobody calls.
func newWallet(t *testing.T) *wallet {
	t.Helper()
	a, err := alipaytest.New(alipaytest.Opts{ClientID: "C", MerchantID: "M"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return &wallet{alipay: a}
}

func TestACodeIsHeldOnceAndWhileItIsFresh(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWallet(t)
		hold := func(scenario string) string {
			t.Helper()
			code, err := w.hold(scenario, 0)
			if err != nil {
				t.Fatal(err)
			}
			return code
		}
		shown, err := w.show("paid", 0)
		if err != nil {
			t.Fatal(err)
		}
		if w.screen().Held {
			t.Error("held before it is held")
		}
		if got := hold("paid"); got != shown || !w.screen().Held {
			t.Errorf("held %s, shown %s", got, shown)
		}
		second := hold("paid")
		if second == shown {
			t.Error("the same code was held twice")
		}
		if got := alipaytest.ScenarioOf(hold("confirm_by_hand")).Name; got != "confirm_by_hand" {
			t.Errorf("another scenario's code plays %s", got)
		}
		shown, _ = w.show("paid", 0)
		time.Sleep(freshFor + time.Second)
		if hold("paid") == shown {
			t.Error("a stale code was held")
		}
	})
}

func TestEveryScenarioOfThisShopCanBePicked(t *testing.T) {
	t.Parallel()
	picked := map[string]int{}
	for _, g := range scenarioGroups() {
		if g.Title.Zh == "" || len(g.Items) == 0 {
			t.Errorf("group %q has %d scenarios", g.Title.En, len(g.Items))
		}
		for _, c := range g.Items {
			picked[c.Name]++
			if _, err := alipaytest.ScenarioNamed(c.Name, c.Value); err != nil || c.Text.Zh == "" || c.Text.En == "" {
				t.Errorf("%+v: %v", c, err)
			}
		}
	}
	for _, s := range alipaytest.Scenarios() {
		if want := s.Buyer.PayIn == ""; (picked[s.Name] > 0) != want {
			t.Errorf("%s can be picked: %t", s.Name, !want)
		}
	}
	if picked["refused"] != len(alipaytest.Refusals()) {
		t.Errorf("%d refusals", picked["refused"])
	}
	for _, q := range quick {
		if picked[q.name] == 0 {
			t.Errorf("%s is quick, but not in the list", q.name)
		}
	}
}

func TestAmountsAsTheyAreTyped(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int64{
		"12.50": 1250, " 12.5 ": 1250, "12": 1200, "12.": 1200, "0.01": 1, "0": 0, "999999999.99": 99999999999,
		"": -1, ".5": -1, "1.234": -1, "-1": -1, "+1": -1, "1.-5": -1, "1e3": -1, "1,50": -1, "1234567890": -1, "１": -1,
	} {
		fen, err := parseYuan(text)
		if want < 0 && err == nil || want >= 0 && (err != nil || fen != want) {
			t.Errorf("%q: %d, %v", text, fen, err)
		}
	}
	for fen, want := range map[int64]string{0: "0.00", 5: "0.05", 1250: "12.50", -705: "-7.05"} {
		if got := yuan(fen); got != want {
			t.Errorf("%d fen: %s", fen, got)
		}
	}
}
