package health

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"posd/configs/words"
)

// Report is what a part says about a problem.
type Report struct {
	State  State
	Cause  words.Message
	Cure   words.Message
	Note   words.Message
	Detail string
}

// Well is the report of a part in order.
func Well() Report { return Report{State: OK} }

// Ill is the report of a fault with a technician's detail.
func Ill(detail string) Report { return Report{State: Faulty, Detail: detail} }

// Tracker holds the state of every declared problem. It is safe for concurrent use.
type Tracker struct {
	mu      sync.Mutex
	order   []string
	nodes   map[string]*Node
	now     func() time.Time
	changed func()
}

// NewTracker declares problems, parents before children. changed is called after every change, from the goroutine that
// reported it; it must not block and may be nil.
func NewTracker(problems []Problem, now func() time.Time, changed func()) (*Tracker, error) {
	t := &Tracker{nodes: map[string]*Node{}, now: now, changed: changed}
	var faults []error
	for _, p := range problems {
		if t.nodes[p.Code] != nil {
			faults = append(faults, fmt.Errorf("problem %s is declared twice", p.Code))
		}
		if p.DependsOn != "" && t.nodes[p.DependsOn] == nil {
			faults = append(faults, fmt.Errorf("problem %s depends on %s, which is not declared before it", p.Code, p.DependsOn))
		}
		t.order = append(t.order, p.Code)
		t.nodes[p.Code] = &Node{Problem: p, Since: now(), began: time.Now()}
	}
	return t, errors.Join(faults...)
}

// Set notes what a part says. An undeclared code is ignored: problems are declared by the composition root, and a test holds
// the declarations against the reports.
func (t *Tracker) Set(code string, r Report) {
	if t.set(code, r) && t.changed != nil {
		t.changed()
	}
}

func (t *Tracker) set(code string, r Report) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	n := t.nodes[code]
	if n == nil {
		return false
	}
	same := n.State == r.State && n.Detail == r.Detail && n.Cause.Key == r.Cause.Key && n.Note.Key == r.Note.Key
	if n.State != r.State {
		n.Since, n.began = t.now(), time.Now()
	}
	n.State, n.Cause, n.Cure, n.Note, n.Detail = r.State, r.Cause, r.Cure, r.Note, r.Detail
	return !same
}

// Snapshot returns every problem in the order of declaration.
func (t *Tracker) Snapshot() []Node {
	t.mu.Lock()
	defer t.mu.Unlock()
	all := make([]Node, 0, len(t.order))
	for _, code := range t.order {
		n := *t.nodes[code]
		n.Silenced = t.silenced(n)
		all = append(all, n)
	}
	return all
}

// silenced reports whether a fault of any ancestor explains n.
func (t *Tracker) silenced(n Node) bool {
	for up := n.DependsOn; up != ""; up = t.nodes[up].DependsOn {
		if t.nodes[up].State == Faulty {
			return true
		}
	}
	return false
}

// Faults returns the faults that a person should hear of: not silenced and old enough. The worst come first.
func (t *Tracker) Faults() []Node {
	faults := slices.DeleteFunc(t.Snapshot(), func(n Node) bool {
		return n.State != Faulty || n.Silenced || time.Since(n.began) < n.ShowAfter
	})
	slices.SortStableFunc(faults, func(a, b Node) int { return int(b.Severity) - int(a.Severity) })
	return faults
}

// Worst returns the worst fault that a person should hear of.
func (t *Tracker) Worst() (Node, bool) {
	faults := t.Faults()
	if len(faults) == 0 {
		return Node{}, false
	}
	return faults[0], true
}

// State returns the state of one problem.
func (t *Tracker) State(code string) State {
	t.mu.Lock()
	defer t.mu.Unlock()
	if n := t.nodes[code]; n != nil {
		return n.State
	}
	return Unknown
}
