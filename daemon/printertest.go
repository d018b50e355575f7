package daemon

import (
	"context"
	"fmt"
	"sync"
	"time"

	"posd/configs"
	"posd/configs/words"
	"posd/daemon/admin"
	"posd/printer"
	"posd/printer/escpos"
)

// printerTests tests the printer of a running daemon: the page goes through the queue, behind what is owed.
type printerTests struct{ d *Daemon }

// TestPrinter implements admin.Testing.
func (t printerTests) TestPrinter(ctx context.Context, operator string) (admin.PrinterTest, error) {
	d := t.d
	if err := d.spare(); err != nil {
		return admin.PrinterTest{}, err
	}
	id, cause := d.printer.Identify(ctx)
	found := foundOut(d.cfg.Printer, id, cause)
	if cause != printer.CauseNone {
		return found, nil
	}
	now := d.parts.Now()
	page := testPage(d.cfg, found, now.In(d.zone))
	page.Cashier = operator
	job, err := d.spool.Enqueue("test-"+now.UTC().Format("20060102T150405.000"), page)
	if err != nil {
		return found, err
	}
	found.Job = apiJob(job)
	return found, nil
}

// TestPrinter tests the printer that a configuration names, without a daemon: beside one it would find the printer in use. The page
// is printed once, and what became of it is the job's state.
func TestPrinter(ctx context.Context, cfg configs.Config, parts Parts) (admin.PrinterTest, error) {
	if err := Validate(cfg); err != nil {
		return admin.PrinterTest{}, err
	}
	zone, err := cfg.Terminal.Location()
	if err != nil {
		return admin.PrinterTest{}, err
	}
	found := admin.PrinterTest{Answers: stateWords[escpos.Unknown], Proves: stateWords[escpos.Unknown], Profile: printerProfile(cfg.Printer).Name}
	conn, err := openPrinter(ctx, cfg.Printer)
	if err != nil {
		d := Daemon{cfg: cfg}
		r := d.ill(probPrinter, err)
		found.Cause, found.Cure = orSay(r.Cause, "health.printer_fault"), orSay(r.Cure, "health.printer_do")
		return found, nil
	}
	connected := make(chan escpos.Status, 1)
	p := escpos.New(escpos.Opts{
		Profile: printerProfile(cfg.Printer), Form: printer.Form{Lang: cfg.Printer.Language}, Log: parts.Log,
		OnStatus: func(s escpos.Status) {
			select {
			case connected <- s: // the first is that there is a connection
			default:
			}
		},
	})
	serving, stop := context.WithCancel(ctx)
	var serve sync.WaitGroup
	serve.Go(func() { _ = p.Serve(serving, conn) }) // why it ended is what Identify and the print say
	defer func() { stop(); serve.Wait() }()
	<-connected
	return printHere(ctx, cfg, p, parts.Now().In(zone)), nil
}

// printHere prints the page and says what became of it.
func printHere(ctx context.Context, cfg configs.Config, p *escpos.Printer, now time.Time) admin.PrinterTest {
	id, cause := p.Identify(ctx)
	found := foundOut(cfg.Printer, id, cause)
	if cause != printer.CauseNone {
		return found
	}
	res := p.PrintReceipt(ctx, testPage(cfg, found, now), printer.NewProcessID(1), func() error { return nil })
	found.Job = admin.ReceiptJob{ID: "test", State: outcomeStates[res.Outcome], At: now}
	if res.Cause != printer.CauseNone {
		found.Cause, found.Cure = words.Say(res.Cause.Word()), words.Say(res.Cause.Cure())
		found.Job.Why = found.Cause
	}
	return found
}

// outcomeStates are the API's words for how a print ended that no queue keeps.
var outcomeStates = map[printer.Outcome]string{
	printer.NotStarted: "owed", printer.Printed: "printed", printer.Sent: "printed", printer.Interrupted: "unconfirmed",
	printer.Unconfirmed: "unconfirmed",
}

func orSay(m words.Message, otherwise words.Key) words.Message {
	if m.IsZero() {
		return words.Say(otherwise)
	}
	return m
}

var stateWords = map[escpos.State]string{escpos.Unknown: "unknown", escpos.No: "no", escpos.Yes: "yes"}

