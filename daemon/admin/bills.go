package admin

import (
	"cmp"
	"context"
	"net/http"
	"time"

	"posd/daemon/bills"
)

// Bills keeps what holding Alipay's bills against the journal found.
type Bills interface {
	// Record keeps one part of an outcome; its errors wrap bills.ErrPart.
	Record(o bills.Outcome, part int) (bills.Run, error)
	// Runs returns the last bills that were held against the journal, the newest first.
	Runs(limit int) ([]bills.Run, error)
	// Gaps returns the gaps that wait for a person, the loudest first.
	Gaps() ([]bills.Gap, error)
	// Explain closes a gap; its errors are bills.ErrUnknown and bills.ErrText.
	Explain(id, by, why string) (bills.Gap, error)
	// Newest names the last day of which Alipay should have a bill by now, like 2026-11-23; "" where bills cannot be fetched.
	Newest() string
	// Fetch has the bill of a day from Alipay, holds it against the journal and keeps what was found; its errors are bills.ErrNoSource,
	// bills.ErrNoBill and bills.ErrFetch.
	Fetch(ctx context.Context, day, operator string, paper bool) (bills.Outcome, error)
	// Print puts an outcome on paper; it does nothing on a terminal without a printer.
	Print(o bills.Outcome, operator string) error
}

// runsTold is how many reconciliations the API and the page tell of.
const runsTold = 20

type reconciliationsJSON struct {
	Runs []bills.Run `json:"reconciliations"`
	Gaps []bills.Gap `json:"gaps"`
}

// outcomeJSON is what posd reconcile found, maybe in parts.
type outcomeJSON struct {
	Run   bills.Run   `json:"reconciliation"`
	Gaps  []bills.Gap `json:"gaps"`
	Found []string    `json:"found"`
	Part  int         `json:"part"`
	Print bool        `json:"print"`
}

func (s *Server) listReconciliations(w http.ResponseWriter, r *http.Request) error {
	runs, err := s.parts.Bills.Runs(runsTold)
	if err != nil {
		return err
	}
	gaps, err := s.parts.Bills.Gaps()
	if err != nil {
		return err
	}
	s.answer(w, r, http.StatusOK, reconciliationsJSON{runs, gaps})
	return nil
}

// keepReconciliation keeps what a command on this machine found.
func (s *Server) keepReconciliation(w http.ResponseWriter, r *http.Request) error {
	var body outcomeJSON
	if err := read(r, &body); err != nil {
		return err
	}
	outcome := bills.Outcome{Run: body.Run, Gaps: body.Gaps, Found: body.Found}
	run, err := s.parts.Bills.Record(outcome, body.Part)
	if err != nil {
		return err
	}
	s.parts.Log.Info("bill_reconciled", "bill", run.Name, "format", string(run.Format), "rows", run.Rows, "matched", run.Matched, "gaps", run.Gaps)
	if body.Print && body.Part == 0 {
		if err := s.parts.Bills.Print(outcome, run.Operator); err != nil {
			return err
		}
	}
	s.answer(w, r, http.StatusCreated, struct {
		Run bills.Run `json:"reconciliation"`
	}{run})
	return nil
}

type fetchJSON struct {
	Day      string `json:"day"`
	Operator string `json:"operator"`
	Print    bool   `json:"print"`
}

// gapsTold is how many gaps the answer to a fetch holds; the others are kept and listed.
const gapsTold = 100

// fetchReconciliation has a day's bill from Alipay and holds it against the journal.
func (s *Server) fetchReconciliation(w http.ResponseWriter, r *http.Request) error {
	var body fetchJSON
	if err := read(r, &body); err != nil {
		return err
	}
	if _, err := time.Parse(time.DateOnly, body.Day); err != nil {
		return refuse(http.StatusUnprocessableEntity, "bill_day", "day must be like 2026-11-23")
	}
	if !isText(body.Operator, bills.MaxBy) {
		return refuse(http.StatusUnprocessableEntity, "text", "operator: at most 64 bytes")
	}
	by, err := s.doingOf(r, body.Operator, "", false)
	if err != nil {
		return err
	}
	body.Operator = cmp.Or(by.label, sourceOf(r))
	o, err := s.parts.Bills.Fetch(r.Context(), body.Day, body.Operator, body.Print)
	if err != nil {
		return err
	}
	s.answer(w, r, http.StatusCreated, struct {
		Run  bills.Run   `json:"reconciliation"`
		Gaps []bills.Gap `json:"gaps"`
	}{o.Run, append([]bills.Gap{}, o.Gaps[:min(len(o.Gaps), gapsTold)]...)})
	return nil
}

type explainJSON struct {
	Reason   string `json:"reason"`
	Operator string `json:"operator"`
}

// explainGap closes a gap because a person knows what became of it.
func (s *Server) explainGap(w http.ResponseWriter, r *http.Request) error {
	var body explainJSON
	if err := read(r, &body); err != nil {
		return err
	}
	by, err := s.doingOf(r, body.Operator, "", false)
	if err != nil {
		return err
	}
	body.Operator = cmp.Or(by.label, sourceOf(r))
	gap, err := s.parts.Bills.Explain(r.PathValue("gap"), body.Operator, body.Reason)
	if err != nil {
		return err
	}
	s.parts.Log.Info("gap_explained", "gap", gap.ID, "kind", string(gap.Kind), "number", gap.Number, "source", sourceOf(r), "operator", gap.By)
	s.answer(w, r, http.StatusOK, struct {
		Gap bills.Gap `json:"gap"`
	}{gap})
	return nil
}

// noBills stands for a terminal whose bills nobody keeps.
type noBills struct{}

func (noBills) Record(bills.Outcome, int) (bills.Run, error) { return bills.Run{}, bills.ErrPart }
func (noBills) Runs(int) ([]bills.Run, error)                { return []bills.Run{}, nil }
func (noBills) Newest() string                               { return "" }
func (noBills) Gaps() ([]bills.Gap, error)                   { return []bills.Gap{}, nil }
func (noBills) Fetch(context.Context, string, string, bool) (bills.Outcome, error) {
	return bills.Outcome{}, bills.ErrNoSource
}

func (noBills) Print(bills.Outcome, string) error { return nil }

func (noBills) Explain(string, string, string) (bills.Gap, error) {
	return bills.Gap{}, bills.ErrUnknown
}
