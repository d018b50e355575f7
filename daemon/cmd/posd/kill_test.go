package main_test

import (
	"bufio"
	"flag"
	"maps"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"posd/daemon/cmd/possim/counter"
)

// stride is how many system calls lie between two at which TestKillAtEveryWrite kills; 1 takes every one.
var stride = flag.Int("kill.stride", 9, "kill posd at every n-th system call of a sale that writes")

// TestKillAtEveryWrite kills posd before the first system call of a sale that writes, the next sale before the second, and so on,
// until a sale passes through; starts it again each time and holds what it makes of the sale against the ledger: charged once and
// paid, or neither; one receipt, or one that is visibly owed (promises 1, 3, 4, 13, 15).
func TestKillAtEveryWrite(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("starts posd many times")
	}
	x := newTerminal(t, quick)
	x.start()
	at, ends := map[string]int{}, map[string]int{}
	for nth := min(3, *stride); ; nth += *stride {
		p := x.sell()
		w := x.watch(nth)
		x.scan("paid")
		if !x.killed(p) {
			w.end()
			x.await("through", func() bool { return x.slips(p.Number) == 1 })
			x.money(x.state(p.ID, "paid"), 1250)
			break
		}
		calls := w.end()
		if len(calls) != nth {
			t.Fatalf("killed at call %d, not %d", len(calls), nth)
		}
		at[calls[nth-1]]++
		x.start()
		ends[x.judge(p)]++
	}
	kills := 0
	for _, call := range slices.Sorted(maps.Keys(at)) {
		kills += at[call]
		t.Logf("%3d x before %s", at[call], call)
	}
	t.Logf("%d kills: %v", kills, ends)
	for _, v := range x.Printer.Violations() {
		if !strings.Contains(v.String(), cutLine) {
			t.Errorf("the printer would have choked: %v", v)
		}
	}
	if ends["paid"] == 0 || ends["paid"] == kills {
		t.Error("no kill fell before, or none after the charge: the test tests nothing")
	}
}

// cutLine is what becomes of a line that a kill cut: the next slip begins without it.
const cutLine = "unprinted text discarded"

// killed waits until posd is dead, or the sale's receipt is out and its last writes are too.
func (x *terminal) killed(p counter.Payment) bool {
	x.t.Helper()
	ended, out := x.Posd().Ended(), (<-chan time.Time)(nil)
	look := time.NewTicker(20 * time.Millisecond)
	defer look.Stop()
	for {
		select {
		case <-ended:
			return true
		case <-look.C:
			if out == nil && x.slips(p.Number) == 1 {
				out = time.After(time.Second)
			}
		case <-out:
			return false
		case <-x.ctx.Done():
			x.t.Fatal("neither killed nor sold")
		}
	}
}

// judge waits until a killed sale is settled, holds it against the books and says how it ended.
func (x *terminal) judge(p counter.Payment) string {
	x.t.Helper()
	p = x.settled(p.ID)
	if p.State != "paid" {
		x.money(p, 0)
		if n := x.slips(p.Number); n != 0 {
			x.t.Errorf("%s, with %d receipts", p.State, n)
		}
		return p.State
	}
	x.money(p, 1250)
	x.await("receipt printed or visibly owed", func() bool {
		q, err := x.api.Payment(x.ctx, p.ID)
		p = q
		return err == nil && q.Receipt != nil && (q.Receipt.State == "printed" || q.Receipt.State == "unconfirmed")
	})
	if n := x.slips(p.Number); n > 1 || n == 0 && p.Receipt.State == "printed" {
		x.t.Errorf("%d receipts, shown as %s", n, p.Receipt.State)
	}
	return p.State
}

// watcher is a tracer of posd.
type watcher struct {
	x     *terminal
	cmd   *exec.Cmd
	lines *bufio.Scanner
}

// watch lets posd be killed before the nth system call that writes, from here on.
func (x *terminal) watch(nth int) *watcher {
	x.t.Helper()
	cmd := exec.CommandContext(x.ctx, os.Args[0], traceArg, strconv.Itoa(x.Posd().Pid()), strconv.Itoa(nth))
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		x.t.Fatal(err)
	}
	w := &watcher{x, cmd, bufio.NewScanner(out)}
	if !w.lines.Scan() || w.lines.Text() != watching {
		said := w.lines.Text()
		_ = cmd.Wait()
		if strings.Contains(said, "operation not permitted") {
			x.t.Skip("posd cannot be traced here: run as root")
		}
		x.t.Fatalf("the tracer says %q", said)
	}
	return w
}

// end ends the tracer and returns the calls that it saw.
func (w *watcher) end() (calls []string) {
	w.x.t.Helper()
	if running, _ := w.x.Posd().Running(); running {
		_ = w.cmd.Process.Kill() // posd goes on without it
	}
	for w.lines.Scan() {
		calls = append(calls, w.lines.Text())
	}
	_ = w.cmd.Wait() // it was killed, or its tracee was
	return calls
}
