package journal

import (
	"context"
	"errors"
	"os"
	"syscall"
	"testing"
	"time"
)

// examineTest runs the test binary itself as the child.
func examineTest(t *testing.T, mode, path string, limit time.Duration) Report {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	r, err := Examine(ctx, []string{os.Args[0], childArg, mode}, path)
	if err != nil {
		skipWithoutChildren(t, err)
	}
	return r
}

// skipWithoutChildren ends a test whose child could not be started.
func skipWithoutChildren(t *testing.T, err error) {
	t.Helper()
	if errors.Is(err, syscall.ENOEXEC) {
		t.Skip("this binary cannot start itself: it runs under an emulator")
	}
	t.Fatal(err)
}

func TestExamine(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	j := openTest(t, path)
	fillSales(t, j, 50)
	seq, hash := j.Head()
	if r := examineTest(t, "check", path, time.Minute); r.Code != CodeInUse {
		t.Errorf("beside a writer: %+v", r)
	}
	closeTest(t, j)
	for _, mode := range []string{"check", "probe"} {
		if r := examineTest(t, mode, path, time.Minute); !r.OK() || r.Entries != seq || r.Head != hash || r.Path != path {
			t.Errorf("%s: %+v", mode, r)
		}
	}
	for _, mode := range []string{"fault", "garbage", "silence"} {
		if r := examineTest(t, mode, path, time.Minute); r.Code != CodeCrashed || r.Cure == "" || len(r.Notes) == 0 {
			t.Errorf("%s: %+v", mode, r)
		}
	}
}

func TestExamineEndsInTime(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	examineTest(t, "probe", path, time.Minute) // skips where there are no children
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if r, err := Examine(ctx, []string{os.Args[0], childArg, "hang"}, path); err != nil || r.Code != CodeTimeout {
		t.Errorf("%+v, %v", r, err)
	}
	cancelled, stop := context.WithCancel(t.Context())
	stop()
	if _, err := Examine(cancelled, []string{os.Args[0], childArg, "hang"}, path); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestExamineNeedsACommand(t *testing.T) {
	t.Parallel()
	for _, self := range [][]string{nil, {"/nonexistent/posd"}} {
		if r, err := Examine(t.Context(), self, "x"); err == nil {
			t.Errorf("%q: %+v", self, r)
		}
	}
}
