package paymenttest

import (
	"sync"
	"time"
)

// plan says how a process ends.
type plan struct {
	hazard Hazard
	after  time.Duration // hazards of time

	mu   sync.Mutex
	left int // hazards of a moment: how many go by first
}

func (d dice) plan() *plan {
	p := &plan{after: d.within(time.Minute, 2*time.Hour), left: d.IntN(1 + d.IntN(120))}
	p.hazard = oneOf(d, hazardShutdown, hazardCrash, hazardCutBefore, hazardCutAfter, hazardCutSending, hazardCutHearing,
		hazardRefusedSave, hazardKeptSave)
	return p
}

// due counts down, and reports true once.
func (p *plan) due(h Hazard) bool {
	if p.hazard != h {
		return false
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.left--
	return p.left == -1
}

// count cuts the power if this is the moment.
func (p *plan) count(h Hazard, power *Power) {
	if p.due(h) {
		power.Cut()
	}
}

func (p *plan) fate() Fate {
	switch {
	case p.due(hazardCutBefore):
		return FateCutBefore
	case p.due(hazardCutAfter):
		return FateCutAfter
	case p.due(hazardRefusedSave):
		return FateRefused
	case p.due(hazardKeptSave):
		return FateRefusedKept
	}
	return FateKept
}

// broke reports whether the disk has refused.
func (p *plan) broke() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return (p.hazard == hazardRefusedSave || p.hazard == hazardKeptSave) && p.left < 0
}
