package daemon

import (
	"errors"
	"strings"
	"testing"

	"posd/configs"
	"posd/configs/words"
)

func TestEveryFaultThatOnlyThePartsKnowIsReportedAtOnce(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*configs.Config)
		wants  []string
	}{
		"well":             {func(*configs.Config) {}, nil},
		"limits":           {func(c *configs.Config) { c.Policy.MinAmount, c.Policy.MaxAmount = "0.01", "5000" }, nil},
		"one":              {func(c *configs.Config) { c.Policy.MinAmount, c.Policy.MaxAmount = "5", "5.00" }, nil},
		"printer":          {func(c *configs.Config) { c.Printer.Profile = "acme-9000" }, []string{"printer.profile"}},
		"crossed":          {func(c *configs.Config) { c.Policy.MinAmount, c.Policy.MaxAmount = "5.01", "5" }, []string{"policy.min_amount"}},
		"currency":         {func(c *configs.Config) { c.Terminal.Currency = "XYZ" }, []string{"terminal.currency"}},
		"no code on paper": {func(c *configs.Config) { c.Printer.Profile, c.ShowCode.Paper = "epson-tm-u220", true }, []string{"show_code.paper"}},
		"a code on paper":  {func(c *configs.Config) { c.Printer.Profile, c.ShowCode.Paper = "zjiang-zj-5890", true }, nil},
		"amounts": {
			func(c *configs.Config) {
				c.Policy.MinAmount, c.Policy.MaxAmount, c.Printer.Profile = "1.234", "many", "acme-9000"
			},
			[]string{"printer.profile", "policy.max_amount", "policy.min_amount"}, // in the order of the file, missing ones last,
		},
	} {
		cfg := config(t, t.TempDir(), withPrinter)
		c.change(&cfg)
		err := Validate(cfg)
		wrong, is := errors.AsType[*configs.Error](err)
		if (err != nil) != is {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var keys []string
		if is {
			for _, f := range wrong.Faults {
				keys = append(keys, f.Key)
				if f.Text(words.Zh) == f.Text(words.En) {
					t.Errorf("%s has no words in both languages", f.Key)
				}
			}
		}
		if strings.Join(keys, " ") != strings.Join(c.wants, " ") {
			t.Errorf("%s: faults of %v, not %v", name, keys, c.wants)
		}
	}
}
