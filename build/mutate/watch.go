package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"
)

// When a suite has run too long. Not the clock on the wall decides, for on a machine that does much else at the same time it would
// count a change as caught that is only slow.
const (
	mostWork  = 30 * time.Second       // processor time; the longest suite needs two
	look      = 250 * time.Millisecond // how often it is looked at
	idleLooks = 16                     // asleep in all its threads at so many looks in a row: it waits for what never comes
)

// errHangs says that a suite was ended because it would not have come to its end.
var errHangs = errors.New("hangs")

// runWatched runs a suite to its end, or until it is seen to hang. The error is nil only if it passed.
func runWatched(run *exec.Cmd) error {
	if err := run.Start(); err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() { ended <- run.Wait() }()
	ticker := time.NewTicker(look)
	defer ticker.Stop()
	for idle := 0; ; {
		select {
		case err := <-ended:
			return err
		case <-ticker.C:
		}
		asleep, work := lookAt(run.Process.Pid)
		if idle++; !asleep {
			idle = 0
		}
		if idle >= idleLooks || work > mostWork {
			_ = run.Process.Kill() // it may have ended by itself just now
			if err := <-ended; err == nil {
				return nil
			}
			return fmt.Errorf("%w: asleep: %v, processor time: %v", errHangs, asleep, work)
		}
	}
}

// lookAt returns whether all threads of a process sleep, and the processor time that it has used, as proc(5) tells. Of a process that
// has ended it says neither.
func lookAt(pid int) (asleep bool, work time.Duration) {
	threads, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/stat", pid))
	if err != nil || len(threads) == 0 {
		return false, 0
	}
	asleep = true
	for _, name := range threads {
		text, err := os.ReadFile(name)
		if err != nil {
			continue // a thread that has just ended
		}
		state, used := parseStat(text)
		asleep = asleep && state == "S"
		work += used
	}
	return asleep, work
}

// tick is the unit of processor times in /proc on every Linux that Go runs on.
const tick = 10 * time.Millisecond

// parseStat reads the state and the processor time of one line of /proc/PID/task/TID/stat.
func parseStat(text []byte) (state string, used time.Duration) {
	_, after, _ := bytes.Cut(text, []byte(") ")) // the name before may hold blanks
	fields := bytes.Fields(after)
	if len(fields) < 13 {
		return "", 0
	}
	for _, ticks := range fields[11:13] {
		n, _ := strconv.Atoi(string(ticks)) // the kernel writes digits
		used += time.Duration(n) * tick
	}
	return string(fields[0]), used
}
