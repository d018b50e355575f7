package alipaytest

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"
)

func orderFor(number, code string, b Buyer) Order {
	return Order{Number: number, Fingerprint: "f", Amount: price, Code: code, Buyer: b}
}

func mustPay(t testing.TB, l *Ledger, o Order) Trade {
	t.Helper()
	trade, err := l.Pay(o)
	if err != nil {
		t.Fatalf("pay %s: %v", o.Number, err)
	}
	return trade
}

// TestWindows: cancels end with the Beijing day and 15 minutes, refunds after their window.
func TestWindows(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := NewLedger(LedgerOpts{RefundWindow: 48 * time.Hour})
		// The bubble begins at midnight UTC, 08:00 in Beijing; the day ends 16 hours later.
		for _, number := range []string{"A1_0", "A2_0", "A3_0"} {
			mustPay(t, l, orderFor(number, number+"-code-code", Buyer{}))
		}
		time.Sleep(16*time.Hour + 15*time.Minute)
		if _, err := l.Cancel(Key{Number: "A1_0"}); err != nil {
			t.Errorf("last moment: %v", err)
		}
		time.Sleep(time.Second)
		if _, err := l.Cancel(Key{Number: "A2_0"}); !errors.Is(err, ErrCancelWindow) {
			t.Errorf("too late: %v", err)
		}
		if _, err := l.Cancel(Key{Number: "A1_0"}); err != nil {
			t.Errorf("again: %v", err)
		}
		time.Sleep(31 * time.Hour)
		refund := RefundOrder{Trade: Key{Number: "A2_0"}, Number: "R1", Amount: Money{"USD", 1}}
		if _, _, err := l.Refund(refund); err != nil {
			t.Errorf("refund in time: %v", err)
		}
		time.Sleep(time.Hour)
		if _, _, err := l.Refund(RefundOrder{Trade: Key{Number: "A2_0"}, Number: "R2", Amount: Money{"USD", 1}}); !errors.Is(err, ErrRefundWindow) {
			t.Errorf("refund too late: %v", err)
		}
		if _, _, err := l.Refund(refund); err != nil {
			t.Errorf("same refund again: %v", err)
		}
		if _, _, err := l.Refund(RefundOrder{Trade: Key{Number: "A3_0"}, Number: "R1", Amount: Money{"USD", 1}}); !errors.Is(err, ErrInconsistent) {
			t.Errorf("refund number of another trade: %v", err)
		}
	})
}

func TestRefundsRefused(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := NewLedger(LedgerOpts{})
		mustPay(t, l, orderFor("waiting", "code-1-code-1", Buyer{Confirm: ConfirmNever}))
		mustPay(t, l, orderFor("paid", "code-2-code-2", Buyer{}))
		mustPay(t, l, orderFor("cancelled", "code-3-code-3", Buyer{}))
		if _, err := l.Cancel(Key{Number: "cancelled"}); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			number string
			amount Money
			want   error
		}{
			{"waiting", Money{"USD", 1}, ErrNotPaid},
			{"cancelled", Money{"USD", 1}, ErrNotPaid},
			{"paid", Money{"EUR", 1}, ErrCurrency},
			{"paid", Money{"USD", 1251}, ErrRefundAmount},
			{"unknown", Money{"USD", 1}, ErrNotFound},
		} {
			if _, _, err := l.Refund(RefundOrder{Trade: Key{Number: c.number}, Number: "R", Amount: c.amount}); !errors.Is(err, c.want) {
				t.Errorf("%s %v: %v, want %v", c.number, c.amount, err, c.want)
			}
		}
		if _, err := l.Cancel(Key{ID: "unknown"}); !errors.Is(err, ErrNotFound) {
			t.Errorf("cancel of an unknown id: %v", err)
		}
	})
}

func TestByHand(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := NewLedger(LedgerOpts{})
		mustPay(t, l, orderFor("yes", "code-1-code-1", Buyer{Confirm: ConfirmNever}))
		mustPay(t, l, orderFor("no", "code-2-code-2", Buyer{Confirm: ConfirmNever}))
		if err := errors.Join(l.Confirm("yes"), l.Decline("no")); err != nil {
			t.Fatal(err)
		}
		if l.Net("yes") != price.Value || l.Net("no") != 0 {
			t.Errorf("net %d and %d", l.Net("yes"), l.Net("no"))
		}
		if err := l.Confirm("no"); !errors.Is(err, ErrNotPaid) {
			t.Errorf("confirm a closed trade: %v", err)
		}
		if err := l.Confirm("nobody"); !errors.Is(err, ErrNotFound) {
			t.Errorf("confirm an unknown trade: %v", err)
		}
	})
}

