package staff

// Allows returns nil if o may give amount back alone, in smallest units, after having given back today already; else a *LimitError.
func (d *Desk) Allows(o Operator, amount, today int64) error {
	limits := o.Limits.or(d.opts.Limits[o.Role])
	if limits.Each != nil && amount > *limits.Each {
		return &LimitError{Limit: *limits.Each, Left: *limits.Each}
	}
	if limits.Day != nil && amount > *limits.Day-today {
		return &LimitError{Limit: *limits.Day, Left: max(*limits.Day-today, 0), Day: true}
	}
	return nil
}

// Approves returns nil if o may approve that somebody else gives amount back: a supervisor or an admin, within the limit of one
// refund that is their own. The limit of a day bounds what they give back themselves.
func (d *Desk) Approves(o Operator, amount int64) error {
	if !o.Role.AtLeast(Supervisor) {
		return ErrRole
	}
	limits := o.Limits.or(d.opts.Limits[o.Role])
	if limits.Each != nil && amount > *limits.Each {
		return &LimitError{Limit: *limits.Each, Left: *limits.Each}
	}
	return nil
}
