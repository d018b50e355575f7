package scanner_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"posd/drivers"
	"posd/drivers/drivertest"
	"posd/drivers/scanner"
)

const code = "281234567890123456"

// read sends each piece to a serial scanner's driver, with a pause after it, and returns the scans
// that came out.
func read(t *testing.T, f scanner.Framing, pause time.Duration, pieces ...string) (scans []scanner.Scan) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		pipe := drivertest.NewPipe()
		ended := make(chan error, 1)
		go func() {
			ended <- scanner.ServeSerial(t.Context(), pipe.Host, "left", f, func(s scanner.Scan) { scans = append(scans, s) })
		}()
		for _, piece := range pieces {
			if _, err := pipe.Device.Write([]byte(piece)); err != nil {
				t.Fatal(err)
			}
			time.Sleep(pause)
		}
		synctest.Wait()
		pipe.Unplug()
		if err := <-ended; !errors.Is(err, drivers.ErrGone) {
			t.Errorf("an unplugged scanner ended with %v", err)
		}
	})
	return scans
}

func TestFraming(t *testing.T) {
	t.Parallel()
	cr, silent := scanner.Framing{Suffix: "\r"}, scanner.Framing{}
	for name, c := range map[string]struct {
		framing scanner.Framing
		pieces  []string
		want    string // texts, and faults in brackets
	}{
		"carriage return":         {cr, []string{code + "\r"}, code},
		"line feed":               {scanner.Framing{Suffix: "\n"}, []string{code + "\n"}, code},
		"crlf":                    {scanner.Framing{Suffix: "\r\n"}, []string{code + "\r\n"}, code},
		"in pieces":               {cr, []string{code[:5], code[5:], "\r"}, code},
		"two at once":             {cr, []string{"1\r2\r"}, "1 2"},
		"crlf where cr is set":    {cr, []string{code + "\r\n"}, code},
		"tab":                     {scanner.Framing{Suffix: "\t"}, []string{code + "\t"}, code},
		"a suffix of one's own":   {scanner.Framing{Suffix: "\x03"}, []string{code + "\x03"}, code},
		"prefix":                  {scanner.Framing{Suffix: "\r", Prefix: "A"}, []string{"A" + code + "\r"}, code},
		"prefix that is missing":  {scanner.Framing{Suffix: "\r", Prefix: "A"}, []string{code + "\r"}, code},
		"prefix before aim":       {scanner.Framing{Suffix: "\r", Prefix: "\x02"}, []string{"\x02]Q1" + code + "\r"}, code},
		"spaces around":           {cr, []string{" " + code + "  \r"}, code},
		"silence":                 {silent, []string{code}, code},
		"silence, then a second":  {silent, []string{code, "2"}, code + " 2"},
		"no suffix, but a cr":     {silent, []string{code + "\r"}, code},
		"pieces within the gap":   {scanner.Framing{Gap: 150 * time.Millisecond}, []string{code[:5], code[5:], ""}, code},
		"keyboard without enter":  {scanner.Framing{Suffix: "\r", GapEnds: true}, []string{code}, code},
		"noise":                   {cr, []string{"\x00\xff" + code + "\r" + code + "\r"}, "[garbled] " + code},
		"longest":                 {cr, []string{"]Q1" + strings.Repeat("9", 256) + "\r"}, strings.Repeat("9", 256)},
		"too long":                {cr, []string{strings.Repeat("9", 257) + "\r"}, "[too_long]"},
		"too long with its kind":  {cr, []string{"]Q1" + strings.Repeat("9", 300) + "\r"}, "[too_long]"},
		"endless":                 {cr, []string{strings.Repeat("9", 5000) + "\r", code + "\r"}, "[too_long] " + code},
		"nothing":                 {cr, []string{"\r\n\r\n \r"}, ""},
		"an identifier alone":     {cr, []string{"]Q1\r"}, "[garbled]"},
		"half a code has no half": {cr, []string{code[:16], "", "", "", "", "", code + "\r"}, "[torn] " + code},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, s := range read(t, c.framing, 100*time.Millisecond, c.pieces...) {
				if s.Fault != "" {
					s.Text += "[" + string(s.Fault) + "]"
				}
				got = append(got, s.Text)
			}
			if strings.Join(got, " ") != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestAIMIsKeptAsTheKind(t *testing.T) {
	t.Parallel()
	for prefix, want := range map[string]scanner.Symbology{
		"]C0": scanner.Code128, "]C1": scanner.GS1128, "]Q0": scanner.QR, "]Q6": scanner.QR, "]E0": scanner.EAN, "]E4": scanner.EAN,
		"]d1": scanner.DataMatrix, "]d2": scanner.DataMatrix, "]L0": scanner.PDF417, "]A0": scanner.Unlisted, "": "",
	} {
		got := read(t, scanner.Framing{Suffix: "\r"}, 0, prefix+code+"\r")
		if len(got) != 1 || got[0].Symbology != want || got[0].Text != code || got[0].Source != "left" {
			t.Errorf("%s: %v", prefix, got)
		}
	}
	for _, text := range []string{"]" + code, "]]1" + code, "]C", "]Q-1"} {
		if got := read(t, scanner.Framing{Suffix: "\r"}, 0, text+"\r"); len(got) != 1 || got[0].Text != text || got[0].Symbology != "" {
			t.Errorf("%s is no identifier: %v", text, got)
		}
	}
}

// TestTheClockOfAScan: it is when the code ended, not when it began.
func TestTheClockOfAScan(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		pipe := drivertest.NewPipe()
		scans := make(chan scanner.Scan, 1)
		ended := make(chan error, 1)
		go func() {
			ended <- scanner.ServeSerial(t.Context(), pipe.Host, "", scanner.Framing{Suffix: "\r"}, func(s scanner.Scan) { scans <- s })
		}()
		for _, piece := range []string{code, "\r"} {
			if _, err := pipe.Device.Write([]byte(piece)); err != nil {
				t.Fatal(err)
			}
			time.Sleep(100 * time.Millisecond)
		}
		if s := <-scans; time.Since(s.At) != 100*time.Millisecond {
			t.Errorf("read %v ago", time.Since(s.At))
		}
		pipe.Unplug()
		if err := <-ended; !errors.Is(err, drivers.ErrGone) {
			t.Errorf("ended with %v", err)
		}
	})
}

// TestServeSerialEndsWithItsContext: nothing of it is left running, which the bubble checks.
func TestServeSerialEndsWithItsContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		pipe := drivertest.NewPipe()
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		err := scanner.ServeSerial(ctx, pipe.Host, "", scanner.Framing{}, func(scanner.Scan) {})
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("ended with %v", err)
		}
		if _, err := pipe.Host.Read(make([]byte, 1)); !errors.Is(err, drivers.ErrClosed) {
			t.Errorf("the connection is left open: %v", err)
		}
	})
}

func TestAFramingThatCannotBe(t *testing.T) {
	t.Parallel()
	err := scanner.ServeSerial(t.Context(), drivertest.NewPipe().Host, "", scanner.Framing{Gap: -1}, nil)
	if !errors.Is(err, drivers.ErrUnfit) {
		t.Errorf("got %v", err)
	}
}
