package gateways_test

import (
	"testing"
	"time"

	"posd/configs"
	"posd/daemon/gateways"
)

// TestRulesOfCodesToShow: off, none are shown; the numbers of families whose codes have no end are watched until those are dead, also once
// codes are off again.
func TestRulesOfCodesToShow(t *testing.T) {
	t.Parallel()
	for family, last := range map[string]time.Duration{
		configs.FamilyIntl: 3 * time.Hour, configs.FamilyAcquirer: 3 * time.Hour, configs.FamilyAMS: 0, configs.FamilyOpenAPI: 0,
	} {
		cfg := configs.Config{Gateway: configs.Gateway{Family: family, CallTimeout: 5 * time.Second, MaxCodes: 20}}
		for shown, enabled := range map[time.Duration]bool{0: false, time.Minute: true} {
			cfg.ShowCode = configs.ShowCode{Enabled: enabled, ValidFor: time.Minute}
			r := gateways.Rules(cfg)
			if err := r.Check(); err != nil || r.ShownFor() != shown {
				t.Errorf("%s: shown for %v, not %v (%v)", family, r.ShownFor(), shown, err)
			}
			if n := len(r.WatchShown); (n > 0) != (last > 0) || n > 0 && r.WatchShown[n-1] != last {
				t.Errorf("%s, codes on %v: watched at %v", family, enabled, r.WatchShown)
			}
		}
	}
}
