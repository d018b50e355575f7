package daemon

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"posd/configs/words"
	"posd/daemon/clock"
	"posd/daemon/health"
	"posd/daemon/journal"
	"posd/daemon/till"
	"posd/display"
	"posd/drivers/scanner"
	"posd/payment"
	"posd/payment/paymenttest"
	"posd/printer"
	"posd/printer/escpos"
)

// TestWhatForbidsASaleComesInTheOrderOfDependency lifts one hindrance after the other.
func TestWhatForbidsASaleComesInTheOrderOfDependency(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d, b := bench(t, withPrinter)
		b.Script = func(call paymenttest.Call, n int) paymenttest.Trouble {
			if call == paymenttest.CallProbe && n == 0 {
				return paymenttest.Trouble{Answer: &payment.Answer{Reason: payment.Reason{Code: "our_key_refused"}}}
			}
			return paymenttest.Trouble{}
		}
		d.clock = clock.New(clock.Parts{Wall: time.Now, System: func() clock.System { return clock.System{} }})
		sound := d.journal
		d.journal = journalThatIsClosed(t)

		says := func(key words.Key) {
			t.Helper()
			if got := d.ready(); got.Key != key {
				t.Errorf("forbidden by %q, not %q", got.Key, key)
			}
			if key != "" && !words.Has(key) {
				t.Errorf("%s has no words", key)
			}
		}
		says("journal.unreadable")
		d.journal = sound
		says("health.clock_unset")
		d.clock.Hear(time.Now())
		says("till.starting")
		go func() { _ = d.cashier.Run(t.Context()) }()
		synctest.Wait()
		says("reason.our_key_refused")
		time.Sleep(2 * time.Second) // asked again
		says(printer.CauseGone.Word())
		d.cfg.Policy.SellWithoutPaper = true
		says("")
		d.cfg.Policy.SellWithoutPaper, d.printer = false, nil
		says("")
	})
}

func journalThatIsClosed(t *testing.T) *journal.Journal {
	t.Helper()
	j, err := journal.Open(t.TempDir()+"/closed.db", journal.Opts{})
	if err != nil {
		t.Fatal(err)
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	return j
}

// TestTheGateIsTheHealthOfTheGateway: unknown while it starts, and in words once it is known.
func TestTheGateIsTheHealthOfTheGateway(t *testing.T) {
	t.Parallel()
	d, _ := bench(t, withoutPrinter)
	for name, c := range map[string]struct {
		gate  payment.Gate
		state health.State
		cause words.Key
		cure  words.Key
	}{
		"starting": {payment.Gate{Cause: payment.Reason{Code: payment.CauseStarting}}, health.Unknown, "till.starting", "till.starting_do"},
		"silent":   {payment.Gate{}, health.Faulty, "till.starting", "till.starting_do"},
		"journal":  {payment.Gate{Cause: payment.Reason{Code: payment.CauseJournal}}, health.Faulty, "till.journal_broken", "till.journal_broken_do"},
		"network":  {payment.Gate{Cause: payment.Reason{Code: "no_network"}}, health.Faulty, "reason.no_network", "reason.no_network.do"},
		"open":     {payment.Gate{Open: true}, health.OK, "", ""},
	} {
		d.gateChanged(c.gate)
		n := d.problem(t, probGateway)
		if n.State != c.state || n.Cause.Key != c.cause || n.Cure.Key != c.cure {
			t.Errorf("%s: %s, %q, %q", name, n.State, n.Cause.Key, n.Cure.Key)
		}
		if c.cause != "" && (!words.Has(c.cause) || !words.Has(c.cure)) {
			t.Errorf("%s has no words", name)
		}
	}
}

// TestAFullCardLetsTheSaleInProgressEnd, because the room for its verdict is set aside; a broken journal does not.
func TestAFullCardLetsTheSaleInProgressEnd(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		err   error
		shows display.Kind
	}{
		"full":   {&journal.Error{Code: journal.CodeFull}, display.AskCode},
		"broken": {&journal.Error{Code: journal.CodeBroken}, display.Problem},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				d := selling(t)
				d.journalBroken(c.err)
				synctest.Wait()
				if got := d.till.Sale().View.Kind; got != c.shows {
					t.Errorf("the display shows %s, not %s", got, c.shows)
				}
				n := d.problem(t, probJournal)
				if n.State != health.Faulty || n.Said(words.En) != words.Text(words.En, words.Key("journal."+name)) {
					t.Errorf("the health tree says %q", n.Said(words.En))
				}
			})
		})
	}
}

