package daemon

import (
	"errors"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"posd/configs"
	"posd/daemon/admin"
	"posd/printer"
)

// TestTemplatesNameThePrintersParts: configs cannot see package printer, so the two lists are held against each other here, and the
// sample against what posd prints without a template.
func TestTemplatesNameThePrintersParts(t *testing.T) {
	t.Parallel()
	mine, theirs := configs.TemplateParts(), printer.PartNames()
	slices.Sort(mine)
	theirs = slices.DeleteFunc(theirs, func(name string) bool { return name == printer.PartText })
	slices.Sort(theirs)
	if !slices.Equal(mine, theirs) {
		t.Errorf("configs %q\nprinter %q", mine, theirs)
	}
	sample, err := configs.ParseTemplate("receipt.toml", configs.SampleTemplate())
	if err != nil {
		t.Fatal(err)
	}
	usual := slices.Compact(printer.UsualParts()) // a rule that nothing stands on is no rule
	if !slices.Equal(sample.Sale.Parts, usual) {
		t.Errorf("sample %q\nusual  %q", sample.Sale.Parts, usual)
	}
}

// templated is a configuration with a template beside it.
func templated(t *testing.T, template string) configs.Config {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "receipt.toml"), []byte(template), 0o600); err != nil {
		t.Fatal(err)
	}
	return config(t, dir, withPrinter+"language = \"both\"\n[receipt]\ntemplate = \"receipt.toml\"\n")
}

const shortTemplate = `language = "en"
header = ["Elsewhere"]
footer = []
[sale]
parts = ["large: Hello", "order", "time", "amount", "rule", "title", "brand", "tall: Bye: now", "footer"]
`

// TestTheTemplateDecides what stands on a receipt, in which order and language; documents that it does not name stay as they are.
func TestTheTemplateDecides(t *testing.T) {
	t.Parallel()
	cfg := templated(t, shortTemplate)
	at := time.Unix(1795000000, 0)
	sale, err := PreviewReceipt(cfg, "sale", at)
	if err != nil {
		t.Fatal(err)
	}
	zone, err := cfg.Terminal.Location()
	if err != nil {
		t.Fatal(err)
	}
	var seen []string
	for _, line := range sale.Text {
		seen = append(seen, strings.Join(strings.Fields(line), " "))
	}
	want := []string{
		"Hello", "Order: " + testCode, "Time: " + at.In(zone).Format("2006-01-02 15:04:05 -07:00"), "Amount 12.50 " + cfg.Terminal.Currency, strings.Repeat("-", 48), "Payment receipt", "Alipay+", "Bye: now", "[cut]",
	}
	if !slices.Equal(seen, want) {
		t.Errorf("printed %q\nwant    %q", seen, want)
	}
	refund, err := PreviewReceipt(cfg, "refund", at)
	if text := strings.Join(refund.Text, "\n"); err != nil || !strings.Contains(text, "Elsewhere") || !strings.Contains(text, "Refund receipt") || strings.Contains(text, "谢谢惠顾") {
		t.Errorf("%v\n%s", err, text)
	}
	copied, err := PreviewReceipt(cfg, "copy", at)
	if text := strings.Join(copied.Text, "\n"); err != nil || !strings.Contains(text, "*** COPY 1 ***") {
		t.Errorf("%v\n%s", err, text)
	}
}

// TestABrokenTemplateIsAFaultOfTheConfiguration, with the template's own file and line.
func TestABrokenTemplateIsAFaultOfTheConfiguration(t *testing.T) {
	t.Parallel()
	cfg := templated(t, "\n[sale]\nparts = [\"ordr\"]\n")
	err := Validate(cfg)
	wrong, ok := errors.AsType[*configs.Error](err)
	if !ok || wrong.Faults[0].File != cfg.Receipt.Template || wrong.Faults[0].Line != 3 {
		t.Errorf("%v", err)
	}
}

