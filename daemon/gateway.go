package daemon

import (
	"context"

	"posd/configs"
	"posd/daemon/gateways"
)

// line is how the gateway's client is reached.
func (p Parts) line() gateways.Line {
	return gateways.Line{Now: p.Now, Dial: p.dial, Log: p.Log, Passed: p.passed, Heard: p.heard, Peer: p.peer}
}

// CheckKeys reads the key files that a configuration names as the gateway's client will. The error is a *configs.Error.
func CheckKeys(cfg configs.Config) error { return gateways.CheckKeys(cfg) }

// numbers tells with which digits new numbers go on, where the gateway gives them out; nil where it does not.
func (d *Daemon) numbers() func() string {
	if giver, ok := d.gateway.(interface{ Numbers() string }); ok {
		return giver.Numbers
	}
	return nil
}

// gatewayParts keep fresh what the gateway's client needs to be let in, if anything.
func (d *Daemon) gatewayParts() []part {
	if kept, ok := d.gateway.(interface {
		Run(ctx context.Context) error
	}); ok {
		return []part{{name: "gateway_keeper", run: kept.Run}}
	}
	return nil
}
