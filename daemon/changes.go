package daemon

// What changed, passed on to those who wait for it. None of these blocks.

// saved wakes whoever waits for the journal to grow.
func (d *Daemon) saved(seq uint64) {
	if d.admin != nil {
		d.admin.server.Changed(seq)
	}
}

// healthChanged wakes whoever watches the health tree.
func (d *Daemon) healthChanged() {
	if d.admin != nil {
		d.admin.server.HealthChanged()
	}
	if d.desk != nil {
		d.desk.look()
	}
}
