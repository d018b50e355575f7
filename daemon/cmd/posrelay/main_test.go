package main

import (
	"bytes"
	"context"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"posd/configs/words"
	"posd/daemon/cmd/possim/counter"
	"posd/daemon/cmd/possim/rehearsal"
	"posd/daemon/command"
	"posd/payment/alipay/alipaytest"
)

// TestMain lets the test binary be posrelay, or posd, when it is called by that name.
func TestMain(m *testing.M) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	switch filepath.Base(os.Args[0]) {
	case "posrelay":
		code := run(ctx, world{os.Stdout, os.Stderr, words.En}, os.Args[1:])
		stop()
		os.Exit(code) //nolint:forbidigo // this process is no test, but posrelay
	case "posd":
		os.Exit(command.Main(ctx, command.Env{ //nolint:forbidigo // this process is no test, but posd
			Stdout: os.Stdout, Stderr: os.Stderr, Lang: words.En, Version: "test", Executable: os.Args[0],
		}, os.Args[1:]))
	}
	stop()
	m.Run()
}

// TestRehearsal is make demo-once FAMILY=acquirer: a terminal that has no key of Alipay enrols at a relay, sells and refunds.
func TestRehearsal(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("two programs and an engine take long where they are emulated")
	}
	dir := t.TempDir()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"posd", "posrelay"} {
		if err := os.Symlink(self, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	var log bytes.Buffer
	c, err := counter.Open(counter.Opts{
		Dir: filepath.Join(dir, "c"), Posd: filepath.Join(dir, "posd"), Family: counter.FamilyAcquirer, Log: &log,
	})
	if err != nil {
		t.Fatal(err)
	}
	var told bytes.Buffer
	err = rehearsal.Run(t.Context(), c, &told)
	awaitNotice(t, c)
	out, listErr := c.Relay().Command("terminals").CombinedOutput()
	if closed := c.Close(); closed != nil {
		t.Error(closed)
	}
	if err != nil {
		t.Errorf("%v\n%s", err, told.String())
	}
	if listErr != nil || !strings.Contains(string(out), "SIM1") || !strings.Contains(string(out), "enrolled") {
		t.Errorf("terminals: %v: %s", listErr, out)
	}
	if strings.Contains(told.String(), "MISSING") {
		t.Error(told.String())
	}
}

// awaitNotice waits until the simulated Alipay has told the relay of the sale, and was answered as it wants.
func awaitNotice(t *testing.T, c *counter.Counter) {
	t.Helper()
	again, late := time.NewTicker(20*time.Millisecond), time.After(time.Minute)
	defer again.Stop()
	for {
		for _, e := range c.Alipay.Ledger().Events(0) {
			if e.Kind == alipaytest.EventNotice {
				if e.Result != alipaytest.NoticeTaken {
					t.Errorf("%+v", e)
				}
				return
			}
		}
		select {
		case <-again.C:
		case <-late:
			t.Error("Alipay has told the relay nothing")
			return
		}
	}
}

// tell runs posrelay in this process.
func tell(t *testing.T, args ...string) (code int, out, complaint string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code = run(t.Context(), world{&stdout, &stderr, words.En}, args)
	return code, stdout.String(), stderr.String()
}

func TestExitCodes(t *testing.T) {
	t.Parallel()
	missing := filepath.Join(t.TempDir(), "none.toml")
	for _, x := range []struct {
		args []string
		code int
		says string
	}{
		{nil, exitUsage, "posrelay: hint: posrelay help"},
		{[]string{"dance"}, exitUsage, `"dance"`},
		{[]string{"code", "tea"}, exitUsage, "code: 1"},
		{[]string{"code", "tea", "T1", "-hours", "0"}, exitUsage, "-hours"},
		{[]string{"authority"}, exitUsage, "-host"},
		{[]string{"help"}, exitOK, ""},
		{[]string{"version"}, exitOK, ""},
		{[]string{"check", "-config", missing}, exitConfig, "cannot be read"},
		{[]string{"revoke", "-config", missing, "tea", "T1"}, exitConfig, "cannot be read"},
	} {
		code, out, complaint := tell(t, x.args...)
		if code != x.code || !strings.Contains(complaint, x.says) || (code == exitOK) != (out != "") {
			t.Errorf("%q: %d %s %s", x.args, code, out, complaint)
		}
	}
}

// TestAuthorityOverwritesNothing, for whoever has the old one has the terminals.
func TestAuthorityOverwritesNothing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if code, out, complaint := tell(t, "authority", "-host", "relay.test,127.0.0.1", "-dir", dir); code != exitOK || !strings.Contains(out, dir) {
		t.Fatalf("%d %s", code, complaint)
	}
	before, err := os.ReadFile(filepath.Join(dir, "authority.key"))
	if err != nil {
		t.Fatal(err)
	}
	if code, _, complaint := tell(t, "authority", "-host", "relay.test", "-dir", dir); code != exitFailed || !strings.Contains(complaint, "authority.key is there") {
		t.Errorf("%d %s", code, complaint)
	}
	if after, err := os.ReadFile(filepath.Join(dir, "authority.key")); err != nil || !bytes.Equal(before, after) {
		t.Error("the authority's key has changed")
	}
	if info, err := os.Stat(filepath.Join(dir, "authority.key")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}

// TestTheSampleIsChecked: the sample is a configuration whose files alone are missing.
func TestTheSampleIsChecked(t *testing.T) {
	t.Parallel()
	code, _, complaint := tell(t, "check", "-config", "../../../configs/samples/posrelay/posrelay.toml")
	if code != exitConfig {
		t.Fatalf("%d %s", code, complaint)
	}
	for line := range strings.Lines(complaint) { // of each fault
		if strings.HasPrefix(line, "posrelay: error: ") && !strings.Contains(line, "does not exist") {
			t.Error(line)
		}
	}
	if !strings.Contains(complaint, "relay.key") || !strings.Contains(complaint, "gateway.private_key") {
		t.Error(complaint)
	}
}
