package payment

import "time"

// Gate tells whether sales may start. It opens when the gateway has answered a probe under a valid signature, and closes when
// an answer during a sale refuses our key or ids (promise 28) or the journal refuses to write (promise 19).
type Gate struct {
	Open   bool
	Cause  Reason    // why it is closed
	Detail string    // for the log and the technician
	Since  time.Time // of the last change
}

// Causes of a closed gate that do not come from the gateway itself.
const (
	CauseStarting = "starting"       // not asked yet
	CauseJournal  = "journal_broken" // the journal refuses to write
)

// probeMin and probeMax bound the doubling pauses between probes while the gate is closed.
const (
	probeMin = time.Second
	probeMax = 30 * time.Second
)

// closeGate stops new sales and asks the gateway again. A broken journal is the graver cause and stays the one that is shown.
func (c *Core) closeGate(cause Reason, detail string) {
	if c.broken != nil {
		return
	}
	if c.gate.Open || c.gate.Cause.Code != cause.Code {
		c.setGate(Gate{Cause: cause, Detail: detail, Since: c.now()})
	}
	c.Probe()
}

func (c *Core) setGate(g Gate) {
	c.gate = g
	c.log.Info("gate_changed", "open", g.Open, "cause", g.Cause.Code, "wire", g.Cause.Wire, "detail", g.Detail)
	if c.hear.Gate != nil {
		c.hear.Gate(g)
	}
}

// Probe asks the gateway now, unless a probe is already under way, and puts off the one that was due later. It needs no record:
// it can move no money.
func (c *Core) Probe() {
	if c.probing || c.closing || c.broken != nil {
		return
	}
	c.hands.ProbeAfter(0)
	c.probing = true
	c.hands.Probe()
}

// Probed takes what came back for the probe.
func (c *Core) Probed(a Answer) {
	c.probing = false
	if c.broken != nil {
		return
	}
	if a.Outcome == Done && a.Signed {
		c.probeWait = 0
		if !c.gate.Open {
			c.setGate(Gate{Open: true, Since: c.now()})
		}
		return
	}
	if c.gate.Open || c.gate.Cause != a.Reason {
		c.setGate(Gate{Cause: a.Reason, Detail: a.Detail, Since: c.now()})
	}
	c.probeWait = min(max(2*c.probeWait, probeMin), probeMax)
	if !c.closing {
		c.hands.ProbeAfter(c.probeWait)
	}
}
