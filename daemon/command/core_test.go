package command

import (
	"testing"

	"golang.org/x/sys/unix"
)

// TestNoCoreIsDumped: neither the limit nor the kernel's mark of this process lets its memory be written anywhere (promise 24).
func TestNoCoreIsDumped(t *testing.T) {
	t.Parallel()
	if err := noCoreDumps(); err != nil {
		t.Fatal(err)
	}
	var limit unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_CORE, &limit); err != nil || limit.Cur != 0 || limit.Max != 0 {
		t.Errorf("a core of %d bytes, %v", limit.Max, err)
	}
	dumpable, err := unix.PrctlRetInt(unix.PR_GET_DUMPABLE, 0, 0, 0, 0)
	if err != nil || dumpable != 0 {
		t.Errorf("dumpable: %d, %v", dumpable, err)
	}
}