// TestTheCashiersOwnBreakEndsTheSale, whatever the error was: it has stopped writing.
func TestTheCashiersOwnBreakEndsTheSale(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := selling(t)
		path := d.journal.Path()
		if err := d.journal.Close(); err != nil {
			t.Fatal(err)
		}
		d.inbox.Deliver(scan("281234567890123456"))
		synctest.Wait()
		if got := d.till.Sale(); got.Active || got.View.Kind != display.Problem || got.View.Reason.Key != "till.halted" {
			t.Errorf("the counter: %+v", got.View)
		}
		if _, err := d.till.Start(t.Context(), sale()); !errors.Is(err, payment.ErrNotReady) {
			t.Errorf("the next sale at %s: %v", path, err)
		}
	})
}

func scan(text string) scanner.Scan { return scanner.Scan{Text: text, At: time.Now()} }

func sale() till.Request {
	return till.Request{Order: payment.Order{Subject: "tea", Amount: payment.Amount{Minor: 1250, Currency: "CNY"}}}
}

// selling is a bench at work in a bubble, with a sale that waits for its code.
func selling(t *testing.T) *Daemon {
	t.Helper()
	d, _ := bench(t, withoutPrinter)
	go func() { _ = d.cashier.Run(t.Context()) }()
	go func() { _ = d.till.Run(t.Context()) }()
	synctest.Wait()
	if _, err := d.till.Start(t.Context(), sale()); err != nil {
		t.Fatal(err)
	}
	return d
}

func TestTheAlarmStaysOnWhileAnyOutcomeIsUnknown(t *testing.T) {
	t.Parallel()
	d, _ := bench(t, withoutPrinter)
	lost := paid(1)
	lost.State = payment.StateUnresolved
	if err := d.book.Save(lost, payment.NoticeUnresolved); err != nil {
		t.Fatal(err)
	}
	d.hear(payment.NoticeUnresolved, lost)
	other := paid(2)
	if err := d.book.Save(other, payment.NoticePaid); err != nil {
		t.Fatal(err)
	}
	d.hear(payment.NoticePaid, other)
	if n := d.problem(t, probUnresolved); n.State != health.Faulty || n.Detail != lost.Number() {
		t.Errorf("the alarm: %s %q", n.State, n.Detail)
	}
	lost.State = payment.StateCancelled
	if err := d.book.Save(lost, payment.NoticeCancelled); err != nil {
		t.Fatal(err)
	}
	d.hear(payment.NoticeCancelled, lost)
	if n := d.problem(t, probUnresolved); n.State != health.OK {
		t.Errorf("the alarm: %s %q", n.State, n.Detail)
	}
}

// TestThePrinterIsHeard: its state is the health of printing, and wakes the queue.
func TestThePrinterIsHeard(t *testing.T) {
	t.Parallel()
	d, _ := bench(t, withPrinter)
	d.printerChanged(escpos.Status{Connected: true, CoverOpen: escpos.Yes})
	if n := d.problem(t, probPaper); n.State != health.Faulty || n.Cause.Key != printer.CauseCover.Word() || n.Cure.Key != printer.CauseCover.Cure() {
		t.Errorf("cover open: %+v", n)
	}
	d.printerChanged(escpos.Status{Connected: true, Online: escpos.Yes})
	if n := d.problem(t, probPaper); n.State != health.OK {
		t.Errorf("well: %s", n.State)
	}
	d.printerChanged(escpos.Status{Connected: true})
	if n := d.problem(t, probPaper); n.State != health.Unknown {
		t.Errorf("never answered: %s", n.State)
	}
}
