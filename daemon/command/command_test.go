package command_test

import (
	"context"
	"flag"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"posd/configs/words"
	"posd/daemon/clock"
	"posd/daemon/command"
)

var update = flag.Bool("update", false, "write into the stories what posd says")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"posd": posd})
}

// posd is the program as the stories run it; main of package posd does the same.
func posd() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	self, err := os.Executable()
	if err != nil {
		panic(err)
	}
	env := command.Env{
		Kernel: func() clock.System { return clock.System{Synced: true} },
		Stdout: os.Stdout, Stderr: os.Stderr, Lang: command.Language(os.Getenv), Version: "v1.2.3", Committed: "2026-11-01T00:00:00Z",
		Executable: self,
	}
	code := command.Main(ctx, env, os.Args[1:])
	stop()
	os.Exit(code) //nolint:forbidigo // this is the main of a program
}

// TestStories plays what a technician types, and holds what the screen says and the exit codes against it.
func TestStories(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir: "testdata", Cmds: props(), Setup: stage, RequireExplicitExec: true, RequireUniqueNames: true, UpdateScripts: *update,
	})
}

func TestLanguageFollowsTheEnvironment(t *testing.T) {
	t.Parallel()
	for env, want := range map[string]words.Lang{
		"":                                    words.En,
		"LANG=C.UTF-8":                        words.En,
		"LANG=zh_CN.UTF-8":                    words.Zh,
		"LANG=z":                              words.En,
		"LC_MESSAGES=zh_HK,LANG=en_US":        words.Zh,
		"LC_ALL=en_US,LC_MESSAGES=zh,LANG=zh": words.En,
	} {
		vars := map[string]string{}
		for pair := range strings.SplitSeq(env, ",") {
			name, value, _ := strings.Cut(pair, "=")
			vars[name] = value
		}
		if got := command.Language(func(name string) string { return vars[name] }); got != want {
			t.Errorf("%s: %s, not %s", env, got, want)
		}
	}
}

// unwritable is standard output on a full card.
type unwritable struct{}

func (unwritable) Write([]byte) (int, error) { return 0, syscall.ENOSPC }

// TestWhatIsNotPrintedIsNotWell: whoever reads nothing is not told by the exit code that all is well.
func TestWhatIsNotPrintedIsNotWell(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"version"}, {"version", "-json"}, {"help"}, {"check", "-h"}} {
		var said strings.Builder
		code := command.Main(t.Context(), command.Env{Stdout: unwritable{}, Stderr: &said, Lang: words.En}, args)
		if code != command.ExitFailed || !strings.Contains(said.String(), "no space left on device") || !strings.Contains(said.String(), "hint") {
			t.Errorf("%q: exit code %d, %q", args, code, said.String())
		}
	}
}
