package gateways_test

import (
	"testing"
	"time"

	"posd/configs"
	"posd/daemon/gateways"
)

// TestRulesOfCodesToShow: off, none are shown; on, the numbers of families whose codes have no end are watched until those are dead.
func TestRulesOfCodesToShow(t *testing.T) {
	t.Parallel()
	for family, last := range map[string]time.Duration{
		configs.FamilyIntl: 3 * time.Hour, configs.FamilyAcquirer: 3 * time.Hour, configs.FamilyAMS: 0, configs.FamilyOpenAPI: 0,
	} {
		cfg := configs.Config{Gateway: configs.Gateway{Family: family, CallTimeout: 5 * time.Second, MaxCodes: 20}}
		if r := gateways.Rules(cfg); len(r.PresentWaits)+len(r.WatchShown) != 0 {
			t.Errorf("%s shows codes unasked: %+v", family, r)
		}
		cfg.ShowCode = configs.ShowCode{Enabled: true, ValidFor: time.Minute}
		r := gateways.Rules(cfg)
		if err := r.Check(); err != nil || r.ShownFor() != time.Minute {
			t.Errorf("%s: shown for %v, %v", family, r.ShownFor(), err)
		}
		if n := len(r.WatchShown); (n > 0) != (last > 0) || n > 0 && r.WatchShown[n-1] != last {
			t.Errorf("%s: watched at %v", family, r.WatchShown)
		}
	}
}
