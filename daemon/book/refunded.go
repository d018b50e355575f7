package book

import (
	"posd/payment"
)

// RefundedBy sums up, in smallest units, the refunds that were asked for on a business day by operators whom by accepts. One whose
// outcome is not known counts as done.
func (b *Book) RefundedBy(day string, by func(operator string) bool) (int64, error) {
	changed, err := b.found(termDay+day, 0)
	if err != nil {
		return 0, err
	}
	open, err := b.Open()
	if err != nil {
		return 0, err
	}
	var sum int64
	counted := map[payment.ID]bool{}
	for _, p := range append(open, changed...) {
		if counted[p.ID] {
			continue
		}
		counted[p.ID] = true
		for _, f := range p.Refunds {
			counts := f.State == payment.RefundDone || f.State == payment.RefundPending
			if counts && !f.Late && b.Day(f.Asked) == day && by(f.Operator) {
				sum += f.Amount.Minor
			}
		}
	}
	return sum, nil
}
