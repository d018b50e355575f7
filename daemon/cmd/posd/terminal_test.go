package main_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"posd/daemon/cmd/possim/counter"
)

// binary is the posd that the tests run, built once.
var binary string

func TestMain(m *testing.M) {
	if len(os.Args) == 4 && os.Args[1] == traceArg {
		trace(os.Args[2], os.Args[3])
		return
	}
	dir, err := os.MkdirTemp("", "posd-test-*")
	if err != nil {
		panic(err)
	}
	binary = filepath.Join(dir, "posd")
	if err := link(binary, ".", "CGO_ENABLED=0"); err != nil {
		panic(err)
	}
	m.Run() // its result is the process's own
	if err := os.RemoveAll(dir); err != nil {
		panic(err)
	}
}

// link builds a program.
func link(to, folder string, env ...string) error {
	cmd := exec.CommandContext(context.Background(), "go", "build", "-o", to, folder)
	cmd.Env = append(os.Environ(), env...)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w: %s", folder, err, out)
	}
	return nil
}

// posrelay is the relay that the tests run, built once, when the first one needs it, out of the packages that its own tests have
// compiled.
var posrelay = sync.OnceValues(func() (string, error) {
	path := filepath.Join(filepath.Dir(binary), "posrelay")
	return path, link(path, "../posrelay")
})

// patience bounds every wait for the real process; nothing is measured against it.
const patience = 60 * time.Second

// terminal is the real binary on a simulated counter.
type terminal struct {
	*counter.Counter

	t   *testing.T
	ctx context.Context
	api *counter.Client
}

func newTerminal(t *testing.T, change func(string) string) *terminal {
	t.Helper()
	return newTerminalOf(t, "", change)
}

// newTerminalOf is newTerminal of a wire family.
func newTerminalOf(t *testing.T, family string, change func(string) string) *terminal {
	t.Helper()
	opts := counter.Opts{Dir: t.TempDir(), Posd: binary, Family: family, Change: change}
	if family == counter.FamilyAcquirer {
		var err error
		if opts.Posrelay, err = posrelay(); err != nil {
			t.Fatal(err)
		}
	}
	c, err := counter.Open(opts)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 4*patience)
	x := &terminal{Counter: c, t: t, ctx: ctx, api: c.Client()}
	t.Cleanup(func() {
		cancel()
		if err := c.Close(); err != nil {
			t.Error(err)
		}
		if t.Failed() {
			t.Log(strings.Join(c.Posd().Log(), "\n"))
			if c.Relay() != nil {
				t.Log(strings.Join(c.Relay().Log(), "\n"))
			}
			t.Log(c.Pole.Lines())
		}
	})
	return x
}

// start starts posd and waits until it may sell.
func (x *terminal) start() {
	x.t.Helper()
	x.boot()
	x.ready()
}

// ready waits until posd may sell.
func (x *terminal) ready() {
	x.t.Helper()
	x.await("ready to sell", func() bool {
		till, err := x.api.Till(x.ctx)
		return err == nil && till.Ready
	})
}

// boot starts posd and waits until it answers.
func (x *terminal) boot() {
	x.t.Helper()
	if err := x.Posd().Start(); err != nil {
		x.t.Fatal(err)
	}
	x.await("answering", func() bool {
		_, err := x.api.Till(x.ctx)
		return err == nil
	})
}

func (x *terminal) kill() {
	x.t.Helper()
	if err := x.Posd().Kill(); err != nil {
		x.t.Fatal(err)
	}
}

// await waits until ok holds.
func (x *terminal) await(what string, ok func() bool) {
	x.t.Helper()
	limit := time.NewTimer(patience)
	defer limit.Stop()
	look := time.NewTicker(20 * time.Millisecond)
	defer look.Stop()
	for !ok() {
		select {
		case <-look.C:
		case <-limit.C:
			x.t.Fatalf("still not %s", what)
		}
	}
}

// sell begins a sale of 12.50 and waits until the scanner is armed for it.
func (x *terminal) sell() counter.Payment {
	x.t.Helper()
	p, err := x.api.Sell(x.ctx, 1250, "coffee", "", "")
	if err != nil {
		x.t.Fatal(err)
	}
	x.await("armed", func() bool {
		till, err := x.api.Till(x.ctx)
		return err == nil && till.Armed
	})
	return p
}

// scan shows the scanner a code that plays a scenario.
func (x *terminal) scan(scenario string) {
	x.t.Helper()
	code, err := x.Alipay.Mint(scenario, 0)
	if err == nil {
		err = x.Scan(code)
	}
	if err != nil {
		x.t.Fatal(err)
	}
}

// state waits until a payment has reached a state.
func (x *terminal) state(id, state string) counter.Payment {
	x.t.Helper()
	var p counter.Payment
	x.await(state, func() bool {
		var err error
		p, err = x.api.Payment(x.ctx, id)
		return err == nil && p.State == state
	})
	return p
}

// receipt waits until a payment's receipt is in a state.
func (x *terminal) receipt(id, state string) {
	x.t.Helper()
	x.await("receipt "+state, func() bool {
		p, err := x.api.Payment(x.ctx, id)
		return err == nil && p.Receipt != nil && p.Receipt.State == state
	})
}

// slips counts the finished papers that hold text.
func (x *terminal) slips(text string) int {
	n := 0
	for _, paper := range x.Printer.Papers() {
		if strings.Contains(paper.Text(), text) {
			n++
		}
	}
	return n
}

// books holds the ledger against what the merchant should have got for a payment, and what the printer was sent against its manual.
func (x *terminal) books(p counter.Payment, fen int64) {
	x.t.Helper()
	x.money(p, fen)
	for _, v := range x.Printer.Violations() {
		x.t.Errorf("the printer would have choked: %v", v)
	}
}

// money is books without the printer.
func (x *terminal) money(p counter.Payment, fen int64) {
	x.t.Helper()
	if net := x.Alipay.Ledger().Net(p.Number); net != fen {
		x.t.Errorf("the buyer is out of %d, not %d", net, fen)
	}
	if audit := x.Alipay.Ledger().Audit(); !audit.Clean() {
		x.t.Errorf("the books: %+v", audit)
	}
	for _, v := range x.Alipay.Violations() {
		x.t.Errorf("the gateway would not have taken: %+v", v)
	}
}
