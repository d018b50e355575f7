package daemon

import (
	"testing"

	"posd/daemon/health"
)

// TestASlowCardStartsNoSale for as long as a commit takes, and the health tree says why (promise 22).
func TestASlowCardStartsNoSale(t *testing.T) {
	t.Parallel()
	d, _ := bench(t, withoutPrinter)
	d.look = make(chan struct{}, 1)
	d.journalSlow(true)
	d.reportRoom(t.Context()) // what the minute's look would say
	if why := d.ready(); why.Key != "till.card_slow" {
		t.Errorf("a sale is refused for %q", why.Key)
	}
	if n := d.problem(t, probJournal); n.State != health.Faulty || n.Cause.Key != "till.card_slow" || n.Cure.IsZero() {
		t.Errorf("the health tree says %+v", n)
	}
	d.journalSlow(false)
	<-d.look // what keepJournal waits for
	d.reportRoom(t.Context())
	if why := d.ready(); why.Key == "till.card_slow" {
		t.Error("the commit is over, and no sale may start")
	}
	if n := d.problem(t, probJournal); n.State != health.OK {
		t.Errorf("the health tree says %+v", n)
	}
}
