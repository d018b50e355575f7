package reconcile

import (
	"posd/payment"
)

// judge holds one line of the bill against the journal.
func (c *comparison) judge(row Row) error {
	key := Key{row.Type, row.Number}
	if first := c.lines[key][0]; first.Line != row.Line {
		c.count(row)
		c.gap(gapOf(Twice, row))
		return nil
	}
	p, err := c.owner(row)
	if err != nil {
		return err
	}
	if p == nil {
		if c.opts.Shared {
			c.result.Others++
			return nil
		}
		c.count(row)
		c.gap(gapOf(MissingHere, row))
		return nil
	}
	c.count(row)
	switch row.Type {
	case Payment:
		c.judgePayment(row, p)
	case Refund:
		c.judgeRefund(row, p)
	case Cancel:
		c.judgeCancel(row, p)
	case Other:
		c.gap(about(gapOf(MissingHere, row), p))
	}
	return nil
}

// count adds a line to the bill's sum. A cancel whose payment is not in the bill closed what was never paid.
func (c *comparison) count(row Row) {
	if row.Type == Cancel && len(c.lines[Key{Payment, row.Number}]) == 0 {
		return
	}
	c.add(row.Amount.Currency, Sum{There: signed(row.Type, row.Amount.Minor)})
}

// owner finds the payment that a line is about: by its number, by the original one, or by a refund number that the journal has.
func (c *comparison) owner(row Row) (*payment.Payment, error) {
	for _, number := range []string{row.Number, row.Of} {
		if p, err := c.find(number); p != nil || err != nil {
			return p, err
		}
	}
	if claim := c.claims[Key{Refund, row.Number}]; claim != nil {
		return c.known[claim.payment], nil
	}
	return nil, nil //nolint:nilnil // nobody's
}

// judgePayment: money was taken there.
func (c *comparison) judgePayment(row Row, p *payment.Payment) {
	claim := c.claims[Key{Payment, row.Number}]
	if claim == nil { // an attempt that ended before the present one, or one that was never made
		c.gap(about(gapOf(PaidThere, row), p))
		return
	}
	claim.met = true
	g := about(gapOf(MissingHere, row), p)
	g.Here, g.State = claim.amount, claim.state
	switch {
	case row.Amount != claim.amount:
		g.Kind = AmountOff
	case claim.must, c.takenBack(row) && (claim.may || p.State == payment.StateCancelled || p.State == payment.StateWatched):
		c.match(row)
		return
	case p.State.Final() || p.State.Settled() || !p.Wanted():
		g.Kind = PaidThere
	default: // the gateway has not told us yet
		g.Kind = StatusOff
	}
	c.gap(g)
}

// takenBack reports whether the same bill gives all of a payment's money back, by a cancel or by lines under its own number.
func (c *comparison) takenBack(row Row) bool {
	var back int64
	for _, t := range []Type{Cancel, Refund} {
		for _, r := range c.lines[Key{t, row.Number}] {
			back += r.Amount.Minor
		}
	}
	return back == row.Amount.Minor
}

// judgeCancel: a payment was reversed there, or closed before it was paid.
func (c *comparison) judgeCancel(row Row, p *payment.Payment) {
	g := about(gapOf(StatusOff, row), p)
	claim := c.claims[Key{Payment, row.Number}]
	if claim == nil { // an attempt that was closed before the next one began
		c.match(row)
		return
	}
	g.Here, g.State = claim.amount, claim.state
	switch {
	case p.State == payment.StatePaid, p.State == payment.StateRefunded && !p.Late:
		c.gap(g) // ours is paid, theirs is not
	case row.Amount != claim.amount:
		g.Kind = AmountOff
		c.gap(g)
	case p.State.Settled():
		c.match(row)
	default:
		c.gap(g)
	}
}

// judgeRefund: money went back there.
func (c *comparison) judgeRefund(row Row, p *payment.Payment) {
	claim := c.claims[Key{Refund, row.Number}]
	if claim == nil {
		if row.Number == p.Number() { // a reversal that the family writes as a refund
			c.judgeCancel(row, p)
			return
		}
		c.gap(about(gapOf(MissingHere, row), p))
		return
	}
	claim.met = true
	g := about(gapOf(StatusOff, row), p)
	g.Here, g.State = claim.amount, claim.state
	switch {
	case row.Amount != claim.amount:
		g.Kind = AmountOff
	case claim.must:
		c.match(row)
		return
	}
	c.gap(g)
}

func (c *comparison) match(row Row) {
	c.result.Matched = append(c.result.Matched, Key{row.Type, row.Number})
}

// gapOf is a gap about a line.
func gapOf(kind Kind, row Row) Gap {
	return Gap{Kind: kind, Type: row.Type, Number: row.Number, Ref: row.Ref, Line: row.Line, There: row.Amount, At: row.Time}
}

// about adds what the journal says about the payment.
func about(g Gap, p *payment.Payment) Gap {
	g.Payment, g.State = p.ID, p.State.String()
	return g
}
