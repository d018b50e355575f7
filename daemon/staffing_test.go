package daemon

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"posd/configs"
	"posd/configs/words"
	"posd/daemon/drawer"
	"posd/daemon/health"
	"posd/daemon/staff"
	"posd/daemon/till"
	"posd/drivers/scanner"
	"posd/payment"
	"posd/printer"
	"posd/printer/escpos"
)

// hire adds an operator to a terminal and returns the code of their badge.
func hire(t *testing.T, d *Daemon, id, name string, role staff.Role, pin string) string {
	t.Helper()
	_, badge, err := d.staff.Add(id, staff.Change{Name: &name, Role: &role, PIN: &pin, NewBadge: true}, "test")
	if err != nil {
		t.Fatal(err)
	}
	return badge
}

// unasked is a scan that nobody expected.
func (s *shop) unasked(text string) {
	s.Helper()
	s.scanDropped(scanner.Scan{Text: text, At: time.Now()}, scanner.DropNotArmed)
	select {
	case do := <-s.asides:
		do(s.Context())
	default:
	}
	synctest.Wait()
}

// TestADayOfAnOperator: nobody sells before somebody has signed on with a badge, what is sold carries name and shift, the receipt's
// code prepares its refund and moves no money, and the Z report closes the shift.
func TestADayOfAnOperator(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := openShop(t)
		s.change(func() { s.kernel.Synced = true })
		s.boot()
		s.forbidden("")
		badge := hire(t, s.Daemon, "1", "Amy", staff.Cashier, "4711")
		s.forbidden("till.sign_on")
		s.unasked(staff.NewBadge(7)) // somebody else's
		s.forbidden("till.sign_on")
		s.unasked(badge)
		s.unasked(badge) // it is held up on and on
		s.forbidden("")
		p := s.sell()
		if p.State != payment.StatePaid || p.Order.Operator != "1 Amy" || p.Order.Shift != 1 {
			t.Errorf("%+v", p.Order)
		}
		waiting, err := s.till.Start(t.Context(), sale())
		if err != nil {
			t.Fatal(err)
		}
		s.unasked(p.Number())
		if got := s.till.Sale(); got.Refund != "" || got.Payment.ID != waiting.ID {
			t.Errorf("during a sale: %+v", got)
		}
		_, err = s.recognise(badge)
		if not, ok := errors.AsType[*till.NotACodeError](err); !ok || not.What.Key != "till.code_badge" {
			t.Errorf("a badge for a payment code: %v", err)
		}
		if err := s.till.StopSale(t.Context()); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		s.unasked(string(payment.NewID(1))) // no sale of ours
		s.unasked(string(waiting.ID))       // not paid
		if got := s.till.Sale().Refund; got != "" {
			t.Errorf("armed: %s", got)
		}
		s.unasked(p.Number())
		if got := s.till.Sale().Refund; got != p.ID || len(s.now(p.ID).Refunds) != 0 {
			t.Errorf("armed %q of %s", got, p.ID)
		}
		ask := payment.Refund{Amount: payment.Amount{Minor: 300, Currency: "CNY"}, Operator: "1 Amy", Shift: 1, Why: "cold"}
		if _, _, err := s.till.Refund(t.Context(), p.ID, ask); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		if got, err := s.refundedToday("1"); err != nil || got != 300 {
			t.Errorf("given back today: %d, %v", got, err)
		}
		if got, err := s.refundedToday("2"); err != nil || got != 0 {
			t.Errorf("by somebody else: %d, %v", got, err)
		}
		z, _, err := reports{s.Daemon}.Make(t.Context(), true, false, "1 Amy")
		if err != nil || z.Shift != 1 || z.Operators["1 Amy"]["CNY"].Sales != 1 || z.Tallies["1 Amy"].NotPaid != 1 {
			t.Errorf("%+v, %v", z, err)
		}
		if got := s.staff.Shift(); got.Open() || got.Z != z.Number {
			t.Errorf("%+v", got)
		}
		s.forbidden("till.sign_on")
	})
}

// TestAShiftIsHandedOverWithItsTicket: who, to whom, and what is expected, in the commit of the handover.
func TestAShiftIsHandedOverWithItsTicket(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := &press{ends: printer.Printed, state: printer.HealthOK}
		d, _ := printing(t, p)
		hire(t, d, "1", "Amy", staff.Cashier, "4711")
		hire(t, d, "2", "王芳", staff.Cashier, "5822")
		if _, _, err := (reports{d}).Shift(t.Context(), true, ""); !errors.Is(err, staff.ErrShift) {
			t.Errorf("a shift that is not open: %v", err)
		}
		if _, err := d.staff.SignOn(staff.Proof{ID: "1", PIN: "4711"}); err != nil {
			t.Fatal(err)
		}
		sold := paid(1)
		sold.Order.Operator = "1 Amy"
		settle(t, d, payment.NoticePaid, sold)
		before := d.journal.Stats().Commits
		s, x, job, err := reports{d}.HandOver(t.Context(), staff.Proof{ID: "2", PIN: "5822"})
		if err != nil || s.Number != 2 || x.Shift != 1 || x.Currencies["CNY"].Sales != 1 || job.ID != "handover-000001" {
			t.Fatalf("%+v, %+v, %+v, %v", s, x, job, err)
		}
		synctest.Wait()
		if d.journal.Stats().Commits < before+1 || len(p.prints) != 2 {
			t.Fatalf("%d prints", len(p.prints))
		}
		text := strings.Join(printer.Layout(p.prints[1], printer.Paper{Columns: 32, Lang: words.Zh}).Lines(32), "\n")
		for _, says := range []string{"交接班单", "1 Amy", "2 王芳", "12.50 CNY", "交班签字", "接班签字"} {
			if !strings.Contains(text, says) {
				t.Errorf("%q is not on\n%s", says, text)
			}
		}
		if _, _, err := (reports{d}).Shift(t.Context(), true, ""); err != nil {
			t.Error(err)
		}
		synctest.Wait()
		if len(p.prints) != 3 || p.prints[2].Kind != printer.KindX {
			t.Errorf("%d prints", len(p.prints))
		}
	})
}

