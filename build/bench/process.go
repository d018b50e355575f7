package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
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

// switches returns how often the process's threads have begun to run, of their own accord or pushed aside before.
func (p process) switches() (n int64, err error) {
	threads, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/status", p))
	if err != nil || len(threads) == 0 {
		return 0, fmt.Errorf("threads of %d: %w", p, errors.Join(err, os.ErrNotExist))
	}
	for _, path := range threads {
		status, err := readStatus(path)
		if err != nil {
			return 0, err
		}
		for _, name := range []string{"voluntary_ctxt_switches", "nonvoluntary_ctxt_switches"} {
			k, err := strconv.ParseInt(status[name], 10, 64)
			if err != nil {
				return 0, fmt.Errorf("%s: %s: %w", path, name, err)
			}
			n += k
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
