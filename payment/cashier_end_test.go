package payment_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"posd/payment"
	"posd/payment/paymenttest"
)

// TestShuttingDownStartsNothingNew: the call that is out comes home and is recorded; what would follow from it is left to the next
// start, and requests are refused meanwhile.
func TestShuttingDownStartsNothingNew(t *testing.T) {
	bubble(t, func(t *testing.T) {
		bank := paymenttest.NewBank()
		bank.Script = func(call paymenttest.Call, _ int) paymenttest.Trouble {
			if call == paymenttest.CallPay {
				return paymenttest.Trouble{Arrives: 2 * time.Second, Answer: &payment.Answer{Outcome: payment.Unknown, Signed: true}}
			}
			return paymenttest.Trouble{}
		}
		c := open(t, bank, paymenttest.NewMemory())
		p := c.sell()
		c.after(time.Second, p.ID)
		if _, err := c.Stop(t.Context(), p.ID); err != nil {
			t.Fatal(err)
		}
		began, refused := time.Now(), make(chan error, 1)
		go func() {
			time.Sleep(500 * time.Millisecond)
			_, err := c.Begin(t.Context(), coffee, payment.NewCode("289999999999999999"))
			if waited := time.Since(began); waited != 500*time.Millisecond {
				t.Errorf("the refusal of a sale took until %v", waited)
			}
			refused <- err
		}()
		c.stop()
		if waited := time.Since(began); waited != time.Second {
			t.Errorf("it ended %v later, not with the answer", waited)
		}
		if err := <-refused; !errors.Is(err, payment.ErrStopped) {
			t.Errorf("a sale while it ends: %v", err)
		}
		want(t, c.after(time.Hour, p.ID), payment.StateUnknown)
		for _, saved := range c.store.Saves() {
			if saved.Payment.ID != p.ID {
				t.Errorf("a sale that was refused while it ended is in the journal: %+v", saved)
			}
		}
		for _, made := range bank.Calls() {
			if made.Call == paymenttest.CallQuery || made.Call == paymenttest.CallCancel {
				t.Errorf("a %s left while it ended", made.Call)
			}
		}
	})
}

func TestGetKnowsWhatIsOpenAndWhatIsOver(t *testing.T) {
	bubble(t, func(t *testing.T) {
		c := open(t, paymenttest.NewBank(), paymenttest.NewMemory())
		defer c.stop()
		waiting, err := c.Begin(t.Context(), coffee, payment.Code{})
		if err != nil {
			t.Fatal(err)
		}
		over := c.after(time.Second, c.sell().ID)
		for _, p := range []payment.Payment{waiting, over} {
			if got, err := c.Get(t.Context(), p.ID); err != nil || got.ID != p.ID || got.State != p.State {
				t.Errorf("%s: got %+v (%v)", p.ID, got, err)
			}
		}
		if _, err := c.Get(t.Context(), payment.NewID(1)); !errors.Is(err, payment.ErrUnknownPayment) {
			t.Errorf("a payment that is not there: %v", err)
		}
	})
}

// TestCodesAreForgottenByOneTimer: the loop wakes up once for them, and then never in a terminal that rests.
func TestCodesAreForgottenByOneTimer(t *testing.T) {
	bubble(t, func(t *testing.T) {
		c := open(t, paymenttest.NewBank(), paymenttest.NewMemory())
		defer c.stop()
		for range 2 {
			want(t, c.after(time.Second, c.sell().ID), payment.StatePaid)
			for _, rest := range []struct {
				lasts time.Duration
				beats int64
			}{{118 * time.Second, 0}, {2 * time.Second, 1}, {time.Hour, 0}} {
				before := c.Beat()
				time.Sleep(rest.lasts)
				synctest.Wait()
				if beats := c.Beat() - before; beats != rest.beats {
					t.Errorf("the loop did something %d times in %v, not %d times", beats, rest.lasts, rest.beats)
				}
			}
		}
	})
}

// TestEachTouchIsABeat: a watchdog sees that the loop moves.
func TestEachTouchIsABeat(t *testing.T) {
	bubble(t, func(t *testing.T) {
		c := open(t, paymenttest.NewBank(), paymenttest.NewMemory())
		defer c.stop()
		for range 3 {
			before := c.Beat()
			if err := c.Touch(t.Context()); err != nil {
				t.Fatal(err)
			}
			synctest.Wait()
			if now := c.Beat(); now != before+1 {
				t.Errorf("a touch moved the beat from %d to %d", before, now)
			}
		}
	})
}
