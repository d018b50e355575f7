package bills

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"posd/daemon/journal"
	"posd/payment/reconcile"
)

// Outcome is what holding a bill against a journal found, before it is kept.
type Outcome struct {
	Run  Run
	Gaps []Gap // the loudest first; those that were explained before are not Open
	// Found are the ids of gaps of earlier bills about whose numbers this bill and the journal agree.
	Found []string
}

// Judge holds a bill against a journal, which it only reads.
func Judge(j Reader, bill reconcile.Bill, opts reconcile.Opts) (Outcome, error) {
	result, err := reconcile.Compare(bill, shelf{j}, opts)
	if err != nil {
		return Outcome{}, err
	}
	out := Outcome{Run: runOf(result)}
	for _, g := range result.Gaps {
		w, err := remember(j, wireGap(g, result.Name))
		if err != nil {
			return Outcome{}, err
		}
		if w.Open {
			out.Run.Gaps++
		} else {
			out.Run.Settled++
		}
		out.Gaps = append(out.Gaps, w)
	}
	out.Found, err = found(j, result.Matched)
	return out, err
}

func runOf(r reconcile.Result) Run {
	run := Run{
		Format: r.Format, Name: r.Name, Digest: r.Digest, From: r.From, To: r.To, Derived: r.Derived, Rows: r.Rows,
		Matched: len(r.Matched), Others: r.Others, Sums: []Sum{},
	}
	for currency, s := range r.Sums {
		run.Sums = append(run.Sums, Sum{currency, strconv.FormatInt(s.There, 10), strconv.FormatInt(s.Here, 10)})
	}
	slices.SortFunc(run.Sums, func(a, b Sum) int { return cmp.Compare(a.Currency, b.Currency) })
	return run
}

// remember adds what is known about a gap from before. With the same figures it stays explained.
func remember(j Reader, g Gap) (Gap, error) {
	old, err := gapIn(j, g.ID)
	if errors.Is(err, ErrUnknown) {
		return g, nil
	}
	if err != nil {
		return g, err
	}
	if old.gap().Same(g.gap()) {
		g.Open, g.By, g.Why, g.Closed, g.Since = old.Open, old.By, old.Why, old.Closed, old.Since
	}
	return g, nil
}

// found returns the open gaps whose numbers are among those that agree.
func found(j Reader, matched []reconcile.Key) ([]string, error) {
	agree := map[reconcile.Key]bool{}
	for _, key := range matched {
		agree[key] = true
	}
	gaps, err := openGaps(j)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, g := range gaps {
		if agree[reconcile.Key{Type: g.Type, Number: g.Number}] {
			ids = append(ids, g.ID)
		}
	}
	return ids, nil
}

// openGaps returns every gap that waits for a person, the loudest first.
func openGaps(j Reader) ([]Gap, error) {
	gaps := []Gap{}
	for key, err := range j.OpenKeys(Stream) {
		if err != nil {
			return nil, err
		}
		g, err := gapIn(j, key[len(gapKey):])
		if err != nil {
			return nil, err
		}
		gaps = append(gaps, g)
	}
	order := reconcile.Kinds()
	slices.SortStableFunc(gaps, func(a, b Gap) int {
		return cmp.Or(cmp.Compare(slices.Index(order, a.Kind), slices.Index(order, b.Kind)), a.Seen.Compare(b.Seen))
	})
	return gaps, nil
}

// gapIn reads a gap as it stands.
func gapIn(j Reader, id string) (Gap, error) {
	e, err := j.Latest(Stream, gapKey+id)
	if errors.Is(err, journal.ErrNotFound) {
		return Gap{}, fmt.Errorf("%w: %s", ErrUnknown, id)
	}
	if err != nil {
		return Gap{}, err
	}
	var g Gap
	return g, decode(e, &g)
}

func decode(e journal.Entry, v any) error {
	if e.Version != version {
		return fmt.Errorf("reconciliation record %d: version %d is not known", e.Seq, e.Version)
	}
	if err := json.Unmarshal(e.Body, v); err != nil {
		return fmt.Errorf("reconciliation record %d: %w", e.Seq, err)
	}
	return nil
}
