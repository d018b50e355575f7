package main_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// smallCard mounts an ext4 file system of its own on a loop device, where that is allowed, and returns its directory.
func smallCard(t *testing.T, megabytes int) string {
	t.Helper()
	if testing.Short() {
		t.Skip("fills a file system")
	}
	if os.Geteuid() != 0 {
		t.Skip("a file system of our own is mounted by root alone")
	}
	dir := t.TempDir()
	image, at := filepath.Join(dir, "card.img"), filepath.Join(dir, "card")
	if err := errors.Join(os.Mkdir(at, 0o700), os.WriteFile(image, nil, 0o600), os.Truncate(image, int64(megabytes)<<20)); err != nil {
		t.Fatal(err)
	}
	for _, cmd := range [][]string{{"mkfs.ext4", "-q", "-m", "0", image}, {"mount", "-o", "loop", image, at}} {
		if out, err := exec.CommandContext(t.Context(), cmd[0], cmd[1:]...).CombinedOutput(); err != nil {
			t.Skipf("no file system of our own: %s: %v %s", cmd[0], err, out)
		}
	}
	t.Cleanup(func() {
		if err := unix.Unmount(at, unix.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return at
}

// onCard puts the journal onto the card.
func onCard(card string) func(string) string {
	return func(toml string) string {
		return strings.Replace(quick(toml), `path = "journal.db"`, "path = "+strconv.Quote(filepath.Join(card, "journal.db")), 1)
	}
}

// refusesFor waits until no sale may start, for a reason that names it.
func (x *terminal) refusesFor(reason string) {
	x.t.Helper()
	x.await("refusing sales for "+reason, func() bool {
		till, err := x.api.Till(x.ctx)
		return err == nil && !till.Ready && till.Why != nil && strings.Contains(till.Why.En, reason)
	})
	_, err := x.api.Sell(x.ctx, 1250, "coffee", "", "")
	_ = refusal(x.t, err)
}

// TestACardThatTurnsReadOnly does so while the customer confirms: the verdict cannot be kept, so it is not shown; no sale
// starts; and the next start on a card that can be written asks the gateway and finds it paid, once (promises 3, 11, 19).
func TestACardThatTurnsReadOnly(t *testing.T) {
	t.Parallel()
	card := smallCard(t, 8)
	x := newTerminal(t, onCard(card))
	x.start()
	p := x.sell()
	x.scan("confirm_by_hand")
	x.state(p.ID, "confirming")
	if err := unix.Mount("", card, "", unix.MS_REMOUNT, "abort"); err != nil {
		t.Skipf("this kernel does not abort a file system: %v", err)
	}
	if err := x.Alipay.Ledger().Confirm(p.Number); err != nil {
		t.Fatal(err)
	}
	x.refusesFor("")
	x.await("telling the customer", func() bool {
		said := strings.Join(x.Pole.Lines(), " ")
		if strings.Contains(said, "成功") {
			t.Errorf("paid is shown though it is not kept: %s", said)
			return true
		}
		return strings.Contains(said, "未能记录")
	})
	if q, err := x.api.Payment(x.ctx, p.ID); err == nil && q.State == "paid" {
		t.Error("paid is shown though it is not kept")
	}
	x.kill()
	image := filepath.Join(filepath.Dir(card), "card.img")
	if err := unix.Unmount(card, 0); err != nil {
		t.Fatal(err)
	}
	for _, cmd := range [][]string{{"e2fsck", "-fy", image}, {"mount", "-o", "loop", image, card}} {
		if out, err := exec.CommandContext(t.Context(), cmd[0], cmd[1:]...).CombinedOutput(); err != nil && cmd[0] == "mount" {
			t.Fatalf("%s: %v %s", cmd[0], err, out)
		}
	}
	x.start()
	p = x.state(p.ID, "paid")
	x.receipt(p.ID, "printed")
	x.books(p, 1250)
	x.oneReceipt(p)
}
