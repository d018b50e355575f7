package journal

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

// TestAMinutesCommit takes a minute: it is told when that becomes plain, readers see what was there before, and then it is
// acknowledged like any other (promise 22).
func TestAMinutesCommit(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	synctest.Test(t, func(t *testing.T) {
		var told []bool
		var at []time.Duration
		begun := time.Now()
		opts := testOpts()
		opts.Slow = func(slow bool) { told, at = append(told, slow), append(at, time.Since(begun)) }
		takes := time.Duration(0)
		opts.step = func(string) error { time.Sleep(takes); return nil }
		j, err := Open(path, opts)
		if err != nil {
			t.Fatal(err)
		}
		appendTest(t, j, saleCommits(0)[0]...)
		takes, begun = time.Minute, time.Now()
		done := make(chan error, 1)
		go func() {
			_, err := j.Append(noon, saleCommits(0)[1]...)
			done <- err
		}()
		time.Sleep(30 * time.Second)
		if err := j.Room(); err != nil || j.Len() != 1 {
			t.Errorf("meanwhile: %v, %d entries", err, j.Len())
		}
		if err := <-done; err != nil || j.Len() != 3 {
			t.Errorf("after a minute: %v, %d entries", err, j.Len())
		}
		if !slices.Equal(told, []bool{true, false}) || !slices.Equal(at, []time.Duration{SlowAfter, time.Minute}) {
			t.Errorf("told %v after %v", told, at)
		}
		takes = 0
		closeTest(t, j)
	})
	mustCheck(t, path)
}
