package till_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"posd/daemon/till"
	"posd/payment"
)

// TestARefundIsArmedUntilSomethingElseHappens at the counter; arming moves no money.
func TestARefundIsArmedUntilSomethingElseHappens(t *testing.T) {
	for name, happens := range map[string]func(*counter, payment.ID){
		"stop button": func(c *counter, _ payment.ID) { _ = c.StopSale(c.t.Context()) },
		"a new sale":  func(c *counter, _ payment.ID) { c.sell() },
		"nothing":     func(*counter, payment.ID) { time.Sleep(till.RefundLapses) },
		"dismissed":   func(c *counter, _ payment.ID) { _ = c.ArmRefund(c.t.Context(), "") },
		"the refund": func(c *counter, id payment.ID) {
			if _, _, err := c.Refund(c.t.Context(), id, payment.Refund{Amount: payment.Amount{Minor: 5, Currency: "CNY"}}); err != nil {
				c.t.Error(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				c := open(t, nil)
				p := c.sell()
				if err := c.ArmRefund(t.Context(), p.ID); !errors.Is(err, till.ErrBusy) {
					t.Errorf("during a sale: %v", err)
				}
				c.scan(goodCode)
				c.state(p.ID, payment.StatePaid)
				time.Sleep(time.Minute)
				if err := c.ArmRefund(t.Context(), p.ID); err != nil || c.Sale().Refund != p.ID {
					t.Fatalf("%v: %+v", err, c.Sale())
				}
				time.Sleep(till.RefundLapses - 1)
				if c.Sale().Refund != p.ID || len(c.state(p.ID, payment.StatePaid).Refunds) != 0 {
					t.Errorf("%+v", c.Sale())
				}
				if happens(c, p.ID); name == "nothing" {
					time.Sleep(time.Nanosecond)
				}
				synctest.Wait()
				if got := c.Sale().Refund; got != "" {
					t.Errorf("still armed: %s", got)
				}
			})
		})
	}
}

// TestASaleIsTakenInTheNameOfWhoIsThere, whatever was asked.
func TestASaleIsTakenInTheNameOfWhoIsThere(t *testing.T) {
	bubble(t, func(t *testing.T) {
		c := open(t, func(p *till.Parts) {
			p.Who = func(asked string) (string, int) { return "1 Amy for " + asked, 4 }
		})
		r := till.Request{Order: coffee()}
		r.Order.Operator = "till 3"
		p, err := c.Start(t.Context(), r)
		if err != nil || p.Order.Operator != "1 Amy for till 3" || p.Order.Shift != 4 {
			t.Errorf("%+v, %v", p.Order, err)
		}
	})
}
