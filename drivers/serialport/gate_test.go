package serialport

import (
	"errors"
	"os"
	"testing"
	"testing/synctest"
	"time"

	"posd/drivers"
)

func TestAWriteWaitsForDSRAndForWhatIsOnItsWay(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		after := func(d time.Duration) bool { return time.Since(start) >= d }
		g := gate{
			ready: func() (bool, error) { return after(40 * time.Millisecond), nil },
			unsent: func() int {
				if after(60 * time.Millisecond) {
					return 0
				}
				return 7
			},
		}
		if err := g.wait(start.Add(time.Second)); err != nil || time.Since(start) != 60*time.Millisecond {
			t.Errorf("waited %v, %v", time.Since(start), err)
		}
	})
}

func TestAWriteDoesNotWaitForDSRForEver(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		shut := make(chan struct{})
		start := time.Now()
		busy := gate{ready: func() (bool, error) { return false, nil }, shut: shut}
		if err := busy.wait(start.Add(time.Second)); !errors.Is(drivers.FromOS(err), drivers.ErrTimeout) || !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("got %v", err)
		}
		if waited := time.Since(start); waited < time.Second || waited > time.Second+10*time.Millisecond {
			t.Errorf("waited %v", waited)
		}
		close(shut)
		if err := busy.wait(time.Now().Add(time.Hour)); !errors.Is(err, drivers.ErrClosed) {
			t.Errorf("after close: %v", err)
		}
		gone := gate{ready: func() (bool, error) { return false, drivers.ErrGone }}
		if err := gone.wait(time.Now().Add(time.Hour)); !errors.Is(err, drivers.ErrGone) {
			t.Errorf("unplugged: %v", err)
		}
	})
}