// TestATemplateIsSavedWhole: only what is valid, only over what was seen, and nothing is left beside it.
func TestATemplateIsSavedWhole(t *testing.T) {
	t.Parallel()
	d, _ := bench(t, withPrinter)
	d.cfg = templated(t, shortTemplate)
	e := &design{d: d}
	before, err := e.Template()
	if err != nil || before.Text != shortTemplate {
		t.Fatalf("%+v, %v", before, err)
	}
	text := strings.Replace(shortTemplate, "Hello", "Servus", 1)
	if _, err := e.Save(text, "another"); !errors.Is(err, admin.ErrTemplateChanged) {
		t.Errorf("over a stranger's change: %v", err)
	}
	if _, err := e.Save("[sale]\nparts = []\n", before.Version); err == nil {
		t.Error("an empty receipt was saved")
	} else if _, ok := errors.AsType[admin.TemplateError](err); !ok {
		t.Errorf("got %T %v", err, err)
	}
	after, err := e.Save(text, before.Version)
	if err != nil || after.Version == before.Version {
		t.Fatalf("%+v, %v", after, err)
	}
	kept, err := os.ReadFile(d.cfg.Receipt.Template)
	if err != nil || string(kept) != text {
		t.Errorf("kept %q, %v", kept, err)
	}
	files, err := os.ReadDir(filepath.Dir(d.cfg.Receipt.Template))
	if err != nil || slices.ContainsFunc(files, func(f os.DirEntry) bool { return strings.HasPrefix(f.Name(), ".receipt") }) {
		t.Errorf("left behind: %v, %v", files, err)
	}
	if parts := d.form.Load().Parts[printer.KindSale]; len(parts) == 0 || parts[0].Line.Text != "Servus" {
		t.Errorf("in force: %+v", parts)
	}
	d.cfg.Receipt.Template = filepath.Join(t.TempDir(), "nowhere", "receipt.toml")
	if _, err := e.Save(text, ""); !errors.Is(err, admin.ErrNotSaved) {
		t.Errorf("into no folder: %v", err)
	}
	p, err := e.Preview(t.Context(), text, "sale")
	if err != nil || len(p.PNG) == 0 || !strings.Contains(p.Lines[0], "Servus") {
		t.Errorf("%q, %v", p.Lines, err)
	}
}

// TestTheTicketSaysWhereThePageIs, and no secret.
func TestTheTicketSaysWhereThePageIs(t *testing.T) {
	t.Parallel()
	cfg := config(t, t.TempDir(), withPrinter)
	lan := []address{{"eth0", netip.MustParseAddr("192.168.1.20")}, {"wlan0", netip.MustParseAddr("fd00::5")}}
	for _, c := range []struct {
		listen string
		here   []address
		link   string
	}{
		{"0.0.0.0:8090", lan, "http://192.168.1.20:8090/"},
		{":8090", lan[1:], "http://[fd00::5]:8090/"},
		{"192.168.7.7:80", lan, "http://192.168.7.7:80/"},
		{"127.0.0.1:8090", lan, ""},
		{"0.0.0.0:8090", nil, ""},
	} {
		cfg.Admin.Listen = c.listen
		slip := ticketSlip(cfg, form{}, Parts{Version: "v9.9"}, time.Unix(0, 0), c.here)
		text := strings.Join(printer.Layout(slip, printer.Paper{Columns: 32, Lang: "en"}).Lines(0), "\n")
		if slip.Link != c.link || !strings.Contains(text, "v9.9") || !strings.Contains(text, cfg.Terminal.ID) || strings.Contains(text, "[QR") != (c.link != "") {
			t.Errorf("%s: link %q on\n%s", c.listen, slip.Link, text)
		}
		for _, secret := range []string{cfg.Gateway.ClientID, cfg.Gateway.MerchantID, cfg.Gateway.PrivateKey} {
			if secret != "" && strings.Contains(text, secret) {
				t.Errorf("%q is on\n%s", secret, text)
			}
		}
	}
}
