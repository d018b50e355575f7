package admin_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"posd/daemon/admin"
	"posd/daemon/bills"
	"posd/payment"
	"posd/payment/reconcile"
)

// drawer keeps reconciliations in memory.
type drawer struct {
	mu      sync.Mutex
	runs    []bills.Run
	gaps    []bills.Gap
	printed int
	newest  string
}

func (d *drawer) Record(o bills.Outcome, part int) (bills.Run, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(o.Run.Digest) != 64 {
		return bills.Run{}, bills.ErrPart
	}
	o.Run.At = time.Now()
	if part == 0 {
		d.runs = append([]bills.Run{o.Run}, d.runs...)
	}
	d.gaps = append(d.gaps, o.Gaps...)
	return o.Run, nil
}

func (d *drawer) Runs(limit int) ([]bills.Run, error) {
	return append([]bills.Run{}, d.runs[:min(limit, len(d.runs))]...), nil
}

func (d *drawer) Gaps() ([]bills.Gap, error) {
	return slices.DeleteFunc(append([]bills.Gap{}, d.gaps...), func(g bills.Gap) bool { return !g.Open }), nil
}

func (d *drawer) Explain(id, by, why string) (bills.Gap, error) {
	i := slices.IndexFunc(d.gaps, func(g bills.Gap) bool { return g.ID == id })
	switch {
	case why == "":
		return bills.Gap{}, bills.ErrText
	case i < 0:
		return bills.Gap{}, bills.ErrUnknown
	}
	d.gaps[i].Open, d.gaps[i].By, d.gaps[i].Why, d.gaps[i].Closed = false, by, why, time.Now()
	return d.gaps[i], nil
}

func (d *drawer) Newest() string { return d.newest }

func (d *drawer) Fetch(_ context.Context, day, operator string, paper bool) (bills.Outcome, error) {
	switch day {
	case "2026-11-24":
		return bills.Outcome{}, bills.ErrNoBill
	case "2026-11-25":
		return bills.Outcome{}, fmt.Errorf("%w: no way", bills.ErrFetch)
	}
	if paper {
		d.printed++
	}
	g := found("91234567890123456789_0")
	return bills.Outcome{Run: bills.Run{
		Format: reconcile.OpenAPI, Name: "alipay-" + day + ".zip", Digest: strings.Repeat("ab", 32), Operator: operator, Gaps: 1, Sums: []bills.Sum{},
	}, Gaps: []bills.Gap{g}}, nil
}

func (d *drawer) Print(bills.Outcome, string) error {
	d.printed++
	return nil
}

// found is a gap as a bill shows it.
func found(number string) bills.Gap {
	g := reconcile.Gap{Kind: reconcile.PaidThere, Type: reconcile.Payment, Number: number}
	return bills.Gap{
		ID: g.ID(), Open: true, Kind: g.Kind, Type: g.Type, Number: number, Payment: "90000000000000000001", Bill: "bill.txt",
		There: &bills.Amount{Value: "500", Currency: "CNY"}, Here: &bills.Amount{Value: "500", Currency: "CNY"}, State: "watched",
	}
}

func outcome(t *testing.T, gaps ...bills.Gap) string {
	t.Helper()
	run := bills.Run{
		Format: reconcile.Spot, Name: "bill.txt", Digest: strings.Repeat("ab", 32), From: time.Unix(0, 0), To: time.Unix(86400, 0),
		Rows: 3, Matched: 2, Gaps: len(gaps), Sums: []bills.Sum{{Currency: "CNY", Bill: "1750", Journal: "1250"}},
	}
	body, err := json.Marshal(map[string]any{"reconciliation": run, "gaps": gaps, "found": []string{}, "part": 0, "print": true})
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func TestReconciliations(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := &drawer{}
		w := newWorld(t, func(p *admin.Parts) { p.Bills = d })
		const path = "/api/v1/reconciliations"
		body := outcome(t, found("90000000000000000001_0"))
		w.refused(w.do(post(path, body)), http.StatusForbidden, "socket_only")
		keep := post(path, body)
		keep.socket = true
		if got := w.do(keep); got.Code != http.StatusCreated || d.printed != 1 {
			t.Fatalf("%d %s, printed %d", got.Code, got.Body, d.printed)
		}
		keep.body = strings.Replace(body, strings.Repeat("ab", 32), "ab", 1)
		w.refused(w.do(keep), http.StatusUnprocessableEntity, "reconcile")
		told := decode[struct {
			Reconciliations []bills.Run
			Gaps            []bills.Gap
		}](w, w.do(call{path: path}), http.StatusOK)
		if len(told.Reconciliations) != 1 || len(told.Gaps) != 1 || told.Gaps[0].Kind != reconcile.PaidThere {
			t.Fatalf("%+v", told)
		}
		gap := path + "/gaps/" + told.Gaps[0].ID
		w.refused(w.do(post(gap, `{}`)), http.StatusUnprocessableEntity, "explain")
		w.refused(w.do(post(path+"/gaps/0011", `{"reason":"x"}`)), http.StatusNotFound, "no_gap")
		closed := decode[struct{ Gap bills.Gap }](w, w.do(post(gap, `{"reason":"refunded by hand"}`)), http.StatusOK).Gap
		if closed.Open || closed.Why != "refunded by hand" || closed.By == "" {
			t.Errorf("%+v", closed)
		}
	})
}

