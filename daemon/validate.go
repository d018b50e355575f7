package daemon

import (
	"errors"
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
	if _, err := formOf(cfg); err != nil {
		if wrong, ok := errors.AsType[*configs.Error](err); ok {
			faults = append(faults, wrong.Faults...)
		}
	}
	if p := printerProfile(cfg.Printer); cfg.ShowCode.Paper && cfg.Printer.Kind != configs.KindNone && !p.PrintsQR() {
		faults = append(faults, cfg.Fault("show_code.paper", words.Say("config.no_code_on_paper", p.Name), words.Message{}))
	}
	currency := payment.Currency(cfg.Terminal.Currency)
	if _, ok := currency.Exponent(); !ok {
		return configs.Invalid(append(faults, cfg.Fault("terminal.currency", words.Say("till.currency_unknown"), words.Message{}))...)
	}
	least, faults := limit(cfg, "policy.min_amount", cfg.Policy.MinAmount, faults)
	most, faults := limit(cfg, "policy.max_amount", cfg.Policy.MaxAmount, faults)
	if least > 0 && most > 0 && least > most {
		faults = append(faults, cfg.Fault("policy.min_amount", words.Say("till.limits_crossed", cfg.Policy.MaxAmount), words.Message{}))
	}
	for key, text := range staffAmounts(cfg.Staff) {
		if _, ok := staffLimit(cfg, text); !ok {
			faults = append(faults, cfg.Fault(key, words.Say("till.not_an_amount", cfg.Terminal.Currency), words.Message{}))
		}
	}
	return configs.Invalid(faults...)
}

// limit reads a bound on amounts, 0 where there is none or none that can be read.
func limit(cfg configs.Config, key, text string, faults []configs.Fault) (int64, []configs.Fault) {
	if text == "" {
		return 0, faults
	}
	a, err := payment.ParseAmount(text, payment.Currency(cfg.Terminal.Currency))
	if err != nil {
		faults = append(faults, cfg.Fault(key, words.Say("till.not_an_amount", cfg.Terminal.Currency), words.Message{}))
		return 0, faults
	}
	return a.Minor, faults
}