// foundOut is what is known about a printer that was asked who it is, and the settings that follow from it.
func foundOut(cfg configs.Printer, id escpos.Identity, cause printer.Cause) admin.PrinterTest {
	found := admin.PrinterTest{
		Maker: id.Maker, Model: id.Model, Firmware: id.Firmware, Answers: stateWords[id.Answers], Proves: stateWords[id.Proves],
		Profile: printerProfile(cfg).Name,
	}
	if cause != printer.CauseNone {
		found.Cause, found.Cure = words.Say(cause.Word()), words.Say(cause.Cure())
		return found
	}
	found.Settings = proposal(cfg, id)
	return found
}

// proposal says what [printer] should rather say: the model's profile, its paper, its handshake on a serial line, and status =
// "one-way" for a printer that has never answered.
func proposal(cfg configs.Printer, id escpos.Identity) []string {
	var lines []string
	propose := func(key string, now, better any) {
		if now != better {
			lines = append(lines, fmt.Sprintf("%s = %#v", key, better))
		}
	}
	if p, ok := escpos.Recognise(id.Model, id.Chinese()); ok {
		propose("profile", cfg.Profile, p.Name)
		if cfg.Kind == configs.KindSerial && cfg.Flow == configs.FlowNone && cfg.Pace == 0 {
			propose("flow", cfg.Flow, flowWords[p.Flow])
		}
		if paper := paperOf(p); paper != cfg.Paper {
			propose("paper", cfg.Paper, paper)
		}
		if p.Fonts && p.Glyphs == escpos.GB18030 {
			propose("cjk", cfg.CJK, cjkFor(cfg.CJK, id))
		}
	}
	if id.Answers == escpos.No {
		propose("status", cfg.Status, configs.StatusOneWay)
	}
	return lines
}

// cjkFor says how hanzi are better sent to a model that is sold with and without a Chinese font: as pictures if this one has named
// none, and as text if it has.
func cjkFor(now string, id escpos.Identity) string {
	asText := now == configs.CJKAuto || now == configs.CJKGB18030
	switch {
	case asText && !id.Chinese():
		return configs.CJKRaster
	case !asText && id.Chinese():
		return configs.CJKAuto
	}
	return now
}

var flowWords = map[escpos.Flow]string{
	escpos.FlowRTSCTS: configs.FlowRTSCTS, escpos.FlowDTRDSR: configs.FlowDTRDSR, escpos.FlowXONXOFF: configs.FlowXONXOFF, escpos.FlowNone: configs.FlowNone,
}

// paperOf is the width of a model's paper as the configuration names it.
func paperOf(p escpos.Profile) int {
	if p.Columns < printer.Columns80x42 {
		return 58
	}
	return 80
}

// testPage is the page that shows a technician what works, and with what settings it was printed.
func testPage(cfg configs.Config, found admin.PrinterTest, now time.Time) printer.Receipt {
	profile := printerProfile(cfg.Printer)
	lang := profile.Paper(cfg.Printer.Language).Lang
	row := func(key words.Key, value string) printer.Line {
		return printer.Line{Left: printer.Label(lang, key), Right: value}
	}
	rows := []printer.Line{
		row("printer.test_profile", profile.Name),
		row("printer.test_columns", fmt.Sprintf("%d / %d", profile.Columns, profile.Dots)),
		row("printer.test_port", printerPlace(cfg.Printer)),
	}
	if found.Model != "" {
		rows = append(rows, row("printer.test_model", found.Maker+" "+found.Model))
	}
	rows = append(rows, row("printer.test_answers", printer.Label(lang, words.Key("printer.test_"+found.Answers))),
		row("printer.test_proves", printer.Label(lang, words.Key("printer.test_"+found.Proves))))
	return printer.Receipt{
		Kind: printer.KindTest, Merchant: cfg.Merchant.Name, Terminal: cfg.Terminal.ID, Time: now, Lines: rows,
		Order: testCode, Attempt: testCode + "_0",
	}
}

// testCode stands in the codes of the test page.
const testCode = "91234567890123456789"

// printerPlace says how the printer is reached.
func printerPlace(cfg configs.Printer) string {
	switch cfg.Kind { //nolint:exhaustive // the rest are other devices' kinds
	case configs.KindNetwork:
		return cfg.Address
	case configs.KindUSB:
		return "USB"
	}
	return fmt.Sprintf("%d %s", cfg.Baud, cfg.Flow)
}
