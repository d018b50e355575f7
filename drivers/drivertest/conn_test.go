package drivertest_test

import (
	"bytes"
	"errors"
	"io"
	"reflect"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"posd/drivers"
	"posd/drivers/drivertest"
)

func TestAPipeKeepsTheRulesOfAConn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := drivertest.NewPipe()
		start := time.Now()
		if n, err := p.Host.Write([]byte("nobody reads")); n != 0 || !errors.Is(err, drivers.ErrTimeout) {
			t.Errorf("write: %d, %v", n, err)
		}
		if took := time.Since(start); took != 5*time.Second {
			t.Errorf("the write took %v", took)
		}
		go p.Unplug()
		if _, err := p.Host.Read(make([]byte, 1)); !errors.Is(err, drivers.ErrGone) {
			t.Errorf("read: %v", err)
		}
		if _, err := p.Host.Write([]byte("x")); !errors.Is(err, drivers.ErrGone) {
			t.Errorf("write: %v", err)
		}

		p = drivertest.NewPipe()
		go func() { _ = p.Host.Close() }()
		if _, err := p.Host.Read(make([]byte, 1)); !errors.Is(err, drivers.ErrClosed) {
			t.Errorf("read: %v", err)
		}
		if _, err := p.Host.Write([]byte("x")); !errors.Is(err, drivers.ErrClosed) {
			t.Errorf("write: %v", err)
		}
		if err := p.Host.Close(); err != nil {
			t.Errorf("second close: %v", err)
		}
	})
}

func TestWhatWasRecordedPlaysBack(t *testing.T) {
	t.Parallel()
	script := []drivertest.Op{
		drivertest.Wrote("\x10\x04\x02"), drivertest.Read("\x12"), drivertest.Wrote("\x1b@paper"), drivertest.Read("ok"),
	}
	device := drivertest.NewPlayback(script...)
	recorder := &drivertest.Recorder{Conn: device}
	talk := func(write string, read int) {
		t.Helper()
		for piece := range slices.Chunk([]byte(write), 2) {
			if _, err := recorder.Write(piece); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := io.ReadFull(recorder, make([]byte, read)); err != nil {
			t.Fatal(err)
		}
	}
	talk("\x10\x04\x02", 1)
	if err := device.Done(); !errors.Is(err, drivertest.ErrOffScript) {
		t.Errorf("done in the middle: %v", err)
	}
	talk("\x1b@paper", 2)
	if err := device.Done(); err != nil {
		t.Error(err)
	}
	if got := recorder.Ops(); !reflect.DeepEqual(got, script) {
		t.Errorf("recorded %v", got)
	}
	if err := device.Close(); err != nil {
		t.Error(err)
	}
	if _, err := device.Read(make([]byte, 1)); !errors.Is(err, drivers.ErrClosed) {
		t.Errorf("read after close: %v", err)
	}
}

func TestPlaybackFindsFault(t *testing.T) {
	t.Parallel()
	device := drivertest.NewPlayback(drivertest.Read("hello"), drivertest.Wrote("abc"))
	if n, err := device.Write([]byte("abx")); n != 2 || !errors.Is(err, drivertest.ErrOffScript) {
		t.Errorf("wrote %d, %v", n, err)
	}
	if err := device.Done(); !errors.Is(err, drivertest.ErrOffScript) {
		t.Errorf("done: %v", err)
	}
	// What the device had to say before is still to be read.
	if got := make([]byte, 9); must(device.Read(got)) != 5 {
		t.Errorf("read %q", got)
	}
}

func must(n int, err error) int {
	if err != nil {
		return -1
	}
	return n
}

func TestAFlakyConnectionGoesAway(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		pipe := drivertest.NewPipe()
		conn := drivertest.NewFlaky(pipe.Host, drivertest.Faults{GoneAfter: 5})
		got := make(chan []byte, 1)
		go func() {
			all, _ := io.ReadAll(pipe.Device)
			got <- all
		}()
		read := make(chan error, 1)
		go func() {
			_, err := conn.Read(make([]byte, 1))
			read <- err
		}()
		if n, err := conn.Write([]byte("12345678")); n != 5 || !errors.Is(err, drivers.ErrGone) {
			t.Errorf("wrote %d, %v", n, err)
		}
		if err := <-read; !errors.Is(err, drivers.ErrGone) {
			t.Errorf("the read under way ended with %v", err)
		}
		if _, err := conn.Write([]byte("9")); !errors.Is(err, drivers.ErrGone) {
			t.Errorf("next write: %v", err)
		}
		if _, err := conn.Read(make([]byte, 1)); !errors.Is(err, drivers.ErrGone) {
			t.Errorf("next read: %v", err)
		}
		if all := <-got; string(all) != "12345" {
			t.Errorf("the device got %q", all)
		}
	})
}

// sink is a connection that takes everything and says what it was told to say.
type sink struct {
	bytes.Buffer

	says bytes.Buffer
}

func (s *sink) Read(p []byte) (int, error) { return s.says.Read(p) }
func (s *sink) Close() error               { return nil }

func TestFlakyFaultsRepeatWithTheirSeed(t *testing.T) {
	t.Parallel()
	run := func(f drivertest.Faults) (written, read string, timeouts int) {
		far := &sink{}
		far.says.Write(bytes.Repeat([]byte("answer"), 50))
		conn := drivertest.NewFlaky(far, f)
		for rest := bytes.Repeat([]byte("command"), 50); len(rest) > 0; {
			n, err := conn.Write(rest[:min(7, len(rest))])
			if errors.Is(err, drivers.ErrTimeout) {
				timeouts++
			}
			rest = rest[n:]
		}
		all, err := io.ReadAll(conn)
		if err != nil {
			t.Error(err)
		}
		return far.String(), string(all), timeouts
	}
	for name, f := range map[string]drivertest.Faults{
		"none": {}, "in": {DropIn: .3}, "out": {DropOut: .3}, "short": {ShortOut: .5}, "bytes": {OneByte: true},
	} {
		f.Seed = 7
		w1, r1, t1 := run(f)
		w2, r2, t2 := run(f)
		if w1 != w2 || r1 != r2 || t1 != t2 {
			t.Errorf("%s: two runs differ", name)
		}
		if lost := len(r1) < 300; lost != (f.DropIn > 0) {
			t.Errorf("%s: read %d bytes", name, len(r1))
		}
		if lost := len(w1) < 350; lost != (f.DropOut > 0) {
			t.Errorf("%s: wrote %d bytes", name, len(w1))
		}
		if (t1 > 0) != (f.ShortOut > 0) {
			t.Errorf("%s: %d timeouts", name, t1)
		}
	}
}
