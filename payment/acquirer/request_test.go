package acquirer

import (
	"testing"
	"time"

	"posd/payment"
	"posd/payment/acquirer/protocol"
)

// sale is a pay as a terminal makes it.
func sale() payment.PayRequest {
	return payment.PayRequest{
		Number: "91234567890123456789_0", Amount: amount, Subject: "拿铁 & 可颂", Code: payment.NewCode("281234567890123456"),
		Operator: "007", Terminal: "T-01", Shop: payment.Shop{ID: "ST1", Name: "一号店"}, Created: time.Unix(1_790_000_000, 0),
	}
}

// TestARequestAllocatesLittle: the body, the message that binds the answer, and what both are held in.
func TestARequestAllocatesLittle(t *testing.T) { //nolint:paralleltest // testing.AllocsPerRun counts for the whole process
	c, r := &Client{}, sale()
	if n := testing.AllocsPerRun(20, func() { c.payBody(newQuestion(protocol.PathPay), r) }); n > 12 {
		t.Errorf("%v allocations, want at most 12", n)
	}
}

// BenchmarkBuild is the request of a pay. Nothing is signed: the connection says who asks.
func BenchmarkBuild(b *testing.B) {
	c, r := &Client{}, sale()
	b.ReportAllocs()
	for b.Loop() {
		q := newQuestion(protocol.PathPay)
		q.number, q.amount = r.Number, r.Amount
		c.payBody(q, r)
	}
}
