package command

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"posd/configs"
	"posd/configs/words"
	"posd/daemon"
	"posd/daemon/admin"
)

// printerTest is what a test of the printer found out.
type printerTest struct {
	Receipt  *testJob `json:"receipt"`
	Cause    *text    `json:"cause"`
	Cure     *text    `json:"cure"`
	Maker    string   `json:"maker"`
	Model    string   `json:"model"`
	Firmware string   `json:"firmware"`
	Answers  string   `json:"answers"`
	Proves   string   `json:"proves"`
	Profile  string   `json:"profile"`
	Settings []string `json:"settings"`
}

// testJob is the job of the test page.
type testJob struct {
	ID    string `json:"id"`
	State string `json:"state"`
	Why   *text  `json:"why"`
}

// How long the command waits for the page of a running daemon, and how often it looks.
const (
	testWait = 40 * time.Second
	testLook = 300 * time.Millisecond
)

// selftest prints a page that shows a technician what works, through the running daemon or, without one, by itself.
func selftest(ctx context.Context, inv *invocation) error {
	args, err := inv.parse(1, 1)
	if err != nil {
		return err
	}
	if args[0] != "printer" {
		return inv.misuse(say("command.test_what"))
	}
	cfg, c, err := inv.open()
	if err != nil {
		return err
	}
	if cfg.Printer.Kind == configs.KindNone {
		return failed("no_printer", say("command.no_printer"), say("command.no_printer_do"))
	}
	found, err := c.testPrinter(ctx)
	if errors.Is(err, errNoDaemon) {
		found, err = inv.testHere(ctx, cfg)
	}
	if err != nil {
		return err
	}
	return inv.tellTest(found)
}

// testPrinter has the daemon print the page and waits for what becomes of it.
func (c *client) testPrinter(ctx context.Context) (printerTest, error) {
	var found printerTest
	body := map[string]any{"operator": "cli"}
	if err := c.call(ctx, http.MethodPost, "/api/v1/printer/test", nil, body, &found); err != nil || found.Receipt == nil {
		return found, err
	}
	tick := time.NewTicker(testLook)
	defer tick.Stop()
	for end := time.Now().Add(testWait); found.Receipt.underway() && time.Now().Before(end); {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return found, ctx.Err()
		}
		var queue struct {
			Receipts []testJob `json:"receipts"`
		}
		if err := c.call(ctx, http.MethodGet, "/api/v1/receipts", url.Values{"limit": {"500"}}, nil, &queue); err != nil {
			return found, err
		}
		for _, job := range queue.Receipts {
			if job.ID == found.Receipt.ID {
				found.Receipt = &job
			}
		}
	}
	return found, nil
}

func (j testJob) underway() bool { return j.State == "owed" || j.State == "printing" }

// testHere prints the page without a daemon.
func (inv *invocation) testHere(ctx context.Context, cfg configs.Config) (printerTest, error) {
	parts, err := inv.parts(slog.New(slog.DiscardHandler))
	if err != nil {
		return printerTest{}, err
	}
	t, err := daemon.TestPrinter(ctx, cfg, parts)
	if err != nil {
		return printerTest{}, explain(err)
	}
	return testOf(t)
}

// testOf reads a test that was made here as the daemon would have told of it.
func testOf(t admin.PrinterTest) (found printerTest, err error) {
	told, err := json.Marshal(t)
	if err != nil {
		return found, err
	}
	return found, json.Unmarshal(told, &found)
}

// tellTest prints what was found, what to look at on the paper and what to set, and fails unless the page is printed.
func (inv *invocation) tellTest(t printerTest) error {
	if inv.json {
		if err := inv.tell(t); err != nil {
			return err
		}
	} else {
		inv.printTest(t)
	}
	switch {
	case t.Receipt == nil && t.Cause != nil:
		return failed("printer", text{words.Text(words.Zh, "command.test_cannot", t.Cause.Zh), words.Text(words.En, "command.test_cannot", t.Cause.En)}, orText(t.Cure))
	case t.Receipt == nil || t.Receipt.State == "printed":
		return nil
	}
	why := orText(t.Receipt.Why)
	return failed("printer", text{words.Text(words.Zh, "command.test_doubt", why.Zh), words.Text(words.En, "command.test_doubt", why.En)}, say("command.test_doubt_do"))
}

func orText(t *text) text {
	if t == nil {
		return text{}
	}
	return *t
}

func (inv *invocation) printTest(t printerTest) {
	line := func(key words.Key, args ...any) { fmt.Fprintln(inv.Stdout, inv.words(key, args...)) }
	name := strings.TrimSpace(strings.Join([]string{t.Maker, t.Model, t.Firmware}, " "))
	if name == "" {
		name = inv.words("command.test_stranger")
	}
	line("command.test_is", name)
	known := func(state string) string { return inv.words(words.Key("printer.test_" + state)) }
	line("command.test_knows", known(t.Answers), known(t.Proves), t.Profile)
	if t.Receipt == nil {
		return
	}
	line("command.test_printed", t.Receipt.State)
	for _, key := range []words.Key{
		"command.test_look", "command.test_ruler", "command.test_hanzi", "command.test_sums", "command.test_codes", "command.test_end",
	} {
		line(key)
	}
	if len(t.Settings) == 0 {
		line("command.test_same")
		return
	}
	line("command.test_propose")
	fmt.Fprintln(inv.Stdout, "[printer]")
	for _, s := range t.Settings {
		fmt.Fprintln(inv.Stdout, s)
	}
}
