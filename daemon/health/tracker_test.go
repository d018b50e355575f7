package health_test

import (
	"testing"
	"testing/synctest"
	"time"

	"posd/daemon/health"
)

func tracker(t *testing.T, changed func()) *health.Tracker {
	t.Helper()
	tr, err := health.NewTracker([]health.Problem{
		{Code: "network", Severity: health.Critical},
		{Code: "dns", DependsOn: "network", Severity: health.Critical},
		{Code: "gateway", DependsOn: "dns", Severity: health.Critical, ShowAfter: 3 * time.Second},
		{Code: "paper", Severity: health.Warning},
	}, time.Now, changed)
	if err != nil {
		t.Fatal(err)
	}
	return tr
}

func codes(nodes []health.Node) (out []string) {
	for _, n := range nodes {
		out = append(out, n.Code)
	}
	return out
}

func TestAFailedParentSilencesItsChildren(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		tr := tracker(t, nil)
		tr.Set("gateway", health.Ill("no answer"))
		tr.Set("paper", health.Ill("out"))
		time.Sleep(time.Minute)
		if got := codes(tr.Faults()); len(got) != 2 || got[0] != "gateway" {
			t.Fatalf("the gateway is the worst fault, got %v", got)
		}
		tr.Set("network", health.Ill("no link"))
		if got := codes(tr.Faults()); len(got) != 2 || got[0] != "network" || got[1] != "paper" {
			t.Fatalf("the network explains the gateway, two levels up: got %v", got)
		}
		tr.Set("network", health.Well())
		if n, ok := tr.Worst(); !ok || n.Code != "gateway" {
			t.Fatalf("the gateway is heard again, got %v", n.Code)
		}
	})
}

func TestAShortFaultIsNobodysBusiness(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		tr := tracker(t, nil)
		tr.Set("gateway", health.Ill("slow"))
		if got := tr.Faults(); len(got) != 0 {
			t.Fatalf("told at once: %v", codes(got))
		}
		time.Sleep(3 * time.Second)
		if got := tr.Faults(); len(got) != 1 {
			t.Fatal("not told after its time")
		}
	})
}

func TestChangesAreToldOnce(t *testing.T) {
	t.Parallel()
	told := 0
	tr := tracker(t, func() { told++ })
	tr.Set("paper", health.Ill("out"))
	tr.Set("paper", health.Ill("out"))
	tr.Set("paper", health.Well())
	tr.Set("no.such", health.Well())
	if told != 2 {
		t.Fatalf("told %d times, not 2", told)
	}
	if tr.State("paper") != health.OK || tr.State("dns") != health.Unknown {
		t.Fatal("states are not as reported")
	}
}

func TestDeclarationsAreHeldAgainstEachOther(t *testing.T) {
	t.Parallel()
	_, err := health.NewTracker([]health.Problem{{Code: "a", DependsOn: "b"}, {Code: "b"}, {Code: "b"}}, time.Now, nil)
	if err == nil {
		t.Fatal("an undeclared parent and a double declaration went through")
	}
}
