package till_test

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"posd/daemon/till"
	"posd/display"
	"posd/payment"
	"posd/payment/paymenttest"
)

// other is a payment of a customer who has left.
func other(n uint64, minor int64) payment.Payment {
	return payment.Payment{ID: payment.NewID(n), State: payment.StatePaid, Order: payment.Order{
		Subject: "tea", Amount: payment.Amount{Minor: minor, Currency: "CNY"},
	}}
}

func TestALateVerdictIsShownAtAFreeCounter(t *testing.T) {
	bubble(t, func(t *testing.T) {
		c := open(t, nil)
		c.Notice(payment.NoticePaidLate, other(1, 300))
		c.shows(display.PaidLate)
		if v := c.screen.now(); v.Amount != "3.00" {
			t.Errorf("the amount shown is %s", v.Amount)
		}
		time.Sleep(hold)
		c.shows(display.Idle)
		for _, silent := range []payment.Notice{payment.NoticeChecking, payment.NoticeReturning, payment.NoticeCancelled, payment.NoticeWatched} {
			c.Notice(silent, other(2, 300))
			c.shows(display.Idle)
		}
	})
}

// TestALateVerdictWaitsForTheCounterToBeFree: the display belongs to the sale in progress, and then to its verdict.
func TestALateVerdictWaitsForTheCounterToBeFree(t *testing.T) {
	bubble(t, func(t *testing.T) {
		c := open(t, nil)
		c.sell()
		c.Notice(payment.NoticePaidLate, other(1, 300))
		c.Notice(payment.NoticeUnresolved, other(2, 400))
		c.Notice(payment.NoticeReturned, other(2, 500)) // newer news of the same payment
		c.shows(display.AskCode)
		c.scan(goodCode)
		c.shows(display.Paid)
		c.Notice(payment.NoticePaidLate, other(1, 300)) // and during the verdict
		c.shows(display.Paid)
		time.Sleep(hold - 1)
		c.shows(display.Paid)
		time.Sleep(time.Nanosecond)
		c.shows(display.NotPaid)
		if v := c.screen.now(); v.Amount != "5.00" {
			t.Errorf("the older news was shown: %s", v.Amount)
		}
		time.Sleep(hold)
		c.shows(display.PaidLate)
		time.Sleep(hold)
		c.shows(display.Idle)
	})
}

// TestNewsOfWhatTheDisplayIsAboutComesAtOnce: a refund's outcome does not wait until its announcement has been read.
func TestNewsOfWhatTheDisplayIsAboutComesAtOnce(t *testing.T) {
	bubble(t, func(t *testing.T) {
		c := open(t, nil)
		c.bank.Script = func(call paymenttest.Call, _ int) paymenttest.Trouble {
			if call == paymenttest.CallRefund {
				return paymenttest.Trouble{Arrives: time.Second}
			}
			return paymenttest.Trouble{}
		}
		p := c.sell()
		c.scan(goodCode)
		ask := payment.Refund{Amount: payment.Amount{Minor: 250, Currency: "CNY"}, Why: "cold"}
		if _, _, err := c.Refund(t.Context(), p.ID, ask); err != nil {
			t.Fatal(err)
		}
		c.shows(display.Refunding)
		if v := c.screen.now(); v.Amount != "2.50" {
			t.Errorf("the display refunds %s", v.Amount)
		}
		time.Sleep(time.Second)
		c.shows(display.Refunded)
		time.Sleep(hold)
		c.shows(display.Idle)
	})
}

// TestARefundThatIsRefusedSaysWhy: the words are the refund's, not those of the sale.
func TestARefundThatIsRefusedSaysWhy(t *testing.T) {
	bubble(t, func(t *testing.T) {
		c := open(t, nil)
		p := other(1, 300)
		p.Reason = payment.Reason{Code: "code_expired"}
		p.Refunds = []payment.Refund{{
			Amount: payment.Amount{Minor: 100, Currency: "CNY"}, State: payment.RefundRefused, Reason: payment.Reason{Code: "balance_not_enough"},
		}}
		c.Notice(payment.NoticeRefundRefused, p)
		c.shows(display.Problem)
		c.says("reason.balance_not_enough", "reason.balance_not_enough.do")
	})
}

// TestNewsAreBounded: while the counter is never free, the oldest news are left to the status page.
func TestNewsAreBounded(t *testing.T) {
	bubble(t, func(t *testing.T) {
		c := open(t, nil)
		p := c.sell()
		for n := range uint64(1000) {
			c.Notice(payment.NoticePaidLate, other(n, int64(n)+1))
		}
		c.shows(display.AskCode)
		if _, err := c.Stop(t.Context(), p.ID); err != nil {
			t.Fatal(err)
		}
		time.Sleep(hold)
		for n := 985; n <= 1000; n++ { // the newest sixteen
			c.shows(display.PaidLate)
			if v := c.screen.now(); v.Amount != (payment.Amount{Minor: int64(n), Currency: "CNY"}).Decimal() {
				t.Fatalf("news of %s instead of %d", v.Amount, n)
			}
			time.Sleep(hold)
		}
		c.shows(display.Idle)
	})
}

// TestNoticesNeverBlock gives notices to a till whose loop stands still, as the Cashier does while the till waits for it.
func TestNoticesNeverBlock(t *testing.T) {
	bubble(t, func(t *testing.T) {
		release := make(chan struct{})
		c := open(t, func(p *till.Parts) { p.Warm = nil })
		stuck := till.New(till.Parts{Display: blocked{release}, Scanner: c.inbox})
		go func() { _ = stuck.Run(t.Context()) }()
		synctest.Wait() // in Show
		for range 10_000 {
			stuck.Notice(payment.NoticePaidLate, other(1, 300))
		}
		stuck.Halt(c.why)
		close(release)
	})
}

// blocked is a display that breaks its promise.
type blocked struct{ until chan struct{} }

func (b blocked) Show(display.View) { <-b.until }

// TestARestartShowsWhatTheOldProcessLeft: the sale of the power cut is paid, and the next process says so at its free counter.
func TestARestartShowsWhatTheOldProcessLeft(t *testing.T) {
	bubble(t, func(t *testing.T) {
		before := open(t, nil)
		before.bank.Confirms = 1
		p := before.sell()
		before.scan(goodCode)
		before.shows(display.Confirming)
		before.stop()

		after := openOn(t, before.bank, before.store.Memory, nil)
		after.shows(display.PaidLate)
		after.state(p.ID, payment.StatePaid)
		if slices.Contains(after.screen.seen(), display.Paid) {
			t.Error("shown as if the customer still stood there")
		}
		time.Sleep(hold)
		after.shows(display.Idle)
	})
}
