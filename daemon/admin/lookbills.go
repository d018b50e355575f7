package admin

import (
	"net/http"
	"strconv"

	"posd/configs/words"
	"posd/daemon/bills"
	"posd/daemon/staff"
)

// pageGaps is how many open gaps the page shows.
const pageGaps = 20

// gapLook is a gap that waits for a person.
type gapLook struct {
	ID, Kind, Cure     string
	Type, Number       string
	There, Here, State string
	Note               string // what a later bill or our clock says about it
	Href               string // of the payment, empty where there is none
	Ask                string
	Bill               string
}

// lookBills shows which bill was held against the journal last, the gaps that wait, and what fetches a bill to whoever may.
func (s *Server) lookBills(l *look, r *http.Request) error {
	if actorOf(r).role.AtLeast(staff.Supervisor) {
		l.FetchDay = s.parts.Bills.Newest()
	}
	runs, err := s.parts.Bills.Runs(1)
	if err != nil {
		return err
	}
	if len(runs) > 0 {
		l.LastBill = words.Text(l.Lang, "reconcile.last", runs[0].Name, s.when(runs[0].At))
		l.BillDays = runs[0].Days() + ", " + words.Text(l.Lang, "reconcile.matched") + " " + strconv.Itoa(runs[0].Matched) + "/" + strconv.Itoa(runs[0].Rows)
	}
	gaps, err := s.parts.Bills.Gaps()
	if err != nil {
		return err
	}
	for _, g := range gaps[:min(len(gaps), pageGaps)] {
		l.Gaps = append(l.Gaps, lookGap(l, g))
	}
	if more := len(gaps) - len(l.Gaps); more > 0 {
		l.MoreGaps = words.Text(l.Lang, "reconcile.more", more)
	}
	return nil
}

func lookGap(l *look, g bills.Gap) gapLook {
	kind := words.Key("reconcile.kind_" + string(g.Kind))
	v := gapLook{
		ID: g.ID, Kind: words.Text(l.Lang, kind), Cure: words.Text(l.Lang, kind+"_do"), Type: words.Text(l.Lang, words.Key("reconcile.type_"+string(g.Type))),
		Number: g.Number, There: g.There.Decimal(), Here: g.Here.Decimal(), State: g.State, Bill: g.Bill,
		Ask: words.Text(l.Lang, "reconcile.ask_explain", g.Number),
	}
	switch {
	case g.Since != "":
		v.Note = words.Text(l.Lang, "reconcile.found", g.Since)
	case g.Edge:
		v.Note = words.Text(l.Lang, "reconcile.edge")
	}
	if g.Payment != "" {
		v.Href = l.to(g.Payment)
	}
	return v
}
