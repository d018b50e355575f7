package clock

import (
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
)

// Kernel asks the running kernel about its clock.
func Kernel() System { return System{Synced: synced(), Battery: fromBattery("/")} }

// synced reports whether somebody disciplines the system clock (adjtimex(2)).
func synced() bool {
	var t unix.Timex
	state, err := unix.Adjtimex(&t)
	return err == nil && state != unix.TIME_ERROR && t.Status&unix.STA_UNSYNC == 0
}

// fromBattery reports whether the kernel below root has set its clock from a real-time clock (Documentation/admin-guide/rtc.rst:
// "hctosys" is 1 for the device that gave the time at boot).
func fromBattery(root string) bool {
	found, _ := filepath.Glob(filepath.Join(root, "sys/class/rtc/*/hctosys")) // only a bad pattern is an error
	for _, path := range found {
		if text, err := os.ReadFile(path); err == nil && strings.TrimSpace(string(text)) == "1" {
			return true
		}
	}
	return false
}
