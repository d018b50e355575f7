package gateways

import (
	"crypto/rsa"
	"strings"

	"posd/configs"
	"posd/configs/words"
	"posd/payment/alipay"
)

// CheckKeys reads the key files that a configuration names as the gateway's client will, so that a technician hears of each of
// them at once, and where the right key is to be had. The error is a *configs.Error.
func CheckKeys(cfg configs.Config) error {
	var faults []configs.Fault
	if keys := families[cfg.Gateway.Family].keys; keys != nil {
		faults = keys(cfg)
	}
	if _, err := trusted(cfg.Gateway.CAFile); err != nil {
		faults = append(faults, cfg.Fault("gateway.ca_file", words.Say("command.ca_unusable", err.Error()), words.Message{}))
	}
	return configs.Invalid(faults...)
}

// rsaKeyFaults are those of our private key and Alipay's public key.
func rsaKeyFaults(cfg configs.Config) []configs.Fault {
	var faults []configs.Fault
	private, err := alipay.LoadPrivateKey(cfg.Gateway.PrivateKey)
	if err != nil {
		faults = append(faults, unusable(cfg, "gateway.private_key", cfg.Gateway.PrivateKey, err, "command.key_ours_do"))
	}
	public, err := alipay.LoadPublicKey(cfg.Gateway.AlipayPublicKey)
	switch {
	case err != nil:
		faults = append(faults, unusable(cfg, "gateway.alipay_public_key", cfg.Gateway.AlipayPublicKey, err, "command.key_theirs_do"))
	case ours(private, public):
		faults = append(faults, cfg.Fault("gateway.alipay_public_key", words.Say("command.key_own"), words.Say("command.key_theirs_do")))
	}
	return faults
}

// unusable is the fault of a key file. What the loader says about it holds no byte of the key; the path stands in the fault.
func unusable(cfg configs.Config, key, path string, err error, cure words.Key) configs.Fault {
	_, detail, found := strings.Cut(err.Error(), path+": ")
	if !found {
		detail = err.Error()
	}
	return cfg.Fault(key, words.Say("command.key_unusable", detail), words.Say(cure))
}

// ours reports whether public is the public half of our own key, which a technician downloads where Alipay's is meant.
func ours(private *rsa.PrivateKey, public *rsa.PublicKey) bool {
	return private != nil && public.Equal(private.Public())
}
