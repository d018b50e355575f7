package daemon

import (
	"slices"

	"posd/daemon/health"
	"posd/payment"
	"posd/payment/alipay/wire"
)

// reachSteps are what lies between the terminal and the gateway's word, each with the reasons that say it is broken. The first that is
// explains all that come after it, the gateway itself last.
var reachSteps = []struct {
	problem string
	reasons []string
}{
	{probNetwork, []string{wire.NoNetwork}},
	{probDNS, []string{wire.NameNotFound}},
	{probReach, []string{wire.ConnectionRefused, wire.ConnectTimeout, wire.ConnectFailed, wire.ProxyRefused}},
	{probTLS, []string{wire.TLSUntrusted, wire.TLSClock, wire.TLSFailed}},
}

// reportReach tells how far a probe got: what lies before its fault is well, what lies behind it cannot be told.
func (d *Daemon) reportReach(g payment.Gate, r health.Report) {
	if g.Cause.Code == payment.CauseStarting || g.Cause.Code == payment.CauseJournal {
		return // nobody was asked
	}
	broken := len(reachSteps)
	for i, s := range reachSteps {
		if !g.Open && slices.Contains(s.reasons, g.Cause.Code) {
			broken = i
		}
	}
	for i, s := range reachSteps {
		switch {
		case i < broken:
			d.health.Set(s.problem, health.Well())
		case i == broken:
			d.health.Set(s.problem, r)
		default:
			d.health.Set(s.problem, health.Report{})
		}
	}
}
