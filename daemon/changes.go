package daemon

// What changed, passed on to those who wait for it. None of these blocks.

// saved wakes whoever waits for the journal to grow, and has it looked after when it may grow no further.
func (d *Daemon) saved(seq uint64) {
	if d.journal.Room() != nil {
		nudge(d.look)
	}
	if d.admin != nil {
		d.admin.server.Changed(seq)
	}
}

// tillChanged wakes whoever watches the counter, and lets the lamps follow.
func (d *Daemon) tillChanged() {
	if d.admin != nil {
		d.admin.server.TillChanged()
	}
	d.desk.look()
}

// healthChanged wakes whoever watches the health tree.
func (d *Daemon) healthChanged() {
	if d.admin != nil {
		d.admin.server.HealthChanged()
	}
	if d.till != nil {
		d.till.Look()
	}
	if d.desk != nil {
		d.desk.look()
	}
}
