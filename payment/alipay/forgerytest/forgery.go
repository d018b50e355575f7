package forgerytest

import (
	"flag"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"posd/payment"
)

var mutations = flag.Int("mutations", 5_000, "how many mutated answers each family is given (the long form: 1000000)")

// shortForm bounds what testing.Short leaves of it.
const shortForm = 500

// Answer is what a client gets. Headers are those that matter to its family.
type Answer struct {
	Headers []Header
	Body    string
}

// Header is one line of an answer's head.
type Header struct{ Name, Value string }

// Target is an answer that is believed, and how a client judges answers to the same question.
type Target struct {
	Name   string
	Truth  Answer
	Signed []string // pieces of the truth, of its body or headers, that the signature covers
	Lies   []Answer // well made answers that must not be believed
	Judge  func(Answer) payment.Answer
}

// Run tries -mutations answers in all on the targets, and fails for each that is believed.
func Run(t *testing.T, targets []Target) {
	t.Helper()
	r := run{t: t, targets: targets, rng: rand.New(rand.NewPCG(7, 1)), total: *mutations} //nolint:gosec // a run that can be repeated
	if testing.Short() {
		r.total = min(r.total, shortForm)
	}
	for i := range targets {
		r.truths = append(r.truths, r.judged(i))
	}
	r.lies()
	r.flips()
	for i := 0; r.tried < r.total; i++ {
		at := i % len(targets)
		r.try(at, r.wound(targets[at].Truth), false)
	}
	t.Logf("%d mutated answers (seed 7, 1), %d of them another spelling of the truth, %d accepted", r.tried, r.spellings, r.accepted)
}

// run is one Run.
type run struct {
	t       *testing.T
	targets []Target
	truths  []payment.Answer
	rng     *rand.Rand

	total, tried, spellings, accepted int
}

// judged returns what a truth says: a suite whose truths are not believed proves nothing.
func (r *run) judged(at int) payment.Answer {
	r.t.Helper()
	target := r.targets[at]
	a := target.Judge(target.Truth)
	if !believed(a) {
		r.t.Fatalf("%s: the truth is not believed: %+v", target.Name, a)
	}
	if !target.covered(target.Truth) {
		r.t.Fatalf("%s: the truth does not hold what is said to be signed", target.Name)
	}
	return a
}

func believed(a payment.Answer) bool { return a.Signed || a.Outcome != payment.Unknown }

func (r *run) lies() {
	for at, target := range r.targets {
		for _, lie := range target.Lies {
			r.try(at, lie, true)
		}
	}
}

// flips tries every bit of the first truth, as far as half of all tries go.
func (r *run) flips() {
	truth := r.targets[0].Truth
	for field := range 1 + len(truth.Headers) {
		text := *truth.clone().field(field)
		for bit := range len(text) * 8 {
			if r.tried >= r.total/2 {
				return
			}
			b := []byte(text)
			b[bit/8] ^= 1 << (bit % 8)
			out := truth.clone()
			*out.field(field) = string(b)
			r.try(0, *out, false)
		}
	}
}

// try gives one answer to a target. A lie has no other spelling.
func (r *run) try(at int, a Answer, lie bool) {
	target := r.targets[at]
	if slices.ContainsFunc(r.targets, func(x Target) bool { return reflect.DeepEqual(a, x.Truth) }) {
		return // it may well be true for this question too
	}
	r.tried++
	said := target.Judge(a)
	if !believed(said) {
		return
	}
	truth := r.truths[at]
	said.Detail, truth.Detail = "", ""
	if !lie && reflect.DeepEqual(said, truth) && target.covered(a) {
		r.spellings++
		return
	}
	r.accepted++
	r.t.Errorf("%s: believed: %q: %+v", target.Name, a, said)
}

// covered reports whether an answer holds every byte that the signature covers. A slash may be escaped.
func (x Target) covered(a Answer) bool {
	var whole strings.Builder
	whole.WriteString(a.Body)
	for _, h := range a.Headers {
		whole.WriteString("\x00" + h.Value)
	}
	text := strings.ReplaceAll(whole.String(), `\/`, "/")
	for _, piece := range x.Signed {
		if !strings.Contains(text, strings.ReplaceAll(piece, `\/`, "/")) {
			return false
		}
	}
	return true
}

func (a Answer) clone() *Answer {
	return &Answer{Headers: append([]Header(nil), a.Headers...), Body: a.Body}
}
