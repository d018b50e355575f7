package gateways

import (
	"errors"
	"io/fs"
	"strings"
	"time"

	"posd/configs"
	"posd/configs/words"
	"posd/payment"
	"posd/payment/acquirer"
	"posd/payment/alipay"
)

// openAcquirer makes the client of a relay.
func openAcquirer(cfg configs.Config, l Line) (Gateway, error) {
	c, err := newAcquirer(cfg, l)
	if err != nil {
		return nil, err
	}
	return c, nil
}

// OpenAcquirer makes the client of a relay, for a command that enrols the terminal there.
func OpenAcquirer(cfg configs.Config, l Line) (*acquirer.Client, error) {
	var err error
	if l.roots, err = trusted(cfg.Gateway.CAFile); err != nil {
		return nil, err
	}
	return newAcquirer(cfg, l)
}

func newAcquirer(cfg configs.Config, l Line) (*acquirer.Client, error) {
	g := cfg.Gateway
	id, err := acquirer.OpenIdentity(g.Identity)
	if err != nil {
		return nil, err
	}
	return acquirer.New(acquirer.Config{
		URLs: append([]string{g.URL}, g.BackupURLs...), StoreID: cfg.Merchant.StoreID, StoreName: storeName(cfg.Merchant), CallTimeout: g.CallTimeout,
	}, acquirer.Parts{
		Identity: id, Code: func() (string, error) { return enrollmentCode(g.CodeFile) }, Dial: l.Dial, RootCAs: l.roots, Now: l.Now,
		Passed: l.Passed, Heard: l.Heard, Peer: l.Peer, Logger: l.Log,
	})
}

// storeName is told with a store's id alone: without one the relay knows the store.
func storeName(m configs.Merchant) string {
	if m.StoreID == "" {
		return ""
	}
	return m.StoreName
}

// enrollmentCode reads the file with the one-time code, which is deleted by nobody: it is worth nothing once it is used.
func enrollmentCode(file string) (string, error) {
	if file == "" {
		return "", nil
	}
	code, err := alipay.LoadToken(file)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	return strings.TrimSpace(code), err
}

// identityFaults are those of the identity's files. That there is none yet is told by the probe.
func identityFaults(cfg configs.Config) []configs.Fault {
	if _, err := acquirer.OpenIdentity(cfg.Gateway.Identity); err != nil {
		return []configs.Fault{cfg.Fault("gateway.identity", words.Say("command.key_unusable", err.Error()), words.Say("command.identity_do"))}
	}
	return nil
}

// acquirerRules: until when a cancel is possible depends on the family behind the relay.
func acquirerRules(p payment.Policy, cfg configs.Config) payment.Policy {
	if cfg.Gateway.CancelWindow == "24h" {
		p.CancelWindow = payment.Window{Length: 24 * time.Hour}
	}
	return p
}
