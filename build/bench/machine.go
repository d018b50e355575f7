package main

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"syscall"
)

// machine says on what the figures were measured, and how busy it was with other things: beside others every figure wavers.
func machine() string {
	about := fmt.Sprintf("%s/%s, %d processors, %s", runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), runtime.Version())
	if load, err := os.ReadFile("/proc/loadavg"); err == nil {
		about += ", load " + strings.Join(strings.Fields(string(load))[:3], " ")
	}
	return about
}

// Numbers of file systems that stand on no device (statfs(2)).
const (
	tmpfsMagic = 0x01021994
	ramfsMagic = 0x858458f6
)

// onDisk refuses a folder in memory, where a flush costs nothing.
func onDisk(dir string) error {
	var st syscall.Statfs_t
	if err := syscall.Statfs(dir, &st); err != nil {
		return fmt.Errorf("%s: %w", dir, err)
	}
	if kind := uint32(st.Type); kind == tmpfsMagic || kind == ramfsMagic { //nolint:gosec // the numbers have 32 bits
		return fmt.Errorf("%w: %s lies in memory", errMissed, dir)
	}
	return nil
}
