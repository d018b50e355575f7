package scanner_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"posd/drivers/drivertest"
	"posd/drivers/scanner"
)

const code = "281234567890123456"

// read sends each piece to a serial scanner's driver, with a pause after it, and returns the codes that came out.
func read(t *testing.T, f scanner.Framing, pause time.Duration, pieces ...string) (codes []scanner.Scan) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		pipe := drivertest.NewPipe()
		ended := make(chan error, 1)
		go func() {
			ended <- scanner.ServeSerial(t.Context(), pipe.Host, "left", f, func(s scanner.Scan) { codes = append(codes, s) })
		}()
		for _, piece := range pieces {
			if _, err := pipe.Device.Write([]byte(piece)); err != nil {
				t.Fatal(err)
			}
			time.Sleep(pause)
		}
		synctest.Wait()
		pipe.Unplug()
		if err := <-ended; err == nil {
			t.Error("an unplugged scanner ended without an error")
		}
	})
	return codes
}

func TestFraming(t *testing.T) {
	t.Parallel()
	cr := scanner.Framing{Suffix: "\r"}
	for name, c := range map[string]struct {
		framing scanner.Framing
		pieces  []string
		want    string
	}{
		"carriage return":         {cr, []string{code + "\r"}, code},
		"in pieces":               {cr, []string{code[:5], code[5:], "\r"}, code},
		"two at once":             {cr, []string{"1\r2\r"}, "1 2"},
		"crlf where cr is set":    {cr, []string{code + "\r\n"}, code},
		"tab":                     {scanner.Framing{Suffix: "\t"}, []string{code + "\t"}, code},
		"prefix":                  {scanner.Framing{Suffix: "\r", Prefix: "A"}, []string{"A" + code + "\r"}, code},
		"aim code128":             {cr, []string{"]C0" + code + "\r"}, code},
		"silence":                 {scanner.Framing{Gap: 50 * time.Millisecond}, []string{code}, code},
		"noise":                   {cr, []string{"\x00\xff" + code + "\r" + code + "\r"}, code},
		"endless":                 {cr, []string{strings.Repeat("9", 5000) + "\r", code + "\r"}, code},
		"nothing":                 {cr, []string{"\r\n\r\n"}, ""},
		"half a code has no half": {cr, []string{code[:16], "", "", "", "", "", ""}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, s := range read(t, c.framing, 100*time.Millisecond, c.pieces...) {
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
		"]C0": scanner.Code128, "]C1": scanner.GS1128, "]Q1": scanner.QR, "]E0": scanner.EAN, "]d2": scanner.DataMatrix, "]L0": scanner.PDF417, "": "",
	} {
		got := read(t, scanner.Framing{Suffix: "\r"}, 0, prefix+code+"\r")
		if len(got) != 1 || got[0].Symbology != want || got[0].Text != code {
			t.Errorf("%s: %v", prefix, got)
		}
	}
}

func TestOneScanForEachArming(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var drops []scanner.Drop
		in := scanner.NewInbox(func(_ scanner.Scan, why scanner.Drop) { drops = append(drops, why) })
		scan := func(text string, age time.Duration) {
			in.Deliver(scanner.Scan{Text: text, At: time.Now().Add(-age)})
		}
		scan("early", 0)
		first := in.Arm()
		scan("old", 6*time.Second)
		scan("a", 0)
		scan("b", 0)
		if got := <-first; got.Text != "a" {
			t.Fatalf("got %v", got.Text)
		}
		second := in.Arm()
		scan("a", 0)
		time.Sleep(3 * time.Second)
		scan("a", 0)
		if got := <-second; got.Text != "a" {
			t.Fatalf("got %v", got.Text)
		}
		in.Arm()
		in.Disarm()
		scan("c", 0)
		want := "[not_armed stale not_armed repeat not_armed]"
		if got := fmt.Sprint(drops); got != want {
			t.Errorf("dropped %v, want %v", got, want)
		}
	})
}

func TestAScanNeverPrintsItsCode(t *testing.T) {
	t.Parallel()
	s := scanner.Scan{Text: code}
	for _, said := range []string{fmt.Sprint(s), fmt.Sprintf("%+v", s), fmt.Sprintf("%#v", s), s.LogValue().String()} {
		if strings.Contains(said, code) {
			t.Errorf("%s", said)
		}
	}
}

func FuzzServeSerial(f *testing.F) {
	f.Add([]byte(code+"\r"), "\r", "")
	f.Add([]byte("]C0"+code+"\r\n]Q1x\r\n"), "\r\n", "]C0")
	f.Add([]byte("\x00\xff\r\r\n\t"), "\t", "\x00")
	f.Fuzz(func(t *testing.T, data []byte, suffix, prefix string) {
		framing := scanner.Framing{Suffix: suffix, Prefix: prefix, Gap: time.Hour}
		_ = scanner.ServeSerial(t.Context(), &once{data}, "fuzz", framing, func(s scanner.Scan) {
			if s.Text == "" && s.Symbology == "" || len(s.Text) > 256 {
				t.Errorf("delivered %q", s.Text)
			}
		})
	})
}

// once is a device that sends its data and goes away.
type once struct{ data []byte }

func (o *once) Read(b []byte) (int, error) {
	if len(o.data) == 0 {
		return 0, fmt.Errorf("gone")
	}
	n := copy(b, o.data)
	o.data = o.data[n:]
	return n, nil
}
