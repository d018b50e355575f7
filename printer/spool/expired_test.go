package spool_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"posd/printer"
	"posd/printer/spool"
)

// paySlip is a slip that is good for a minute from now.
func paySlip() printer.Receipt {
	return printer.PaySlip("晨光咖啡馆", printer.Money{Text: "12.50", Currency: "CNY"}, "slip", "https://example.com/", time.Now().Add(time.Minute))
}

// TestExpiredSlipIsNotPrinted: paper that comes back too late prints what is owed after it, and no dead code; neither is it asked for again.
func TestExpiredSlipIsNotPrinted(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		st, dev := &store{}, &device{fault: printer.CausePaperOut}
		s, _ := run(t, spool.Opts{Store: st, Printer: dev})
		for id, r := range map[string]printer.Receipt{"slip": paySlip(), "sale": receipt("sale")} {
			if _, err := s.Enqueue(id, r); err != nil {
				t.Fatal(err)
			}
		}
		time.Sleep(time.Minute)
		dev.broken(printer.CauseNone)
		s.Wake()
		time.Sleep(time.Minute)
		wantList(t, "printed", dev.printed(), "sale/0")
		if j := wantState(t, s, "slip", spool.StateSettled); j.Cause != printer.CauseExpired {
			t.Errorf("cause %q", j.Cause)
		}
		if _, err := s.Reprint("slip", "chen"); !errors.Is(err, spool.ErrExpired) {
			t.Errorf("printed again: %v", err)
		}
	})
}

// TestSlipInTimeIsPrinted, and a copy of it while the code is good; one that may be on paper stops being owed with its code.
func TestSlipInTimeIsPrinted(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		st, dev := &store{}, &device{script: []printer.Result{{Outcome: printer.Printed}, {Outcome: printer.Unconfirmed, Cause: printer.CauseNoProof}}}
		s, _ := run(t, spool.Opts{Store: st, Printer: dev})
		if _, err := s.Enqueue("slip", paySlip()); err != nil {
			t.Fatal(err)
		}
		time.Sleep(10 * time.Second)
		if _, err := s.Reprint("slip", "chen"); err != nil {
			t.Fatal(err)
		}
		time.Sleep(10 * time.Second)
		wantList(t, "printed", dev.printed(), "slip/0", "slip/1")
		wantState(t, s, "slip", spool.StateUnconfirmed)
		time.Sleep(time.Hour)
		wantState(t, s, "slip", spool.StateSettled)
		wantList(t, "printed", dev.printed(), "slip/0", "slip/1")
	})
}

// TestSlipThatExpiresAtThePrinter: it is asked once more before the first byte leaves.
func TestSlipThatExpiresAtThePrinter(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		st, dev := &store{}, &device{warmUp: 2 * time.Minute}
		s, _ := run(t, spool.Opts{Store: st, Printer: dev})
		if _, err := s.Enqueue("slip", paySlip()); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Hour)
		wantList(t, "printed", dev.printed())
		wantState(t, s, "slip", spool.StateSettled)
	})
}
