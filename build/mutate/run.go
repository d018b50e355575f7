package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
)

// suite is one test binary with all the changes in it, and the arguments that it runs with.
type suite struct {
	name string
	dir  string // in which its tests expect to run
	bin  string
	args []string
}

// suites are tried in this order: most changes do not survive the first. Nobody reads a shrunk failure of a change, and none is kept.
var suites = []struct {
	pkg  string
	args []string
}{
	{"./payment", []string{"-test.short", "-rapid.shrinktime=1ms", "-rapid.nofailfile", "-test.skip=TestNextIsTotal"}},
	{"./payment/paymenttest/world", []string{"-test.run=TestNoRuleIsBroken", "-payments=1500"}},
	{"./payment", []string{"-test.short", "-test.run=TestNextIsTotal"}},
	{"./payment/paymenttest/world", []string{"-test.run=TestNoRuleIsBroken", "-payments=15000"}},
	{"./payment/paymenttest", []string{"-payments=150"}},
}

// build compiles the suites over the woven sources.
func build(ctx context.Context, f *finder, work string) ([]suite, error) {
	overlay := struct{ Replace map[string]string }{map[string]string{}}
	put := func(name string, text []byte) error {
		at := filepath.Join(work, filepath.Base(name))
		whole, err := filepath.Abs(name)
		overlay.Replace[whole] = at
		if err != nil {
			return err
		}
		return os.WriteFile(at, text, 0o600)
	}
	for _, s := range f.sources {
		if err := put(s.name, s.woven()); err != nil {
			return nil, err
		}
	}
	if err := put(filepath.Join(filepath.Dir(f.sources[0].name), "zz_mutants.go"), []byte(helpers)); err != nil {
		return nil, err
	}
	text, err := json.Marshal(overlay)
	if err != nil {
		return nil, err
	}
	at := filepath.Join(work, "overlay.json")
	if err := os.WriteFile(at, text, 0o600); err != nil {
		return nil, err
	}
	return compile(ctx, at, work)
}

func compile(ctx context.Context, overlay, work string) ([]suite, error) {
	var built []suite
	made := map[string]string{}
	for _, s := range suites {
		bin, ok := made[s.pkg]
		if !ok {
			bin = filepath.Join(work, strings.ReplaceAll(strings.TrimPrefix(s.pkg, "./"), "/", "-")+".test")
			made[s.pkg] = bin
			out, err := exec.CommandContext(ctx, "go", "test", "-vet=off", "-c", "-overlay", overlay, "-o", bin, s.pkg).CombinedOutput() //nolint:gosec // G204: our own packages
			if err != nil {
				return nil, fmt.Errorf("compile the changes: %w\n%s", err, out)
			}
		}
		args := append([]string{"-test.failfast", "-test.timeout=0"}, s.args...)
		built = append(built, suite{s.pkg, s.pkg, bin, args})
	}
	return built, nil
}

// verdict is what became of one change.
type verdict struct {
	mutant

	by  string // the suite that caught it; empty if it survived
	out []byte
}

// try runs the suites until one fails.
func try(ctx context.Context, m mutant, all []suite) verdict {
	v := verdict{mutant: m}
	for _, s := range all {
		out, ok := s.passes(ctx, m.id)
		if !ok {
			v.by, v.out = s.name+" "+strings.Join(s.args[2:], " "), out
			if bytes.Contains(out, []byte(errHangs.Error()+": ")) {
				v.by += ", which hangs"
			}
			return v
		}
	}
	return v
}

func (s suite) passes(ctx context.Context, id int) ([]byte, bool) {
	run := exec.CommandContext(ctx, s.bin, s.args...) //nolint:gosec // G204: the binary that was just built
	run.Dir = s.dir
	run.Env = append(os.Environ(), "POSD_MUTANT="+strconv.Itoa(id))
	var out bytes.Buffer
	run.Stdout, run.Stderr = &out, &out
	err := runWatched(run)
	if errors.Is(err, errHangs) {
		fmt.Fprintln(&out, err)
	}
	return out.Bytes(), err == nil
}

// tryAll tries every change, on so many cores, until ctx ends: what an end interrupts has no verdict.
func tryAll(ctx context.Context, all []mutant, suites []suite, cores int, each func(verdict)) {
	todo := make(chan mutant)
	var mu sync.Mutex
	var workers sync.WaitGroup
	for range cores {
		workers.Go(func() {
			for m := range todo {
				v := try(ctx, m, suites)
				if ctx.Err() != nil {
					continue
				}
				mu.Lock()
				each(v)
				mu.Unlock()
			}
		})
	}
	for _, m := range all {
		todo <- m
	}
	close(todo)
	workers.Wait()
}