func TestFence(t *testing.T) {
	t.Parallel()
	for fence, charged := range map[bool]int64{false: price.Value, true: 0} {
		l := NewLedger(LedgerOpts{FenceUnseen: fence})
		if _, err := l.Cancel(Key{Number: "A1_0"}); err != nil {
			t.Fatal(err)
		}
		trade := mustPay(t, l, orderFor("A1_0", plainCode, Buyer{}))
		if trade.Charged != charged || !trade.AfterCancel {
			t.Errorf("fence %t: %+v", fence, trade)
		}
		if clean := l.Audit().Clean(); clean != fence {
			t.Errorf("fence %t: clean %t", fence, clean)
		}
	}
}

// TestAuditFindsFaults: the auditor sees double charges, overlaps and books that contradict themselves.
func TestAuditFindsFaults(t *testing.T) {
	t.Parallel()
	l := NewLedger(LedgerOpts{})
	mustPay(t, l, orderFor("A1_0", "code-1-code-1", Buyer{}))
	mustPay(t, l, orderFor("A1_1", "code-2-code-2", Buyer{}))
	mustPay(t, l, orderFor("A2_0", "code-3-code-3", Buyer{Confirm: ConfirmNever}))
	audit := l.Audit()
	if audit.Clean() || len(audit.Doubles) != 1 || audit.Doubles[0].Order != "A1" || audit.Waiting != 1 || audit.Net["USD"] != 2500 {
		t.Errorf("audit %+v", audit)
	}
	if len(audit.Overlaps) != 1 || audit.Overlaps[0] != "A1_1" {
		t.Errorf("overlaps %v", audit.Overlaps)
	}
	if _, err := l.Cancel(Key{Number: "A1_0"}); err != nil {
		t.Fatal(err)
	}
	if audit := l.Audit(); !audit.Clean() {
		t.Errorf("after the cancel: %+v", audit)
	}
	l.charge(l.accounts["A1_1"], time.Now())
	if audit := l.Audit(); len(audit.Wrong) != 1 || audit.Wrong[0] != "A1_1: charged 2 times" {
		t.Errorf("charged twice: %+v", audit)
	}
}

func TestEventsAreBounded(t *testing.T) {
	t.Parallel()
	l := NewLedger(LedgerOpts{})
	for range maxEvents + 1 {
		l.note(EventMessage, Event{})
	}
	events := l.Events(0)
	if len(events) > maxEvents || events[len(events)-1].Seq != maxEvents+1 {
		t.Errorf("%d events, last %d", len(events), events[len(events)-1].Seq)
	}
	if got := l.Events(maxEvents - 1); len(got) != 2 {
		t.Errorf("%d events after", len(got))
	}
}

func TestLedgerFile(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "ledger.jsonl")
		open := func() *Ledger {
			l, err := OpenLedger(path, LedgerOpts{})
			if err != nil {
				t.Fatal(err)
			}
			return l
		}
		l := open()
		id := mustPay(t, l, orderFor("A1_0", "code-1-code-1", Buyer{})).AcquirementID
		mustPay(t, l, orderFor("A2_0", "code-2-code-2", Buyer{Confirm: ConfirmTime, After: time.Minute}))
		if _, _, err := l.Refund(RefundOrder{Trade: Key{ID: id}, Number: "R1", Amount: Money{"USD", 250}}); err != nil {
			t.Fatal(err)
		}
		if _, err := l.Pay(orderFor("A3_0", "code-3-code-3", Buyer{Refuse: RefusedRisk})); err == nil {
			t.Fatal("not refused")
		}
		if _, err := l.Cancel(Key{Number: "A4_0"}); err != nil {
			t.Fatal(err)
		}
		before := l.Snapshot()
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}

		tear(t, path)
		l = open()
		if want, got := marshal(t, before), marshal(t, l.Snapshot()); !bytes.Equal(want, got) {
			t.Errorf("before %s\nafter  %s", want, got)
		}
		time.Sleep(time.Hour)
		if l.Net("A2_0") != price.Value {
			t.Error("the buyer forgot to confirm")
		}
		checkMemory(t, l, id)
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
		if l := open(); l.Net("A2_0") != price.Value || l.ids != 3 || l.Close() != nil {
			t.Errorf("third start: %+v", l.Trades())
		}
	})
}

