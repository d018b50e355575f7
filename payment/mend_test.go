package payment_test

import (
	"context"
	"crypto/rand"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"posd/payment"
	"posd/payment/paymenttest"
)

// fillable is a disk that is full for as long as a test says.
type fillable struct {
	*paymenttest.Memory

	full atomic.Bool
}

var errFull = errors.New("no space left")

func (f *fillable) Save(p payment.Payment, n payment.Notice) error {
	if f.full.Load() {
		return errFull
	}
	return f.Memory.Save(p, n)
}

// TestACoreThatAFullDiskStoppedGoesOn once there is room: the answer that could not be kept is asked for again, nothing is charged
// twice, and the next sale starts.
func TestACoreThatAFullDiskStoppedGoesOn(t *testing.T) {
	bubble(t, func(t *testing.T) {
		bank, disk := paymenttest.NewBank(), &fillable{Memory: paymenttest.NewMemory()}
		bank.Script = func(call paymenttest.Call, _ int) paymenttest.Trouble {
			if call == paymenttest.CallPay {
				return paymenttest.Trouble{Arrives: time.Second}
			}
			return paymenttest.Trouble{}
		}
		c, err := payment.NewCashier(payment.Parts{Gateway: bank, Store: disk, Rules: payment.DefaultPolicy(), Random: rand.Reader})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- c.Run(ctx) }()
		defer func() {
			cancel()
			if err := <-ended; err != nil {
				t.Error(err)
			}
		}()
		synctest.Wait()
		order := payment.Order{Subject: "tea", Amount: payment.Amount{Minor: 1250, Currency: "CNY"}}
		p, err := c.Begin(ctx, order, payment.NewCode("281234567890123456"))
		if err != nil {
			t.Fatal(err)
		}
		disk.full.Store(true)
		time.Sleep(time.Minute)
		if gate := c.Gate(); gate.Open || gate.Cause.Code != payment.CauseJournal {
			t.Fatalf("the gate: %+v", gate)
		}
		disk.full.Store(false)
		if err := c.Mend(ctx); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		if got, err := disk.Get(p.ID); err != nil || got.State != payment.StatePaid {
			t.Errorf("%s, %v", got.State, err)
		}
		if net := bank.Net(p.Number()); net != 1250 || !c.Gate().Open {
			t.Errorf("the buyer is out of %d, the gate is %+v", net, c.Gate())
		}
		pays := 0
		for _, made := range bank.Calls() {
			if made.Call == paymenttest.CallPay {
				pays++
			}
		}
		if pays != 1 {
			t.Errorf("%d pays", pays)
		}
		if _, err := c.Begin(ctx, order, payment.NewCode("287777777777777777")); err != nil {
			t.Errorf("the next sale: %v", err)
		}
		time.Sleep(time.Minute)
	})
}
