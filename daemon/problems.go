package daemon

import (
	"time"

	"posd/configs"
	"posd/configs/words"
	"posd/daemon/health"
)

// Codes of the problems that a terminal can have.
const (
	probJournal = "journal"
	probClock   = "clock"
	probSkew    = "clock_skew"
	probNetwork = "network"
	probDNS     = "dns"
	probReach   = "reach"
	probTLS     = "tls"
	probGateway = "gateway"

	probCertificates = "certificates"
	probScanner      = "scanner"
	probDisplay      = "display"
	probPrinter      = "printer"
	probPaper        = "paper"
	probReceipts     = "receipts"
	probUnresolved   = "unresolved"
	probDrawer       = "drawer"
	probLeftOpen     = "drawer_left_open"
	probGPIO         = "gpio"
	probBills        = "bills"
	probBillFetch    = "bill_fetch"
)

// problems declares the health tree of a terminal, parents before children. What the terminal does not have is not declared.
func problems(cfg configs.Config) []health.Problem {
	paper := health.Critical
	if cfg.Policy.SellWithoutPaper {
		paper = health.Warning
	}
	has := func(k configs.Kind) bool { return k != "" && k != configs.KindNone }
	all := []struct {
		health.Problem

		there bool
	}{
		{problem(probJournal, "", health.Critical, 0), true},
		{problem(probClock, "", health.Critical, 0), true},
		{problem(probSkew, probClock, health.Warning, 0), true},
		{problem(probNetwork, probClock, health.Critical, 0), true},
		{problem(probDNS, probNetwork, health.Critical, 0), true},
		{problem(probReach, probDNS, health.Critical, 0), true},
		{problem(probTLS, probReach, health.Critical, 0), true},
		{problem(probGateway, probTLS, health.Critical, 0), true},
		{problem(probCertificates, probClock, health.Warning, 0), true},
		{problem(probUnresolved, "", health.Critical, 0), true},
		{problem(probBills, "", health.Warning, 0), true},
		{problem(probBillFetch, probGateway, health.Warning, 0), cfg.Gateway.FetchBills},
		{problem(probScanner, "", health.Warning, time.Second), len(cfg.Scanners) > 0},
		{problem(probDisplay, "", health.Warning, time.Second), has(cfg.Display.Kind)},
		{problem(probPrinter, "", paper, time.Second), has(cfg.Printer.Kind)},
		{problem(probPaper, probPrinter, paper, 0), has(cfg.Printer.Kind)},
		{problem(probReceipts, probPaper, health.Warning, 5*time.Second), has(cfg.Printer.Kind)},
		{problem(probDrawer, "", health.Warning, 0), has(cfg.Drawer.Kind)},
		{problem(probLeftOpen, "", health.Warning, 0), has(cfg.Drawer.Kind) && cfg.Drawer.Sense != "" && cfg.Drawer.LeftOpen > 0},
		{problem(probGPIO, "", health.Warning, 0), cfg.GPIO != configs.GPIO{}},
	}
	var declared []health.Problem
	for _, p := range all {
		if p.there {
			declared = append(declared, p.Problem)
		}
	}
	return declared
}

// problem declares one, with the words that the catalogue has for its code.
func problem(code, parent string, s health.Severity, after time.Duration) health.Problem {
	key := words.Key("health." + code)
	return health.Problem{
		Code: code, Title: key, Fault: key + "_fault", Hint: key + "_do", Severity: s, DependsOn: parent, ShowAfter: after,
	}
}