// checkMemory holds a reopened ledger to what it promised before.
func checkMemory(t *testing.T, l *Ledger, id string) {
	t.Helper()
	if trade := mustPay(t, l, orderFor("A1_0", "code-1-code-1", Buyer{})); trade.AcquirementID != id || trade.Charges != 1 {
		t.Errorf("idempotency: %+v", trade)
	}
	if _, _, err := l.Refund(RefundOrder{Trade: Key{ID: id}, Number: "R1", Amount: Money{"USD", 250}}); err != nil || l.Net("A1_0") != 1000 {
		t.Errorf("refund again: %v, net %d", err, l.Net("A1_0"))
	}
	if _, err := l.Pay(orderFor("A9_0", "code-1-code-1", Buyer{})); !errors.Is(err, ErrCodeUsed) {
		t.Errorf("used code: %v", err)
	}
	var refused *RefusedError
	if _, err := l.Pay(orderFor("A3_0", "code-3-code-3", Buyer{})); !errors.As(err, &refused) || refused.Code != RefusedRisk {
		t.Errorf("refusal: %v", err)
	}
	if trade := mustPay(t, l, orderFor("A4_0", "code-4-code-4", Buyer{})); !trade.AfterCancel {
		t.Error("the cancel is forgotten")
	}
}

// tear adds half a line, as a kill in the middle of a write leaves it.
func tear(t *testing.T, path string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err == nil {
		err = os.WriteFile(path, append(text, `{"event":{"seq":99`...), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestLedgerFileDamaged(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "ledger.jsonl")
	if err := os.WriteFile(path, []byte("{\"event\":{}}\nrubbish\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenLedger(path, LedgerOpts{}); err == nil {
		t.Error("a damaged file opened")
	}
	if _, err := OpenLedger(filepath.Join(path, "below"), LedgerOpts{}); err == nil {
		t.Error("an impossible path opened")
	}
}

type brokenFile struct{}

func (brokenFile) Write([]byte) (int, error) { return 0, os.ErrInvalid }
func (brokenFile) Close() error              { return nil }

func TestLedgerFileFails(t *testing.T) {
	t.Parallel()
	l := NewLedger(LedgerOpts{})
	l.file = brokenFile{}
	mustPay(t, l, orderFor("A1_0", plainCode, Buyer{}))
	if audit := l.Audit(); audit.Clean() || audit.FileErr == "" {
		t.Errorf("audit %+v", audit)
	}
	if err := l.Close(); !errors.Is(err, os.ErrInvalid) {
		t.Errorf("close: %v", err)
	}
}

// TestBooksBalance: whatever is asked of them in whatever order, the books never contradict themselves, never charge a number
// twice, and never move money under an error.
func TestBooksBalance(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		l := NewLedger(LedgerOpts{})
		numbers := rapid.SampledFrom([]string{"A_0", "A_1", "B_0"})
		codes := rapid.SampledFrom([]string{"code-1-code-1", "code-2-code-2", "code-3-code-3", "code-4-code-4"})
		confirm := rapid.SampledFrom([]Confirm{ConfirmAtOnce, ConfirmQueries, ConfirmAtCancel, ConfirmNever})
		net := func() (sum int64) {
			for _, trade := range l.Trades() {
				sum += trade.Net()
			}
			return sum
		}
		for range rapid.IntRange(1, 30).Draw(r, "steps") {
			before, number := net(), numbers.Draw(r, "number")
			var err error
			switch rapid.IntRange(0, 4).Draw(r, "call") {
			case 0:
				_, err = l.Pay(orderFor(number, codes.Draw(r, "code"), Buyer{Confirm: confirm.Draw(r, "confirm"), Queries: 2}))
			case 1:
				_, err = l.Query(Key{Number: number})
			case 2:
				_, err = l.Cancel(Key{Number: number})
			case 3:
				amount := Money{"USD", rapid.Int64Range(1, 1300).Draw(r, "amount")}
				_, _, err = l.Refund(RefundOrder{Trade: Key{Number: number}, Number: rapid.SampledFrom([]string{"R1", "R2"}).Draw(r, "refund"), Amount: amount})
			case 4:
				err = l.Confirm(number)
			}
			if err != nil && net() != before {
				r.Fatalf("money moved under %v", err)
			}
			if wrong := l.Audit().Wrong; len(wrong) != 0 {
				r.Fatalf("wrong: %v", wrong)
			}
		}
	})
}
