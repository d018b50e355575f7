package daemon

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"posd/configs"
	"posd/configs/words"
	"posd/daemon/admin"
	"posd/drivers/drivertest"
	"posd/printer"
	"posd/printer/escpos"
	"posd/printer/escpos/escpostest"
)

// TestATestPageIsPrintedWithoutADaemon on a printer that tells who it is: the page shows the settings in force, and better ones are
// proposed.
func TestATestPageIsPrintedWithoutADaemon(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	cable := drivertest.NewPty(filepath.Join(dir, "tty"))
	end, err := cable.Plug()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cable.Unplug() }) // a cable that nobody holds is closed by the garbage collector
	paper := escpostest.New(escpostest.Options{Model: "TM-T20II", Dots: escpostest.Dots58mm})
	serve(t, paper, end)
	cfg := config(t, dir, withPrinter+"paper = 58\nlanguage = \"both\"\n")
	found, err := TestPrinter(t.Context(), cfg, Parts{Now: time.Now, Log: silence()})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{`profile = "epson-tm-t20"`, `paper = 80`}
	if found.Job.State != "printed" || found.Model != "TM-T20II" || found.Proves != "yes" || !slices.Equal(found.Settings, want) {
		t.Errorf("found %+v", found)
	}
	paper.TearOff()
	text := paper.Papers()[0].Text()
	for _, says := range []string{"generic-58", "EPSON TM-T20II", "19200 rtscts", "12345678901234567890123456789012\n", "支付宝 收款", "é ñ ü ß Ł Ő Ж я €"} {
		if !strings.Contains(text, says) {
			t.Errorf("%q is not on\n%s", says, text)
		}
	}
	if v := paper.Violations(); len(v) > 0 || len(paper.Beeps()) != 1 {
		t.Errorf("violations %v, %d beeps", v, len(paper.Beeps()))
	}
}

func TestNoTestPageWithoutAPrinter(t *testing.T) {
	t.Parallel()
	found, err := TestPrinter(t.Context(), config(t, t.TempDir(), withPrinter), Parts{Now: time.Now, Log: silence()})
	if err != nil || found.Job.ID != "" || found.Cause.Key != "health.printer_fault" || found.Cure.Key == "" {
		t.Errorf("%+v, %v", found, err)
	}
	d, _ := bench(t, withPrinter)
	found, err = printerTests{d}.TestPrinter(t.Context(), "tech")
	if err != nil || found.Job.ID != "" || found.Cause.Key != printer.CauseGone.Word() || len(d.spool.Owed()) != 0 {
		t.Errorf("%+v, %v", found, err)
	}
}

func TestProposals(t *testing.T) {
	t.Parallel()
	serial := configs.Printer{Kind: configs.KindSerial, Flow: configs.FlowNone, Profile: "generic", Paper: 80, Status: configs.StatusAuto, CJK: configs.CJKAuto}
	known := serial
	known.Profile, known.Flow = "epson-tm-t88", configs.FlowRTSCTS
	drawn, english := known, known
	drawn.CJK, english.CJK = configs.CJKRaster, configs.CJKCodepage
	for name, c := range map[string]struct {
		cfg  configs.Printer
		id   escpos.Identity
		want []string
	}{
		"a serial Epson without handshake": {
			serial, escpos.Identity{Model: "TM-T88V", Fonts: "CHINA GB18030", Answers: escpos.Yes}, []string{`profile = "epson-tm-t88"`, `flow = "dtrdsr"`},
		},
		"as it is":                       {known, escpos.Identity{Model: "TM-T88V", Fonts: "CHINA GB18030", Answers: escpos.Yes}, nil},
		"without a Chinese font":         {known, escpos.Identity{Model: "TM-T88V", Answers: escpos.Yes}, []string{`cjk = "raster"`}},
		"with one of Japan":              {known, escpos.Identity{Model: "TM-T88V", Fonts: "KANJI JAPANESE", Answers: escpos.Yes}, []string{`cjk = "raster"`}},
		"drawn, and has one":             {drawn, escpos.Identity{Model: "TM-T88V", Fonts: "CHINA GB2312", Answers: escpos.Yes}, []string{`cjk = "auto"`}},
		"English, and has none":          {english, escpos.Identity{Model: "TM-T88V", Answers: escpos.Yes}, nil},
		"a T70 of the rest of the world": {known, escpos.Identity{Model: "TM-T70II", Answers: escpos.Yes}, []string{`profile = "epson-tm-t70"`}},
		"a T70 of China":                 {known, escpos.Identity{Model: "TM-T70II", Fonts: "CHINA GB18030", Answers: escpos.Yes}, []string{`profile = "epson-tm-t70ii-ch"`}},
		"a stranger":                     {serial, escpos.Identity{Model: "ACME", Answers: escpos.Yes}, nil},
		"one-way":                        {serial, escpos.Identity{Answers: escpos.No}, []string{`status = "one-way"`}},
	} {
		if got := proposal(c.cfg, c.id); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// TestTheTestPageSpeaks the language of the printer.
func TestTheTestPageSpeaks(t *testing.T) {
	t.Parallel()
	cfg := config(t, t.TempDir(), withPrinter)
	cfg.Printer.Language = words.En
	page := testPage(cfg, admin.PrinterTest{Answers: "yes", Proves: "unknown"}, time.Unix(0, 0))
	text := strings.Join(printer.Layout(page, printer.Paper{Columns: 48, Lang: words.En}).Lines(48), "\n")
	for _, says := range []string{"Printer test", "Tells its state", "yes", "not known", "Columns / dots"} {
		if !strings.Contains(text, says) {
			t.Errorf("%q is not on\n%s", says, text)
		}
	}
}
