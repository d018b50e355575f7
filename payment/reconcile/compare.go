package reconcile

import (
	"cmp"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"posd/payment"
)

// Edge is how far our clock and Alipay's may put a sale into different days.
const Edge = 15 * time.Minute

// margin is how long after its day a payment may still be worked on in a way that the bill tells of.
const margin = 24 * time.Hour

// Book is what the journal knows.
type Book interface {
	// Get returns a payment, or an error that wraps payment.ErrUnknownPayment.
	Get(id payment.ID) (payment.Payment, error)
	// Touched yields the payments of which something was recorded at from or later and before to, each at least once, as they
	// stand now.
	Touched(from, to time.Time) iter.Seq2[payment.Payment, error]
}

// Opts are how a bill is to be compared.
type Opts struct {
	From, To time.Time // the window; zero: the bill's own
	Shared   bool      // the bill covers other terminals too: numbers unknown here are theirs
	Terminal string    // this terminal's id, by which lines that name another one are left alone
}

// Compare holds a bill against the journal. The error wraps [ErrWindow], or is the Book's.
func Compare(b Bill, book Book, opts Opts) (Result, error) {
	c := comparison{
		bill: b, book: book, opts: opts, claims: map[Key]*claim{}, lines: map[Key][]Row{}, known: map[payment.ID]*payment.Payment{},
		result: Result{Format: b.Format, Name: b.Name, Digest: b.Digest, Rows: len(b.Rows), Sums: map[payment.Currency]Sum{}},
	}
	if err := c.window(); err != nil {
		return Result{}, err
	}
	if err := c.gather(); err != nil {
		return Result{}, err
	}
	for _, row := range c.own {
		if err := c.judge(row); err != nil {
			return Result{}, err
		}
	}
	c.missing()
	order := Kinds()
	slices.SortStableFunc(c.result.Gaps, func(a, b Gap) int {
		return cmp.Or(cmp.Compare(slices.Index(order, a.Kind), slices.Index(order, b.Kind)), cmp.Compare(a.Number, b.Number))
	})
	return c.result, nil
}

// comparison is one in progress.
type comparison struct {
	bill   Bill
	book   Book
	opts   Opts
	own    []Row                           // the bill's lines that are not another terminal's
	lines  map[Key][]Row                   // the same, by what they are about
	known  map[payment.ID]*payment.Payment // what was looked up; nil: the journal has none
	claims map[Key]*claim                  // what the journal says
	result Result
}

// window settles which days are compared.
func (c *comparison) window() error {
	c.result.From, c.result.To = c.opts.From, c.opts.To
	if c.result.From.IsZero() {
		c.result.From, c.result.To = c.bill.From, c.bill.To
	}
	if !c.result.From.IsZero() {
		return nil
	}
	var first, last time.Time
	for _, r := range c.bill.Rows {
		if r.Time.IsZero() {
			continue
		}
		if first.IsZero() || r.Time.Before(first) {
			first = r.Time
		}
		if r.Time.After(last) {
			last = r.Time
		}
	}
	if first.IsZero() {
		return ErrWindow
	}
	first, last = first.In(beijing), last.In(beijing)
	if day := first.Format(time.DateOnly); day == last.Format(time.DateOnly) { // one day: the whole of it
		var err error
		c.result.From, c.result.To, err = Day(day)
		return err
	}
	c.result.From, c.result.To, c.result.Derived = first, last.Add(time.Second), true
	return nil
}

// gather sorts the lines by number and asks the journal what it says about the window.
func (c *comparison) gather() error {
	for _, r := range c.bill.Rows {
		if r.Terminal != "" && c.opts.Terminal != "" && r.Terminal != c.opts.Terminal {
			c.result.Others++
			continue
		}
		c.own = append(c.own, r)
		key := Key{r.Type, r.Number}
		c.lines[key] = append(c.lines[key], r)
	}
	for p, err := range c.book.Touched(c.result.From.Add(-margin), c.result.To.Add(margin)) {
		if err != nil {
			return err
		}
		c.learn(p)
	}
	return nil
}

func (c *comparison) learn(p payment.Payment) *payment.Payment {
	if c.known[p.ID] == nil {
		c.known[p.ID] = &p
		for key, claim := range claimsOf(p) {
			c.claims[key] = &claim
		}
	}
	return c.known[p.ID]
}

// find returns the payment of one of our numbers, nil if there is none.
func (c *comparison) find(number string) (*payment.Payment, error) {
	id, ok := idOf(number)
	if !ok {
		return nil, nil //nolint:nilnil // none is an answer
	}
	if p, looked := c.known[id]; looked {
		return p, nil
	}
	p, err := c.book.Get(id)
	if errors.Is(err, payment.ErrUnknownPayment) {
		c.known[id] = nil
		return nil, nil //nolint:nilnil // the same
	}
	if err != nil {
		return nil, fmt.Errorf("payment %s: %w", id, err)
	}
	return c.learn(p), nil
}

// idOf takes the payment's id out of a number that this program made: "9", 19 digits, "_", the attempt.
func idOf(number string) (payment.ID, bool) {
	const length = 20
	if len(number) <= length || number[0] != '9' || number[length] != '_' {
		return "", false
	}
	for _, c := range []byte(number[:length]) {
		if c < '0' || c > '9' {
			return "", false
		}
	}
	return payment.ID(number[:length]), true
}

// missing names what the journal has and the bill lacks.
func (c *comparison) missing() {
	for key, claim := range c.claims {
		if !claim.must || !claim.met && !c.inside(claim.at) {
			continue
		}
		c.add(claim.amount.Currency, Sum{Here: signed(key.Type, claim.amount.Minor)})
		if claim.met {
			continue
		}
		c.gap(Gap{
			Kind: MissingThere, Type: key.Type, Number: key.Number, Payment: claim.payment, Ref: claim.ref, Here: claim.amount,
			State: claim.state, At: claim.at, Edge: !claim.said && c.atEdge(claim.at),
		})
	}
}

func (c *comparison) inside(at time.Time) bool {
	return !at.Before(c.result.From) && at.Before(c.result.To)
}

func (c *comparison) atEdge(at time.Time) bool {
	return at.Sub(c.result.From) < Edge || c.result.To.Sub(at) <= Edge
}

func (c *comparison) gap(g Gap) { c.result.Gaps = append(c.result.Gaps, g) }

func (c *comparison) add(currency payment.Currency, more Sum) {
	sum := c.result.Sums[currency]
	sum.There += more.There
	sum.Here += more.Here
	c.result.Sums[currency] = sum
}

// signed gives money that goes back its sign.
func signed(t Type, minor int64) int64 {
	if t == Refund || t == Cancel {
		return -minor
	}
	return minor
}
