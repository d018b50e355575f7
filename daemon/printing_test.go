package daemon

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"posd/daemon/admin"
	"posd/daemon/health"
	"posd/daemon/journal"
	"posd/payment"
	"posd/printer"
	"posd/printer/spool"
)

// press is a printer of which a test says how each print ends.
type press struct {
	ends   printer.Outcome
	state  printer.Health
	prints []printer.Receipt
}

func (p *press) PrintReceipt(_ context.Context, r printer.Receipt, _ printer.ProcessID, begin func() error) printer.Result {
	if err := begin(); err != nil {
		return printer.Result{Outcome: printer.NotStarted, Err: err}
	}
	p.prints = append(p.prints, r)
	if p.ends == printer.Unconfirmed {
		return printer.Result{Outcome: p.ends, Cause: printer.CauseNoProof}
	}
	return printer.Result{Outcome: p.ends}
}

func (p *press) Health() (printer.Health, printer.Cause) {
	if p.state == printer.HealthFault {
		return p.state, printer.CausePaperOut
	}
	return p.state, printer.CauseNone
}

// printing is a bench whose print queue works with a press.
func printing(t *testing.T, p *press) (*Daemon, receiptJobs) {
	t.Helper()
	d, _ := bench(t, withPrinter)
	d.spool = spool.New(spool.Opts{Store: spoolStore{d}, Printer: p, TrustSent: true, OnChange: func(spool.Job) { d.reportReceipts() }})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- d.spool.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return d, receiptJobs{d.spool, d.spare, d.book}
}

// settle makes a payment durable as the Cashier does, with all that follows.
func settle(t *testing.T, d *Daemon, n payment.Notice, p payment.Payment) {
	t.Helper()
	if err := d.book.Save(p, n); err != nil {
		t.Fatal(err)
	}
	d.hear(n, p)
	synctest.Wait()
}

func TestAPaidSaleIsPrintedOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := &press{ends: printer.Printed, state: printer.HealthOK}
		d, jobs := printing(t, p)
		settle(t, d, payment.NoticePaid, paid(1))
		if len(p.prints) != 1 || p.prints[0].Order != string(payment.NewID(1)) {
			t.Fatalf("printed %+v", p.prints)
		}
		if job, ok := jobs.Of(payment.NewID(1)); !ok || job.State != "printed" || job.Copy || jobs.Owed() != 0 {
			t.Errorf("the page shows %+v", job)
		}
		if n := d.problem(t, probReceipts); n.State != health.OK {
			t.Errorf("the health tree says %+v", n)
		}
	})
}

// TestPaidAndItsReceiptAreOneCommit: whatever the power does, neither is durable without the other.
func TestPaidAndItsReceiptAreOneCommit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d, _ := bench(t, withPrinter)
		before := d.journal.Stats().Commits
		if err := d.book.Save(paid(1), payment.NoticePaid); err != nil {
			t.Fatal(err)
		}
		if n := d.journal.Stats().Commits - before; n != 1 || d.journal.Len() != 2 {
			t.Errorf("%d commits for %d records", n, d.journal.Len())
		}
	})
}

// TestAnOwedReceiptIsInTheHealthTree from the commit that made it owed, until it is on paper.
func TestAnOwedReceiptIsInTheHealthTree(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := &press{ends: printer.Printed, state: printer.HealthFault}
		d, jobs := printing(t, p)
		settle(t, d, payment.NoticePaid, paid(1))
		if n := d.problem(t, probReceipts); n.State != health.Faulty || n.Detail != "1: "+string(payment.NewID(1))+" owed" {
			t.Errorf("the health tree says %s %q", n.State, n.Detail)
		}
		if job, _ := jobs.Of(payment.NewID(1)); job.State != "owed" || job.Why.IsZero() {
			t.Errorf("the page shows %+v", job)
		}
		p.state = printer.HealthOK
		d.spool.Wake()
		synctest.Wait()
		if n := d.problem(t, probReceipts); n.State != health.OK || len(p.prints) != 1 {
			t.Errorf("printed %d, and the health tree says %s", len(p.prints), n.State)
		}
	})
}

// TestTheQueueIsReadBackFromTheJournal: what the process before left half printed is nobody's to print but a person's.
func TestTheQueueIsReadBackFromTheJournal(t *testing.T) {
	t.Parallel()
	d, _ := bench(t, withPrinter)
	store := spoolStore{d}
	first, second := spool.Owe("1", printer.Receipt{Order: "1"}), spool.Owe("2", printer.Receipt{Order: "2"})
	if err := store.Append(first, second); err != nil {
		t.Fatal(err)
	}
	done := first
	done.Open, done.Kind = false, string(spool.StatePrinted)
	if err := store.Append(done); err != nil {
		t.Fatal(err)
	}
	if err := store.Append(); err != nil { // nothing
		t.Fatal(err)
	}
	open, err := store.Open()
	if err != nil || len(open) != 1 || open[0].Key != "2" || string(open[0].Body) != string(second.Body) {
		t.Errorf("open: %+v, %v", open, err)
	}
	latest, err := store.Latest("1")
	if err != nil || latest.Kind != string(spool.StatePrinted) || latest.Version != first.Version || latest.Open {
		t.Errorf("the latest is %+v, %v", latest, err)
	}
	if _, err := store.Latest("3"); !errors.Is(err, spool.ErrUnknown) {
		t.Errorf("what is not there: %v", err)
	}
}

