package daemon

import (
	"strings"

	"posd/configs"
	"posd/configs/words"
	"posd/payment"
	"posd/printer/escpos"
)

// genericProfile asks for the generic model of the paper's width.
const genericProfile = "generic"

// Validate holds the configuration against what only the parts know: the printer's models, and amounts in the terminal's
// currency. The error is a *configs.Error with every fault.
func Validate(cfg configs.Config) error {
	var faults []configs.Fault
	if name := cfg.Printer.Profile; cfg.Printer.Kind != configs.KindNone && name != "" && name != genericProfile {
		if _, ok := escpos.ProfileNamed(name); !ok {
			names := strings.Join(append([]string{genericProfile}, escpos.ProfileNames()...), ", ")
			faults = append(faults, cfg.Fault("printer.profile", words.Say("config.not_one_of", names), words.Message{}))
		}
	}
	currency := payment.Currency(cfg.Terminal.Currency)
	if _, ok := currency.Exponent(); !ok {
		return configs.Invalid(append(faults, cfg.Fault("terminal.currency", words.Say("till.currency_unknown"), words.Message{}))...)
	}
	for key, text := range map[string]string{"policy.min_amount": cfg.Policy.MinAmount, "policy.max_amount": cfg.Policy.MaxAmount} {
		if _, err := payment.ParseAmount(text, currency); text != "" && err != nil {
			faults = append(faults, cfg.Fault(key, words.Say("till.not_an_amount", cfg.Terminal.Currency), words.Message{}))
		}
	}
	return configs.Invalid(faults...)
}
