package daemon

import (
	"time"

	"posd/configs"
	"posd/daemon/gateways"
	"posd/payment"
	"posd/payment/alipay/wire"
)

// OpenGateway builds the way to Alipay that cfg asks for, over dial.
func OpenGateway(cfg configs.Config, dial wire.DialFunc) (payment.Gateway, error) {
	return gateways.Open(cfg, gateways.Line{Dial: dial})
}

// OpenGatewayWithoutTime does the same on a terminal that does not know the time: passed is what it knows to have passed, and heard
// is told the gateway's.
func OpenGatewayWithoutTime(cfg configs.Config, dial wire.DialFunc, passed time.Time, heard func(time.Time)) (payment.Gateway, error) {
	return gateways.Open(cfg, gateways.Line{
		Now: func() time.Time { return time.Unix(17, 0) }, Dial: dial,
		Passed: func() (time.Time, bool) { return passed, true }, Heard: heard,
	})
}

// Rules are the payment protocol's timing as cfg has it.
func Rules(cfg configs.Config) payment.Policy { return gateways.Rules(cfg) }

// GatewayFamilies lists the families that can be opened.
func GatewayFamilies() []string { return gateways.Families() }
