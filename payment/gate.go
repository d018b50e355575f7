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
func (c *Cashier) closeGate(cause Reason, detail string) {
	if c.broken != nil {
		return
	}
	if c.gate.Open || c.gate.Cause.Code != cause.Code {
		c.setGate(Gate{Cause: cause, Detail: detail, Since: c.now()})
	}
	c.probe()
}

func (c *Cashier) setGate(g Gate) {
	c.gate = g
	c.log.Info("gate_changed", "open", g.Open, "cause", g.Cause.Code, "wire", g.Cause.Wire, "detail", g.Detail)
	shown := g
	c.shownGate.Store(&shown)
	if c.hear.Gate != nil {
		c.hear.Gate(g)
	}
}

// probe asks the gateway now, unless a probe is already under way, and puts off the one that was due later. It needs no record:
// it can move no money.
func (c *Cashier) probe() {
	if c.probing || c.closing || c.broken != nil {
		return
	}
	c.putOffProbe()
	c.probing = true
	c.inFlight++
	go func() {
		ctx, stop := c.callContext()
		defer stop()
		a := c.gateway.Probe(ctx)
		c.post(func() { c.probed(a) })
	}()
}

func (c *Cashier) putOffProbe() {
	if c.probeLater != nil {
		c.probeLater.Stop()
	}
}

func (c *Cashier) probed(a Answer) {
	c.inFlight--
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
		c.probeLater = c.after(c.probeWait, c.probe)
	}
}
