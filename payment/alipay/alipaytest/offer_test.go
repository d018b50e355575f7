package alipaytest_test

import (
	"errors"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"posd/payment/alipay/alipaytest"
)

// offerOf is a code that lives five minutes.
func offerOf(number string, known bool, buyer alipaytest.Buyer) alipaytest.Offer {
	return alipaytest.Offer{
		Order: alipaytest.Order{Number: number, Fingerprint: "f", Amount: alipaytest.Money{Currency: "CNY", Value: 1250}, Title: "tea", Buyer: buyer},
		Text:  "https://qr.test/" + number, Until: time.Now().Add(5 * time.Minute), Known: known,
	}
}

func mustOffer(t *testing.T, l *alipaytest.Ledger, o alipaytest.Offer) string {
	t.Helper()
	text, _, err := l.Offer(o)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestACodeIsScannedAndPaid(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		for _, known := range []bool{false, true} {
			l := alipaytest.NewLedger(alipaytest.LedgerOpts{})
			text := mustOffer(t, l, offerOf("1_0", known, alipaytest.Buyer{Confirm: alipaytest.ConfirmQueries, Queries: 2}))
			if again := mustOffer(t, l, offerOf("1_0", known, alipaytest.Buyer{})); again != text {
				t.Errorf("%q, then %q", text, again)
			}
			other := offerOf("1_0", known, alipaytest.Buyer{})
			other.Fingerprint = "g"
			if _, _, err := l.Offer(other); !errors.Is(err, alipaytest.ErrInconsistent) {
				t.Errorf("other content: %v", err)
			}
			if _, err := l.Pay(alipaytest.Order{Number: "1_0", Fingerprint: "f", Code: "281234567890123456"}); err == nil {
				t.Error("paid by a payment code")
			}
			for range 5 { // nobody is asked before the scan
				if got, err := l.Query(alipaytest.Key{Number: "1_0"}); known != (err == nil) || got.Status == alipaytest.StatusSuccess {
					t.Errorf("unscanned, known %v: %+v, %v", known, got, err)
				}
			}
			if err := l.Confirm("1_0"); err == nil {
				t.Error("confirmed by nobody")
			}
			if _, err := l.Scan("https://qr.test/2_0"); !errors.Is(err, alipaytest.ErrNotFound) {
				t.Errorf("a strange code: %v", err)
			}
			for range 2 { // scanning again shows the same
				if got, err := l.Scan(text); err != nil || got.Status != alipaytest.StatusWaiting || got.Code != "" {
					t.Errorf("%+v, %v", got, err)
				}
			}
			for range 2 {
				if _, err := l.Query(alipaytest.Key{Number: "1_0"}); err != nil {
					t.Fatal(err)
				}
			}
			if l.Net("1_0") != 1250 || !l.Audit().Clean() {
				t.Errorf("net %d, %+v", l.Net("1_0"), l.Audit())
			}
			if _, err := l.Scan(text); !errors.Is(err, alipaytest.ErrNotPaid) {
				t.Errorf("scanned once more: %v", err)
			}
			if _, _, err := l.Offer(offerOf("1_0", known, alipaytest.Buyer{})); !errors.Is(err, alipaytest.ErrPaid) {
				t.Errorf("offered once more: %v", err)
			}
		}
	})
}

func TestACodeDies(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		for _, known := range []bool{false, true} {
			l := alipaytest.NewLedger(alipaytest.LedgerOpts{})
			text := mustOffer(t, l, offerOf("1_0", known, alipaytest.Buyer{}))
			time.Sleep(5*time.Minute - time.Second)
			late := mustOffer(t, l, offerOf("2_0", known, alipaytest.Buyer{Confirm: alipaytest.ConfirmNever}))
			if _, err := l.Scan(late); err != nil {
				t.Error(err)
			}
			time.Sleep(time.Second)
			if _, err := l.Scan(text); err == nil {
				t.Error("scanned when its time was over")
			}
			if _, _, err := l.Offer(offerOf("1_0", known, alipaytest.Buyer{})); !errors.Is(err, alipaytest.ErrOver) {
				t.Errorf("offered when its time was over: %v", err)
			}
			time.Sleep(3 * time.Minute)
			if got, _ := l.Trade("2_0"); got.Status != alipaytest.StatusClosed {
				t.Errorf("three minutes after the scan: %+v", got)
			}
			refused := offerOf("3_0", known, alipaytest.Buyer{Refuse: alipaytest.RefusedContract})
			for range 2 {
				if _, _, err := l.Offer(refused); err == nil {
					t.Error("not refused")
				}
			}
			past := offerOf("4_0", known, alipaytest.Buyer{})
			past.Until = time.Now()
			if _, _, err := l.Offer(past); !errors.Is(err, alipaytest.ErrExpired) {
				t.Errorf("offered until now: %v", err)
			}
		}
	})
}

// A cancel of a code that nobody has scanned is a fence where the trade is there already, or where the books say so.
func TestACancelledCode(t *testing.T) {
	t.Parallel()
	for _, x := range []struct{ known, fence, paid bool }{{paid: true}, {fence: true}, {known: true}} {
		l := alipaytest.NewLedger(alipaytest.LedgerOpts{FenceUnseen: x.fence})
		text := mustOffer(t, l, offerOf("1_0", x.known, alipaytest.Buyer{Confirm: alipaytest.ConfirmAtOnce}))
		if got, err := l.Cancel(alipaytest.Key{Number: "1_0"}); err != nil || got.Charged != 0 {
			t.Errorf("%+v: %+v, %v", x, got, err)
		}
		if _, err := l.Scan(text); (err == nil) != x.paid {
			t.Errorf("%+v: %v", x, err)
		}
		if got := l.Audit(); got.Clean() == x.paid {
			t.Errorf("%+v: %+v", x, got)
		}
		if x.fence {
			if _, _, err := l.Offer(offerOf("1_0", false, alipaytest.Buyer{})); err == nil {
				t.Errorf("%+v: offered after its cancel", x)
			}
		}
	}
}

// The books know their codes after a restart.
func TestCodesAreKept(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "books")
	open := func() *alipaytest.Ledger {
		l, err := alipaytest.OpenLedger(file, alipaytest.LedgerOpts{})
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	l := open()
	text, known := mustOffer(t, l, offerOf("1_0", false, alipaytest.Buyer{})), mustOffer(t, l, offerOf("2_0", true, alipaytest.Buyer{}))
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	l = open()
	for _, code := range []string{text, known} {
		if got, err := l.Scan(code); err != nil || got.Status != alipaytest.StatusSuccess {
			t.Errorf("%s: %+v, %v", code, got, err)
		}
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	l = open()
	if l.Net("1_0") != 1250 || l.Net("2_0") != 1250 {
		t.Errorf("%d, %d", l.Net("1_0"), l.Net("2_0"))
	}
	if err := l.Close(); err != nil {
		t.Error(err)
	}
}
