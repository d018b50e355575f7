package command

import (
	"errors"

	"posd/configs"
	"posd/daemon"
)

// open reads the configuration and returns a client of its daemon. The key files are none of a client's business, and may be
// closed to it.
func (inv *invocation) open() (configs.Config, *client, error) {
	cfg, err := configs.Load(inv.config)
	if err != nil {
		return cfg, nil, err
	}
	return cfg, newClient(cfg.Admin.Socket), nil
}

// examineFiles holds the configuration against what it names: key files, models, currencies. All faults come at once, of each key
// the first.
func examineFiles(cfg configs.Config) error {
	var all []configs.Fault
	seen := map[string]bool{}
	for _, examine := range []func(configs.Config) error{configs.Config.CheckFiles, daemon.Validate, daemon.CheckKeys} {
		err := examine(cfg)
		wrong, ok := errors.AsType[*configs.Error](err)
		if err != nil && !ok {
			return err
		}
		if ok {
			for _, f := range wrong.Faults {
				if !seen[f.Key] {
					all = append(all, f)
				}
				seen[f.Key] = true
			}
		}
	}
	return configs.Invalid(all...)
}
