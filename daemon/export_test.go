package daemon

import (
	"time"

	"posd/configs"
	"posd/payment"
	"posd/payment/alipay/wire"
)

// OpenGateway builds the way to Alipay that cfg asks for, over dial.
func OpenGateway(cfg configs.Config, dial wire.DialFunc) (payment.Gateway, error) {
	return openGatewayBy(cfg, line{now: time.Now, dial: dial, log: silence()})
}

// Rules are the payment protocol's timing as cfg has it.
func Rules(cfg configs.Config) payment.Policy { return rules(cfg) }

// GatewayFamilies lists the families that can be opened.
func GatewayFamilies() []string {
	var names []string
	for name := range gatewayFamilies {
		names = append(names, name)
	}
	return names
}
