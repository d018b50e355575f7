package hotplug_test

import (
	"context"
	"errors"
	"strings"
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
		t.Helper()
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

// TestALoosePlugIsHeldToThePace: a device that opens and fails at once is not hammered.
func TestALoosePlugIsHeldToThePace(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := &bench{pipe: drivertest.NewPipe()}
		stop := start(t, b, func(context.Context, drivers.Conn) error { return drivers.ErrGone })
		time.Sleep(time.Minute)
		synctest.Wait()
		stop()
		if b.opened > 65 {
			t.Errorf("opened %d times in a minute", b.opened)
		}
	})
}

// TestALastingDeviceComesBackAtOnce: the pauses of an earlier absence are forgotten.
func TestALastingDeviceComesBackAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := &bench{}
		defer start(t, b, b.serve)()
		time.Sleep(time.Minute)
		b.pipe = drivertest.NewPipe()
		time.Sleep(time.Minute)
		synctest.Wait()
		pulled := b.pipe
		b.pipe = drivertest.NewPipe()
		pulled.Unplug()
		time.Sleep(hotplug.RetryMin)
		synctest.Wait()
		if b.served != 2 {
			t.Errorf("served %d times", b.served)
		}
	})
}

func TestADriverThatIsDeafToItsContextEndsWithItsConnection(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := &bench{pipe: drivertest.NewPipe()}
		stop := start(t, b, b.serve)
		synctest.Wait()
		begin := time.Now()
		stop()
		if took := time.Since(begin); took != 0 {
			t.Errorf("took %v", took)
		}
		if len(b.states) != 1 {
			t.Errorf("the end of the context was told as %v", b.states)
		}
	})
}

func TestAWedgedDriverIsLeftBehind(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := &bench{pipe: drivertest.NewPipe()}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		release := make(chan struct{})
		link := hotplug.New(hotplug.Opts{Grace: 3 * time.Second})
		begin := time.Now()
		err := link.Run(ctx, b.open, func(context.Context, drivers.Conn) error {
			<-release // deaf to context and connection
			return nil
		})
		if !errors.Is(err, hotplug.ErrWedged) || time.Since(begin) != time.Minute+3*time.Second {
			t.Errorf("after %v: %v", time.Since(begin), err)
		}
		close(release) // what was left behind ends by itself
		synctest.Wait()
		if b.opened != 1 {
			t.Errorf("opened %d times", b.opened)
		}
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
		if len(b.states) < 2 || b.states[1].Up {
			t.Fatalf("told %v", b.states)
		}
		cause, ok := errors.AsType[*hotplug.PanicError](b.states[1].Cause)
		if !ok || cause.Value != "boom" || !strings.Contains(string(cause.Stack), "link_test.go") {
			t.Errorf("the cause is %v", b.states[1].Cause)
		}
		if b.opened < 2 {
			t.Error("not opened again")
		}
	})
}

func TestAServiceThatEndsWithoutAWordIsDown(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := &bench{pipe: drivertest.NewPipe()}
		stop := start(t, b, func(context.Context, drivers.Conn) error { return nil })
		synctest.Wait()
		stop()
		if len(b.states) != 2 || !errors.Is(b.states[1].Cause, drivers.ErrGone) {
			t.Errorf("told %v", b.states)
		}
	})
}