func TestThePageShowsGapsUntilTheyAreExplained(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := &drawer{}
		w := newWorld(t, func(p *admin.Parts) { p.Bills = d })
		for i := range 25 {
			d.gaps = append(d.gaps, found(fmt.Sprintf("%s_%d", payment.NewID(7), i)))
		}
		d.runs = []bills.Run{{Name: "bill <1>.txt", From: time.Unix(0, 0), To: time.Unix(60, 0)}}
		page := w.do(call{path: "/?lang=en"}).Body.String()
		for _, want := range []string{"paid at Alipay, not paid here", "bill &lt;1&gt;.txt", "5 more", "5.00 CNY", "/api/v1/reconciliations/gaps/" + d.gaps[0].ID} {
			if !strings.Contains(page, want) {
				t.Errorf("the page lacks %q", want)
			}
		}
		for i := range d.gaps {
			d.gaps[i].Open = false
		}
		if page := w.do(call{path: "/?lang=en"}).Body.String(); !strings.Contains(page, "No gap waits") || strings.Contains(page, "not paid here") {
			t.Error("explained gaps are still there")
		}
	})
}

// TestThePageFetchesABill where one can be fetched.
func TestThePageFetchesABill(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const form = `data-send="/api/v1/reconciliations/fetch"`
		d := &drawer{newest: "2026-11-22"}
		w := newWorld(t, func(p *admin.Parts) { p.Bills = d })
		if page := w.do(call{path: "/?lang=en"}).Body.String(); !strings.Contains(page, form) || !strings.Contains(page, `value="2026-11-22"`) {
			t.Error("the page does not offer it")
		}
		d.newest = ""
		if page := w.do(call{path: "/?lang=en"}).Body.String(); strings.Contains(page, form) {
			t.Error("the page offers what cannot be had")
		}
	})
}

func TestACashierIsOfferedNoBill(t *testing.T) {
	crewed(t, func(p *admin.Parts) { p.Bills = &drawer{newest: "2026-11-22"} }, func(t *testing.T, c *crew) {
		for pin, id := range map[string]string{"4711": "1", "5822": "2"} {
			page := c.do(as(call{path: "/?lang=en"}, id, pin)).Body.String()
			if offered := strings.Contains(page, "reconciliations/fetch"); offered != (id == "2") {
				t.Errorf("operator %s is offered a bill: %t", id, offered)
			}
		}
	})
}

// A terminal without bills says so, in both languages.
func TestNoBills(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, w *world) {
		if page := w.do(call{path: "/?lang=zh"}).Body.String(); !strings.Contains(page, "尚未核对过账单") {
			t.Error("the page does not say it")
		}
		w.refused(w.do(post("/api/v1/reconciliations/gaps/0011", `{"reason":"x"}`)), http.StatusNotFound, "no_gap")
	})
}

// TestABillIsFetched: what was found comes back, also its gaps; a day without a bill, a failure and no day at all are refused in words.
func TestABillIsFetched(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := &drawer{}
		w := newWorld(t, func(p *admin.Parts) { p.Bills = d })
		for body, status := range map[string]int{
			`{"day":"2026-11-23","operator":"chen","print":true}`: http.StatusCreated,
			`{"day":"2026-11-24"}`:                                http.StatusNotFound,
			`{"day":"2026-11-25"}`:                                http.StatusBadGateway,
			`{"day":"yesterday"}`:                                 http.StatusUnprocessableEntity,
			`{"day":"2026-11-23","no":1}`:                         http.StatusBadRequest,
		} {
			got := w.do(post("/api/v1/reconciliations/fetch", body))
			if got.Code != status {
				t.Errorf("%s: %d %s", body, got.Code, got.Body)
			}
			if status == http.StatusCreated && (!strings.Contains(got.Body.String(), `"operator":"chen"`) || !strings.Contains(got.Body.String(), "91234567890123456789_0")) {
				t.Errorf("%s", got.Body)
			}
		}
		if d.printed != 1 {
			t.Errorf("printed %d times", d.printed)
		}
	})
}
