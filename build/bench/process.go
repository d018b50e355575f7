package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// process is what the kernel tells of a running posd. posd hides the rest of it from everybody but root.
type process int

// childNamed returns this process's child of that name, as the kernel cuts it (15 bytes).
func childNamed(name string) (process, error) {
	all, err := filepath.Glob("/proc/[0-9]*/status")
	if err != nil {
		return 0, err
	}
	for _, path := range all {
		status, err := readStatus(path)
		if err != nil || status["Name"] != name || status["PPid"] != strconv.Itoa(os.Getpid()) {
			continue // it has ended, or is another's
		}
		pid, err := strconv.Atoi(status["Pid"])
		return process(pid), err
	}
	return 0, fmt.Errorf("no child %q runs", name)
}

// readStatus reads /proc/PID/status or that of a thread (proc_pid_status(5)).
func readStatus(path string) (map[string]string, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	status := map[string]string{}
	for line := range bytes.Lines(text) {
		if name, value, ok := strings.Cut(string(line), ":"); ok {
			status[name] = strings.TrimSpace(value)
		}
	}
	return status, nil
}

// anonymous returns the process's anonymous memory in bytes: what is its own and cannot be read again from a file.
func (p process) anonymous() (int64, error) {
	status, err := readStatus(fmt.Sprintf("/proc/%d/status", p))
	if err != nil {
		return 0, err
	}
	n, err := strconv.ParseInt(strings.TrimSuffix(status["RssAnon"], " kB"), 10, 64)
	return n * 1024, err
}

// wakes is how often a process's threads have begun to run, of their own accord or pushed aside before.
type wakes struct {
	own     float64
	monitor float64 // of Go's own thread that watches the others
}

// switches returns what the kernel has counted so far. Go's runtime starts its monitor before every other thread. It naps for 20 µs at
// a time for as long as another thread runs, or waits for a processor that somebody else has, and sleeps with the last of them: its
// naps keep no processor from sleeping, and their number says how busy the machine is.
func (p process) switches() (n wakes, err error) {
	threads, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/status", p))
	if err != nil || len(threads) < 2 {
		return n, fmt.Errorf("threads of %d: %w", p, errors.Join(err, os.ErrNotExist))
	}
	counts := map[int]float64{}
	for _, path := range threads {
		status, err := readStatus(path)
		if err != nil {
			return n, err
		}
		tid, err := strconv.Atoi(status["Pid"])
		if err != nil {
			return n, fmt.Errorf("%s: Pid: %w", path, err)
		}
		for _, name := range []string{"voluntary_ctxt_switches", "nonvoluntary_ctxt_switches"} {
			k, err := strconv.ParseFloat(status[name], 64)
			if err != nil {
				return n, fmt.Errorf("%s: %s: %w", path, name, err)
			}
			counts[tid] += k
		}
	}
	order := slices.Sorted(maps.Keys(counts)) // the first is the process itself
	for i, tid := range order {
		if i == 1 {
			n.monitor = counts[tid]
		} else {
			n.own += counts[tid]
		}
	}
	return n, nil
}

// rest waits for d.
func rest(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
