package browser

import (
	"bufio"
	"context"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"
)

// repository is the root of the product's module, seen from this folder.
const repository = "../.."

// endWithin is how long the simulated counter may take to end in order.
const endWithin = 30 * time.Second

// startDemo is startDemoOf the family that the demo begins with.
func startDemo(t *testing.T) string { return startDemoOf(t, "") }

// startDemoOf builds posd and possim, runs possim demo until the test ends, and returns the address of its page, with a slash.
func startDemoOf(t *testing.T, family string) string {
	t.Helper()
	bin := t.TempDir()
	build := exec.CommandContext(t.Context(), "go", "build", "-o", bin+"/", "./daemon/cmd/posd", "./daemon/cmd/possim")
	build.Dir, build.Env = repository, append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", build, err, out)
	}
	ctx, end := context.WithCancel(context.WithoutCancel(t.Context())) // the pages are closed before the counter
	demo := exec.CommandContext(ctx, bin+"/possim", "demo", "-listen", "127.0.0.1:0", "-dir", t.TempDir())
	demo.Env = append(os.Environ(), "FAMILY="+family)
	demo.Cancel = func() error { return demo.Process.Signal(os.Interrupt) }
	demo.WaitDelay = endWithin
	var told strings.Builder
	demo.Stderr = &told
	stdout, err := demo.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := demo.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		end()
		if err := demo.Wait(); err != nil && demo.ProcessState.ExitCode() != 0 || told.Len() > 0 {
			t.Errorf("possim demo ended with %v\n%s", err, told.String())
		}
	})
	line, err := bufio.NewReader(stdout).ReadString('\n')
	address := regexp.MustCompile(`http://127\.0\.0\.1:\d+/`).FindString(line)
	if address == "" {
		t.Fatalf("possim demo names no page: %q, %v", line, err)
	}
	return address
}
