package daemon

import (
	"posd/configs"
	"posd/daemon/gateways"
)

// line is how the gateway's client is reached.
func (p Parts) line() gateways.Line {
	return gateways.Line{Now: p.Now, Dial: p.dial, Log: p.Log, Passed: p.passed, Heard: p.heard, Peer: p.peer}
}

// CheckKeys reads the key files that a configuration names as the gateway's client will. The error is a *configs.Error.
func CheckKeys(cfg configs.Config) error { return gateways.CheckKeys(cfg) }
