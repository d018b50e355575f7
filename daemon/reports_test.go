package daemon

import (
	"strings"
	"testing"
	"testing/synctest"

	"posd/configs/words"
	"posd/payment"
	"posd/printer"
)

// TestAZReportIsPrintedOnceAndCopied: the slip comes with the report, a copy says that it is one.
func TestAZReportIsPrintedOnceAndCopied(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := &press{ends: printer.Printed, state: printer.HealthOK}
		d, _ := printing(t, p)
		settle(t, d, payment.NoticePaid, paid(1))
		z, job, err := reports{d}.Make(t.Context(), true, false, "amy")
		synctest.Wait()
		if err != nil || z.Number != 1 || job.ID != "z-000001" || len(p.prints) != 2 || p.prints[1].Kind != printer.KindZ {
			t.Fatalf("%+v, %+v, %v: %d prints", z, job, err, len(p.prints))
		}
		if x, job, err := (reports{d}).Make(t.Context(), false, false, ""); err != nil || len(x.Currencies) != 0 || job.ID != "" {
			t.Errorf("X after Z: %+v, %+v, %v", x, job, err)
		}
		if _, _, err := (reports{d}).Copy(t.Context(), 1, "amy"); err != nil {
			t.Error(err)
		}
		synctest.Wait()
		if len(p.prints) != 3 || p.prints[2].Copy != 1 || p.prints[2].Kind != printer.KindZ {
			t.Errorf("%d prints: %+v", len(p.prints), p.prints[len(p.prints)-1])
		}
		text := strings.Join(printer.Layout(p.prints[2], printer.Paper{Columns: 32, Lang: words.Zh}).Lines(32), "\n")
		for _, says := range []string{"Z 报表", "COPY 1", "000001", "收款 / Sales 1", "净额", "日志校验"} {
			if !strings.Contains(text, says) {
				t.Errorf("%q is not on\n%s", says, text)
			}
		}
	})
}

// TestAnUnknownOutcomeIsOnPaperOnce, however often it is given up on.
func TestAnUnknownOutcomeIsOnPaperOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := &press{ends: printer.Printed, state: printer.HealthOK}
		d, _ := printing(t, p)
		lost := paid(1)
		lost.State = payment.StateUnresolved
		settle(t, d, payment.NoticeUnresolved, lost)
		d.spool.Wake()
		synctest.Wait()
		settle(t, d, payment.NoticeUnresolved, lost)
		d.spool.Wake()
		synctest.Wait()
		if len(p.prints) != 1 || p.prints[0].Kind != printer.KindUnresolved {
			t.Errorf("%d prints: %+v", len(p.prints), p.prints)
		}
	})
}