// TestTheDamageOfTheJournalReachesTheQueue: a store that cannot write says so, and sales stop.
func TestTheDamageOfTheJournalReachesTheQueue(t *testing.T) {
	t.Parallel()
	d, _ := bench(t, withPrinter)
	if err := d.journal.Close(); err != nil {
		t.Fatal(err)
	}
	if err := (spoolStore{d}).Append(spool.Owe("1", printer.Receipt{})); !errors.Is(err, journal.ErrClosed) {
		t.Errorf("appended: %v", err)
	}
	if n := d.problem(t, probJournal); n.State != health.Faulty {
		t.Errorf("the health tree says %s", n.State)
	}
}

func TestAPersonsReprintIsACopyOfTheNewestSlip(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		settle  func(*testing.T, *Daemon)
		reprint payment.ID
		slip    printer.Kind
		refund  string
	}{
		"sale": {func(t *testing.T, d *Daemon) {
			t.Helper()
			settle(t, d, payment.NoticePaid, paid(1))
		}, payment.NewID(1), printer.KindSale, ""},
		"refund": {func(t *testing.T, d *Daemon) {
			t.Helper()
			settle(t, d, payment.NoticePaid, paid(1))
			settle(t, d, payment.NoticeRefunded, refunded())
		}, payment.NewID(1), printer.KindRefund, payment.NewRefundNumber(2)},
		"returned": {func(t *testing.T, d *Daemon) {
			t.Helper()
			settle(t, d, payment.NoticeReturned, returned())
		}, payment.NewID(1), printer.KindCancel, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				p := &press{ends: printer.Printed, state: printer.HealthOK}
				d, jobs := printing(t, p)
				c.settle(t, d)
				before := len(p.prints)
				if _, err := jobs.Reprint(t.Context(), c.reprint, "Mei"); err != nil {
					t.Fatal(err)
				}
				synctest.Wait()
				if len(p.prints) != before+1 {
					t.Fatalf("%d prints after %d", len(p.prints), before)
				}
				last := p.prints[before]
				if last.Kind != c.slip || last.Refund != c.refund || last.Copy != 1 || last.Reason != printer.CopyRequested {
					t.Errorf("printed %+v", last)
				}
				job, ok := jobs.Of(c.reprint)
				if !ok || job.Payment != c.reprint {
					t.Errorf("the page shows %+v", job)
				}
			})
		})
	}
}

func TestWhatCannotBeReprinted(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := &press{ends: printer.Printed, state: printer.HealthFault}
		d, jobs := printing(t, p)
		if _, err := jobs.Reprint(t.Context(), payment.NewID(9), "Mei"); !errors.Is(err, payment.ErrUnknownPayment) {
			t.Errorf("a payment that is not there: %v", err)
		}
		sold := paid(1)
		sold.State = payment.StateRefused
		settle(t, d, payment.NoticeRefused, sold)
		if _, err := jobs.Reprint(t.Context(), sold.ID, "Mei"); !errors.Is(err, admin.ErrNoReceipt) {
			t.Errorf("a payment that was refused: %v", err)
		}
		if _, ok := jobs.Of(sold.ID); ok {
			t.Error("a refused payment has a receipt")
		}
		settle(t, d, payment.NoticePaid, paid(2))
		job, err := jobs.Reprint(t.Context(), payment.NewID(2), "Mei")
		if err != nil || job.Copy {
			t.Errorf("a receipt that waits for paper comes out anyway, once: %+v, %v", job, err)
		}
	})
}

func TestTheNewestJobsComeFirst(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d, jobs := printing(t, &press{ends: printer.Printed, state: printer.HealthOK})
		for n := range uint64(5) {
			settle(t, d, payment.NoticePaid, paid(n))
			time.Sleep(time.Second)
		}
		got, err := jobs.Jobs(3)
		if err != nil || len(got) != 3 || got[0].Payment != payment.NewID(4) || got[2].Payment != payment.NewID(2) {
			t.Errorf("%+v, %v", got, err)
		}
		if none, err := jobs.Jobs(-1); err != nil || len(none) != 0 {
			t.Errorf("fewer than none: %+v, %v", none, err)
		}
	})
}

// TestEveryJobHasAStateOfTheAPI, and one that is not on paper says why.
func TestEveryJobHasAStateOfTheAPI(t *testing.T) {
	t.Parallel()
	open := []string{"owed", "printing", "unconfirmed"}
	for _, s := range []spool.State{
		spool.StateOwed, spool.StateSending, spool.StateUnconfirmed, spool.StateHeld, spool.StatePrinted, spool.StateSent, spool.StateSettled,
	} {
		job := apiJob(spool.Job{ID: "1", State: s})
		if s.Open() != slices.Contains(open, job.State) || (!s.Open() && job.State != "printed") {
			t.Errorf("%s is shown as %q", s, job.State)
		}
		if s.Open() && job.Why.IsZero() {
			t.Errorf("%s does not say why", s)
		}
	}
	job := apiJob(spool.Job{State: spool.StateUnconfirmed, Cause: printer.CauseNoProof})
	if job.Why.Key != printer.CauseNoProof.Word() {
		t.Errorf("a cause is shown as %s", job.Why.Key)
	}
}

// TestNothingSecretReachesTheJournal looks for the whole number of the buyer in everything but what the gateway itself said.
func TestNothingSecretReachesTheReceiptsOfTheJournal(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d, _ := printing(t, &press{ends: printer.Printed, state: printer.HealthOK})
		settle(t, d, payment.NoticePaid, paid(1))
		for line := range strings.Lines(content(t, d.journal)) {
			if strings.Contains(line, `"stream":"`+spool.Stream) && strings.Contains(line, "13800001234") {
				t.Errorf("%s", line)
			}
		}
	})
}
