package hotplug_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"posd/drivers"
	"posd/drivers/drivertest"
	"posd/drivers/hotplug"
)

// bench is a device that can be plugged in and pulled.
type bench struct {
	mu     sync.Mutex
	pipe   *drivertest.Pipe // nil while pulled
	opened int
	served int
	states []hotplug.State
}

// plug plugs a new device in, in place of the old one.
func (b *bench) plug() {
	b.mu.Lock()
	old := b.pipe
	b.pipe = drivertest.NewPipe()
	b.mu.Unlock()
	if old != nil {
		old.Unplug()
	}
}

func (b *bench) count() (opened, served int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.opened, b.served
}

func (b *bench) changed(s hotplug.State) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.states = append(b.states, s)
}

func (b *bench) open(context.Context) (drivers.Conn, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.opened++
	if b.pipe == nil {
		return nil, drivers.ErrGone
	}
	return b.pipe.Host, nil
}

func (b *bench) serve(_ context.Context, conn drivers.Conn) error {
	b.mu.Lock()
	b.served++
	b.mu.Unlock()
	_, err := conn.Read(make([]byte, 1))
	return err
}

func start(t *testing.T, b *bench, serve hotplug.Serve) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- hotplug.Run(ctx, b.open, serve, b.changed)
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
		stop := start(t, b, b.serve)
		time.Sleep(time.Hour)
		synctest.Wait()
		if opened, served := b.count(); served != 0 || opened < 3000 || opened > 3700 {
			t.Errorf("in an hour without a device: opened %d, served %d", opened, served)
		}
		for i := range 2 {
			b.plug()
			time.Sleep(2 * time.Second)
			synctest.Wait()
			if _, served := b.count(); served != i+1 {
				t.Errorf("plugged in %d times: served %d two seconds later", i+1, served)
			}
		}
		stop()
		want := []bool{false, true, false, true}
		if len(b.states) != len(want) {
			t.Fatalf("told %v", b.states)
		}
		for i, s := range b.states {
			if s.Up != want[i] || s.Up != (s.Cause == nil) || !s.Up && !errors.Is(s.Cause, drivers.ErrGone) {
				t.Errorf("told %v", b.states)
			}
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
		b.plug()
		time.Sleep(time.Minute)
		b.plug()
		time.Sleep(hotplug.RetryMin)
		synctest.Wait()
		if _, served := b.count(); served != 2 {
			t.Errorf("served %d times", served)
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
		if opened, _ := b.count(); opened != 1 {
			t.Errorf("opened %d times", opened)
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
