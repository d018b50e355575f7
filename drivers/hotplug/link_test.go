package hotplug_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"posd/drivers"
	"posd/drivers/drivertest"
	"posd/drivers/hotplug"
)

// bench is a device that can be plugged in and pulled.
type bench struct {
	pipe   *drivertest.Pipe // nil while pulled
	opened int
	served int
	states []hotplug.State
}

func (b *bench) open(context.Context) (drivers.Conn, error) {
	b.opened++
	if b.pipe == nil {
		return nil, drivers.ErrGone
	}
	return b.pipe.Host, nil
}

func (b *bench) serve(_ context.Context, conn drivers.Conn) error {
	b.served++
	_, err := conn.Read(make([]byte, 1))
	return err
}

func start(t *testing.T, b *bench, serve hotplug.Serve) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- hotplug.Run(ctx, b.open, serve, func(s hotplug.State) { b.states = append(b.states, s) })
	}()
	return func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("ended with %v", err)
		}
	}
}

func TestAReplugWorksWithinTwoSeconds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := &bench{}
		defer start(t, b, b.serve)()
		time.Sleep(time.Hour)
		synctest.Wait()
		if b.served != 0 || b.opened < 3000 || b.opened > 3700 {
			t.Fatalf("in an hour without a device: opened %d, served %d", b.opened, b.served)
		}
		b.pipe = drivertest.NewPipe()
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if b.served != 1 {
			t.Fatal("the device does not work two seconds after it was plugged in")
		}
		pulled := b.pipe
		b.pipe = drivertest.NewPipe()
		pulled.Unplug()
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if b.served != 2 {
			t.Fatal("the device does not work two seconds after it was pulled and plugged in")
		}
		up := 0
		for _, s := range b.states {
			if s.Up {
				up++
			} else if !errors.Is(s.Cause, drivers.ErrGone) {
				t.Errorf("the cause is %v", s.Cause)
			}
		}
		if len(b.states) != 4 || up != 2 {
			t.Fatalf("told %v", b.states)
		}
	})
}

func TestAWedgedDriverEndsWithItsContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := &bench{pipe: drivertest.NewPipe()}
		stop := start(t, b, func(_ context.Context, conn drivers.Conn) error { // deaf to its context
			_, err := conn.Read(make([]byte, 1))
			return err
		})
		synctest.Wait()
		stop()
	})
}

func TestAPanicOfADriverIsAFaultOfItsDevice(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := &bench{pipe: drivertest.NewPipe()}
		stop := start(t, b, func(context.Context, drivers.Conn) error { panic("boom") })
		time.Sleep(time.Second)
		synctest.Wait()
		stop()
		if len(b.states) < 2 || b.states[1].Up || b.states[1].Cause == nil {
			t.Fatalf("told %v", b.states)
		}
	})
}
