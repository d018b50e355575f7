package alipaytest

import (
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestFirstAnswers: what a careful terminal may believe of the pay's answer, and what the books say then, per scenario.
func TestFirstAnswers(t *testing.T) {
	t.Parallel()
	const unknown = ""
	for _, c := range []struct {
		name    string
		value   int
		sure    string // result status that may be believed
		code    string // of a believable answer
		charged bool
		state   string // by a query after it
	}{
		{name: "paid", sure: "S", code: CodeSuccess, charged: true, state: "TRADE_SUCCESS"},
		{name: "confirm_queries", value: 1, sure: "U", code: CodeInProcess, state: "TRADE_SUCCESS"},
		{name: "confirm_queries", value: 2, sure: "U", code: CodeInProcess, state: "WAIT_BUYER_PAY"},
		{name: "confirm_seconds", sure: "U", code: CodeInProcess, state: "WAIT_BUYER_PAY"},
		{name: "confirm_never", sure: "U", code: CodeInProcess, state: "WAIT_BUYER_PAY"},
		{name: "confirm_by_hand", sure: "U", code: CodeInProcess, state: "WAIT_BUYER_PAY"},
		{name: "buyer_declines", value: 1, sure: "U", code: CodeInProcess, state: "TRADE_CLOSED"},
		{name: "foreign_currency", sure: "S", code: CodeSuccess, charged: true, state: "TRADE_SUCCESS"},
		{name: "pays_at_cancel", sure: "U", code: CodeInProcess, state: "WAIT_BUYER_PAY"},
		{name: "refused", sure: "F", code: RefusedBalance, state: unknown},
		{name: "refused", value: 6, sure: "F", code: RefusedRisk, state: unknown},
		{name: "charged_lost", charged: true, state: "TRADE_SUCCESS"},
		{name: "uncharged_lost", state: unknown},
		{name: "answer_late", charged: true, state: "TRADE_SUCCESS"},
		{name: "answer_late", value: 2, sure: "S", code: CodeSuccess, charged: true, state: "TRADE_SUCCESS"},
		{name: "answer_truncated", charged: true, state: "TRADE_SUCCESS"},
		{name: "answer_cut", charged: true, state: "TRADE_SUCCESS"},
		{name: "answer_reset", charged: true, state: "TRADE_SUCCESS"},
		{name: "answer_hangs", charged: true, state: "TRADE_SUCCESS"},
		{name: "answer_drips", charged: true, state: "TRADE_SUCCESS"},
		{name: "answer_html", charged: true, state: "TRADE_SUCCESS"},
		{name: "answer_redirect", charged: true, state: "TRADE_SUCCESS"},
		{name: "charged_system_error", sure: "U", code: CodeSystemError, charged: true, state: "TRADE_SUCCESS"},
		{name: "uncharged_system_error", sure: "U", code: CodeSystemError, state: unknown},
		{name: "strange_code", sure: "F", code: "NEVER_SEEN_BEFORE", charged: true, state: "TRADE_SUCCESS"},
		{name: "strange_status", sure: "A", code: "ACCEPTED_SUCCESS", charged: true, state: "TRADE_SUCCESS"},
		{name: "minimal", sure: "S", code: CodeSuccess, charged: true, state: "TRADE_SUCCESS"},
		{name: "charged_inconsistent", sure: "F", code: CodeInconsistent, charged: true, state: "TRADE_SUCCESS"},
		{name: "forged", state: unknown},
		{name: "forged_refusal", charged: true, state: "TRADE_SUCCESS"},
		{name: "unsigned", state: unknown},
		{name: "unsigned_refusal", charged: true, state: "TRADE_SUCCESS"},
		{name: "blank_signature", state: unknown},
		{name: "tampered", charged: true, state: "TRADE_SUCCESS"},
		{name: "forged_beside", state: "WAIT_BUYER_PAY"},
		{name: "forged_twice", state: "WAIT_BUYER_PAY"},
		{name: "forged_first", state: "WAIT_BUYER_PAY"},
		{name: "extra_member", charged: true, state: "TRADE_SUCCESS"},
		{name: "trailing", charged: true, state: "TRADE_SUCCESS"},
		{name: "other_message", state: unknown},
		{name: "query_forged", sure: "U", code: CodeInProcess, state: unknown},
		{name: "query_not_exist", charged: true, state: unknown},
		{name: "query_system_error", charged: true, state: unknown},
		{name: "query_strange_word", charged: true, state: "TRADE_PONDERING"},
		{name: "query_minimal", sure: "U", code: CodeInProcess, state: unknown},
		{name: "query_lost", charged: true, state: unknown},
		{name: "pay_duplicated", sure: "S", code: CodeSuccess, charged: true, state: "TRADE_SUCCESS"},
		{name: "silent", charged: true, state: unknown},
		{name: "silent_uncharged", state: unknown},
	} {
		t.Run(fmt.Sprintf("%s/%d", c.name, c.value), func(t *testing.T) {
			t.Parallel()
			inBubble(t, nil, func(t *testing.T, s *shop) {
				r := s.pay("A1_0", s.mint(c.name, c.value))
				if r.sure() != c.sure || c.sure != "" && r.code != c.code {
					t.Errorf("answer %q %s (err %v): %.200s", r.sure(), r.code, r.err, r.raw)
				}
				if got := s.trade("A1_0").Charges; got != map[bool]int{true: 1}[c.charged] {
					t.Errorf("charged %d times", got)
				}
				if got := s.state("A1_0"); got != c.state {
					t.Errorf("query says %q, want %q", got, c.state)
				}
			})
		})
	}
}

// TestLies: signed answers that contradict the request.
func TestLies(t *testing.T) {
	t.Parallel()
	inBubble(t, nil, func(t *testing.T, s *shop) {
		text := func(name, member string) string {
			r := s.pay(name+"_0", s.mint(name, 0))
			wantCode(t, name, r, CodeSuccess)
			return strings.ReplaceAll(strings.ReplaceAll(string(r.body[member]), " ", ""), "\n", "")
		}
		if got := text("other_number", "merchantTransId"); got != `"SOMEBODY_ELSES_0"` {
			t.Errorf("other_number: %s", got)
		}
		if got := text("wrong_amount", "orderAmount"); got != `{"currency":"USD","value":"1251"}` {
			t.Errorf("wrong_amount: %s", got)
		}
		if got := text("wrong_currency", "orderAmount"); got != `{"currency":"EUR","value":"1250"}` {
			t.Errorf("wrong_currency: %s", got)
		}
		if got := text("foreign_currency", "payAmount"); got != `{"currency":"CNY","value":"8904"}` {
			t.Errorf("foreign_currency: %s", got)
		}
		if got := text("minimal", "acquirementId"); got != "" {
			t.Errorf("minimal: %s", got)
		}
		for name, want := range map[string]int64{"other_number_0": 0, "wrong_amount_0": 1250, "wrong_currency_0": 1250, "minimal_0": 1250} {
			if got := s.gateway.Ledger().Net(name); got != want {
				t.Errorf("%s: net %d, want %d", name, got, want)
			}
		}
		forged := s.pay("forged_0", s.mint("forged_beside", 0))
		if !strings.Contains(string(forged.raw), `"Response":`) || !strings.Contains(string(forged.raw), `"resultStatus":"S"`) {
			t.Errorf("no forgery in %s", forged.raw)
		}
	})
}

func TestForeignCurrencyRate(t *testing.T) {
	t.Parallel()
	inBubble(t, nil, func(t *testing.T, s *shop) {
		r := s.pay("A1_0", s.mint("foreign_currency", 0))
		if rate, _ := r.body.text("conversionRate"); rate != "7.1234" {
			t.Errorf("rate %q", rate)
		}
	})
}

func TestHugeAnswer(t *testing.T) {
	t.Parallel()
	inBubble(t, nil, func(t *testing.T, s *shop) {
		r := s.pay("A1_0", s.mint("answer_huge", 0))
		if len(r.raw) != 64<<10 {
			t.Errorf("%d bytes read, err %v", len(r.raw), r.err)
		}
	})
}

func TestBuyersInTime(t *testing.T) {
	t.Parallel()
	inBubble(t, nil, func(t *testing.T, s *shop) {
		start := time.Now()
		s.pay("A1_0", s.mint("confirm_seconds", 8))
		s.pay("A2_0", s.mint("confirm_never", 0))
		s.pay("A3_0", s.mint("confirm_last_moment", 0))
		s.wait(7 * time.Second)
		if got := s.state("A1_0"); got != "WAIT_BUYER_PAY" {
			t.Errorf("after 7 s: %s", got)
		}
		s.wait(time.Hour)
		for number, want := range map[string]string{"A1_0": "TRADE_SUCCESS", "A2_0": "TRADE_CLOSED", "A3_0": "TRADE_SUCCESS"} {
			if got := s.state(number); got != want {
				t.Errorf("%s: %s, want %s", number, got, want)
			}
		}
		if got := s.trade("A1_0").Paid.Sub(start).Round(time.Second); got != 8*time.Second {
			t.Errorf("paid after %s", got)
		}
		if got := s.trade("A2_0").Closed.Sub(s.trade("A2_0").Created); got != 3*time.Minute {
			t.Errorf("closed after %s", got)
		}
	})
}

func TestCancels(t *testing.T) {
	t.Parallel()
	inBubble(t, nil, func(t *testing.T, s *shop) {
		wantCode(t, "never seen", s.cancel("A0_0"), CodeSuccess)
		s.pay("A1_0", s.mint("paid", 0))
		wantCode(t, "paid", s.cancel("A1_0"), CodeSuccess)
		wantCode(t, "paid, again", s.cancel("A1_0"), CodeSuccess)
		s.pay("A2_0", s.mint("confirm_never", 0))
		wantCode(t, "waiting", s.cancel("A2_0"), CodeSuccess)
		s.pay("A3_0", s.mint("pays_at_cancel", 0))
		wantCode(t, "paid in that instant", s.cancel("A3_0"), CodeSuccess)
		for number, charged := range map[string]int64{"A1_0": 1250, "A2_0": 0, "A3_0": 1250} {
			trade := s.trade(number)
			if trade.Charged != charged || trade.Net() != 0 || !trade.Canceled || trade.Status != StatusClosed {
				t.Errorf("%s: %+v", number, trade)
			}
			if got := s.state(number); got != "TRADE_CLOSED" {
				t.Errorf("%s: %s", number, got)
			}
		}
		if err := s.gateway.Ledger().Confirm("A2_0"); err == nil {
			t.Error("a cancelled trade was confirmed")
		}
		wantCode(t, "pay after cancel of a known trade", s.pay("A2_0", plainCode), CodeInconsistent)
	})
}

func TestCancelScripts(t *testing.T) {
	t.Parallel()
	inBubble(t, nil, func(t *testing.T, s *shop) {
		s.pay("A1_0", s.mint("cancel_unknown", 2))
		wantCode(t, "first", s.cancel("A1_0"), CodeSystemError)
		wantCode(t, "second", s.cancel("A1_0"), CodeSystemError)
		if s.trade("A1_0").Canceled {
			t.Error("executed")
		}
		wantCode(t, "third", s.cancel("A1_0"), CodeSuccess)

		s.pay("A2_0", s.mint("cancel_done_unknown", 1))
		wantCode(t, "first", s.cancel("A2_0"), CodeUnknownException)
		if !s.trade("A2_0").Canceled {
			t.Error("not executed")
		}
		wantCode(t, "second", s.cancel("A2_0"), CodeSuccess)

		s.pay("A3_0", s.mint("cancel_refused", 0))
		wantCode(t, "refused", s.cancel("A3_0"), CodeCancelWindow)

		s.pay("A4_0", s.mint("cancel_lost", 1))
		if r := s.cancel("A4_0"); r.err == nil {
			t.Errorf("answered %s", r.raw)
		}
		if got := s.trade("A4_0"); got.Charged != 1250 || got.Net() != 0 {
			t.Errorf("trade %+v", got)
		}

		s.pay("A5_0", s.mint("cancel_refused_paid", 10))
		s.wait(11 * time.Second)
		wantCode(t, "refused", s.cancel("A5_0"), CodeCancelWindow)
		if got := s.gateway.Ledger().Net("A5_0"); got != 1250 {
			t.Errorf("net %d", got)
		}
	})
}

func TestPayAfterCancel(t *testing.T) {
	t.Parallel()
	inBubble(t, nil, func(t *testing.T, s *shop) {
		if r := s.pay("A1_0", s.mint("pay_after_cancel", 0)); r.err == nil {
			t.Errorf("answered %s", r.raw)
		}
		wantCode(t, "query", s.query("A1_0"), CodeNotExist)
		s.wait(70 * time.Second)
		wantCode(t, "cancel", s.cancel("A1_0"), CodeSuccess)
		wantCode(t, "query", s.query("A1_0"), CodeNotExist)
		s.wait(3 * time.Second)
		if got := s.state("A1_0"); got != "TRADE_SUCCESS" {
			t.Errorf("late pay: %q", got)
		}
		audit := s.gateway.Ledger().Audit()
		if audit.Clean() || len(audit.Late) != 1 {
			t.Errorf("audit %+v", audit)
		}
		wantCode(t, "cancel again", s.cancel("A1_0"), CodeSuccess)
		if audit := s.gateway.Ledger().Audit(); !audit.Clean() {
			t.Errorf("audit %+v", audit)
		}
	})
}

func TestDelayedAndDuplicatedPay(t *testing.T) {
	t.Parallel()
	inBubble(t, nil, func(t *testing.T, s *shop) {
		if r := s.pay("A1_0", s.mint("pay_delayed", 30)); r.err == nil {
			t.Error("answered in time")
		}
		wantCode(t, "on its way", s.query("A1_0"), CodeNotExist)
		s.wait(26 * time.Second)
		if got := s.state("A1_0"); got != "TRADE_SUCCESS" {
			t.Errorf("arrived: %q", got)
		}
		s.pay("A2_0", s.mint("pay_duplicated", 0))
		wantCode(t, "cancel between the copies", s.cancel("A2_0"), CodeSuccess)
		s.wait(3 * time.Second)
		if got := s.trade("A2_0"); got.Charges != 1 || got.Net() != 0 {
			t.Errorf("trade %+v", got)
		}
		if !slices.ContainsFunc(s.gateway.Ledger().Events(0), func(e Event) bool { return e.Note == "second copy" && e.Result == CodeClosed }) {
			t.Error("no second copy")
		}
	})
}

func TestRefundScripts(t *testing.T) {
	t.Parallel()
	inBubble(t, nil, func(t *testing.T, s *shop) {
		id := func(number, name string) string {
			id, _ := s.pay(number, s.mint(name, 1)).body.text("acquirementId")
			return id
		}
		unknown := id("A1_0", "refund_unknown")
		wantCode(t, "unknown", s.refund(unknown, "R1", 100), CodeSystemError)
		wantCode(t, "again", s.refund(unknown, "R1", 100), CodeSuccess)
		lost := id("A2_0", "refund_lost")
		if r := s.refund(lost, "R2", 100); r.err == nil {
			t.Error("answered")
		}
		wantCode(t, "again", s.refund(lost, "R2", 100), CodeSuccess)
		wantCode(t, "refused", s.refund(id("A3_0", "refund_refused"), "R3", 100), CodeProcessFail)
		for number, want := range map[string]int64{"A1_0": 1150, "A2_0": 1150, "A3_0": 1250} {
			if got := s.gateway.Ledger().Net(number); got != want {
				t.Errorf("%s: net %d", number, got)
			}
		}
	})
}

func TestScriptedCode(t *testing.T) {
	t.Parallel()
	inBubble(t, nil, func(t *testing.T, s *shop) {
		scenario, err := ScenarioNamed("paid", 0)
		if err != nil {
			t.Fatal(err)
		}
		scenario.Behaviours = []Behaviour{
			{Call: CallPay, Content: ContentWrongAmount, Envelope: EnvelopeForged, Late: time.Second},
			{Call: CallQuery, After: 1, Times: 1, Result: CodeTraffic},
		}
		s.gateway.Script(plainCode, scenario)
		if r := s.pay("A1_0", plainCode); r.verified || r.code != CodeSuccess || !strings.Contains(string(r.raw), "1251") {
			t.Errorf("combined faults: %s", r.raw)
		}
		wantCode(t, "first query", s.query("A1_0"), CodeSuccess)
		wantCode(t, "second query", s.query("A1_0"), CodeTraffic)
		wantCode(t, "third query", s.query("A1_0"), CodeSuccess)
	})
}

// TestMint: codes never repeat, not even of a gateway that starts again with the same seed over the same books.
func TestMint(t *testing.T) {
	t.Parallel()
	opts := testOpts(testKeys(t))
	opts.Ledger = NewLedger(LedgerOpts{})
	seen := map[string]bool{}
	for range 2 {
		gateway, err := New(opts)
		if err != nil {
			t.Fatal(err)
		}
		for range 500 {
			code, err := gateway.Mint("refused", 6)
			if err != nil || seen[code] || ScenarioOf(code).Buyer.Refuse != RefusedRisk {
				t.Fatalf("%s: %v, seen %t", code, err, seen[code])
			}
			seen[code] = true
		}
		if _, err := gateway.Mint("nothing", 0); !errors.Is(err, ErrScenario) {
			t.Errorf("no such scenario: %v", err)
		}
		if err := gateway.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestScenarioOf(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		code, name string
		value      int
	}{
		{"287634438256643940", "paid", 0},
		{"280001050000000001", "confirm_queries", 5},
		{"300001000000000001", "confirm_queries", 3},
		{"2500740000000001", "pay_after_cancel", 0},
		{"280099000000000001", "paid", 0},
		{"28", "paid", 0},
		{"2800x1000000000001", "paid", 0},
	} {
		if got := ScenarioOf(c.code); got.Name != c.name || got.Value != c.value {
			t.Errorf("%s: %s with %d", c.code, got.Name, got.Value)
		}
	}
	if _, err := ScenarioNamed("nothing", 0); err == nil {
		t.Error("a scenario without a name")
	}
}

// TestCatalogue: every scenario can be told, picked and looked up, and doc.go lists exactly these.
func TestCatalogue(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	listed := map[string]string{}
	for _, m := range regexp.MustCompile(`(?m)^//\t(\d\d)  ([a-z0-9_]+) {2,}\S`).FindAllStringSubmatch(string(text), -1) {
		listed[m[2]] = m[1]
	}
	numbers := map[int]string{}
	for _, s := range Scenarios() {
		if other, twice := numbers[s.Number]; twice {
			t.Errorf("%s and %s have one number", s.Name, other)
		}
		numbers[s.Number] = s.Name
		if listed[s.Name] != fmt.Sprintf("%02d", s.Number) {
			t.Errorf("%s: doc.go lists it as %q", s.Name, listed[s.Name])
		}
		delete(listed, s.Name)
		if s.Zh == "" || s.En == "" || !shortCode.MatchString(s.Code) || (s.Param == "") != (s.Value == 0) && s.Name != "refused" {
			t.Errorf("%+v", s)
		}
		if back := ScenarioOf(s.Code); back.Name != s.Name || back.Value != s.Value {
			t.Errorf("%s selects %s with %d", s.Code, back.Name, back.Value)
		}
	}
	if len(listed) != 0 {
		t.Errorf("doc.go lists more: %v", listed)
	}
}
