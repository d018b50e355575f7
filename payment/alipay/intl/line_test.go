package intl_test

import (
	"strings"
	"testing"
	"time"

	"posd/payment/alipay/intl"
)

// TestGatewaysOwnTimeIsHeard also of an answer that is not believed: the certificate vouches for its Date.
func TestGatewaysOwnTimeIsHeard(t *testing.T) {
	t.Parallel()
	var heard []time.Time
	at(t, with{parts: func(p *intl.Parts) { p.Heard = func(at time.Time) { heard = append(heard, at) } }}, func(c *counter) {
		c.sell("paid").play("pay:paid query:paid")
		c.sell("forged").play("pay:unknown")
		if len(heard) != 3 || !heard[0].Equal(time.Now().Truncate(time.Second)) {
			t.Errorf("heard %v", heard)
		}
	})
}

// Without a message id nothing would bind an answer to its question.
func TestMessageIDIsNeeded(t *testing.T) {
	t.Parallel()
	for _, id := range []string{"", strings.Repeat("x", 65)} {
		at(t, with{parts: func(p *intl.Parts) { p.NewMsgID = func() string { return id } }}, func(c *counter) {
			c.sell("paid").play("pay:not_sent/request_invalid query:unknown/request_invalid")
			if c.dials.Load() != 0 {
				t.Error("something was dialled")
			}
		})
	}
}