// withDrawer is a drawer at the printer, with a contact.
const withDrawer = withPrinter + `
[policy]
min_amount = "0.01"
`

// TestThePaidSaleOpensTheDrawerInItsCommit, and a drawer that stays open is told.
func TestThePaidSaleOpensTheDrawerInItsCommit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := benchOf(t, withDrawer, func(d *Daemon) {
			d.cfg.Drawer.Kind, d.cfg.Drawer.OnSale, d.cfg.Drawer.Sense, d.cfg.Drawer.Alarm = configs.KindPrinter, true, configs.SensePrinter, true
			d.gateway = bank{}
			var err error
			if d.health, err = health.NewTracker(problems(d.cfg), d.parts.Now, d.healthChanged); err != nil {
				t.Fatal(err)
			}
		})
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		go func() { _ = d.drawer.Run(ctx) }()
		synctest.Wait()
		before := d.journal.Stats().Commits
		if err := d.book.Save(paid(1), payment.NoticePaid); err != nil {
			t.Fatal(err)
		}
		e, err := d.journal.Latest(drawer.Stream, "drawer")
		if err != nil || e.Kind != drawer.KindSale || d.journal.Stats().Commits != before+1 {
			t.Fatalf("%+v, %v: %d commits", e.Record, err, d.journal.Stats().Commits-before)
		}
		if o, err := drawer.Parse(e); err != nil || o.Payment != string(payment.NewID(1)) || o.Operator != "Mei" {
			t.Errorf("%+v, %v", o, err)
		}
		if err := (drawerDesk{d}).Open(drawer.Opening{Reason: "change", Operator: "Mei"}); err != nil {
			t.Fatal(err)
		}
		d.printerChanged(escpos.Status{Connected: true, DrawerPin: escpos.No})
		synctest.Wait()
		if n := d.problem(t, probLeftOpen); n.State != health.OK {
			t.Errorf("closed: %+v", n)
		}
		d.drawer.Pulsed()
		d.printerChanged(escpos.Status{Connected: true, DrawerPin: escpos.Yes})
		time.Sleep(d.cfg.Drawer.LeftOpen)
		synctest.Wait()
		if n := d.problem(t, probLeftOpen); n.State != health.Faulty || len(d.desk.signals) != 1 {
			t.Errorf("left open: %+v, %d signals", n, len(d.desk.signals))
		}
		time.Sleep(alarmEvery)
		synctest.Wait()
		if len(d.desk.signals) != 2 {
			t.Errorf("%d signals", len(d.desk.signals))
		}
		d.printerChanged(escpos.Status{Connected: true, DrawerPin: escpos.No})
		time.Sleep(time.Minute)
		if n := d.problem(t, probLeftOpen); n.State != health.OK || len(d.desk.signals) != 2 {
			t.Errorf("closed again: %+v, %d signals", n, len(d.desk.signals))
		}
		d.printerChanged(escpos.Status{})
		synctest.Wait()
		if (drawerDesk{d}).State().Known {
			t.Error("known without a printer")
		}
		x, err := d.book.X(d.journal)
		if err != nil || x.Tallies["Mei"].NoSales != 1 {
			t.Errorf("%+v, %v", x, err)
		}
	})
}

// TestLimitsOfTheConfiguration are read in the terminal's currency; 0 is nothing at all.
func TestLimitsOfTheConfiguration(t *testing.T) {
	t.Parallel()
	cfg := config(t, t.TempDir(), withoutPrinter+"[staff.cashier]\nrefund_max = \"0\"\nrefund_day = \"12.50\"\n")
	limits := staffLimits(cfg, cfg.Staff.Cashier)
	if limits.Each == nil || *limits.Each != 0 || limits.Day == nil || *limits.Day != 1250 {
		t.Errorf("%+v", limits)
	}
	if none := staffLimits(cfg, cfg.Staff.Supervisor); none.Each != nil || none.Day != nil {
		t.Errorf("%+v", none)
	}
	cfg.Staff.Supervisor.RefundMax = "1.234"
	if err := Validate(cfg); err == nil || !strings.Contains(err.Error(), "staff.supervisor.refund_max") {
		t.Errorf("%v", err)
	}
}
