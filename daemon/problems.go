package daemon

import (
	"time"

	"posd/configs/words"
	"posd/daemon/health"
)

// Codes of the problems that a terminal can have.
const (
	probJournal    = "journal"
	probClock      = "clock"
	probGateway    = "gateway"
	probScanner    = "scanner"
	probDisplay    = "display"
	probPrinter    = "printer"
	probPaper      = "paper"
	probReceipts   = "receipts"
	probUnresolved = "unresolved"
	probDrawer     = "drawer"
	probGPIO       = "gpio"
)

// problems declares the health tree, parents before children. withPrinter says whether a printer that cannot print stops sales.
func problems(paperStopsSales bool) []health.Problem {
	paper := health.Warning
	if paperStopsSales {
		paper = health.Critical
	}
	p := func(code, parent string, s health.Severity, after time.Duration) health.Problem {
		key := words.Key("health." + code)
		return health.Problem{
			Code: code, Title: key, Fault: key + "_fault", Hint: key + "_do", Severity: s, DependsOn: parent, ShowAfter: after,
		}
	}
	return []health.Problem{
		p(probJournal, "", health.Critical, 0),
		p(probClock, "", health.Critical, 0),
		p(probGateway, probClock, health.Critical, 0),
		p(probUnresolved, "", health.Critical, 0),
		p(probScanner, "", health.Warning, time.Second),
		p(probDisplay, "", health.Warning, time.Second),
		p(probPrinter, "", paper, time.Second),
		p(probPaper, probPrinter, paper, 0),
		p(probReceipts, probPaper, health.Warning, 5*time.Second),
		p(probDrawer, "", health.Warning, 0),
		p(probGPIO, "", health.Warning, 0),
	}
}
