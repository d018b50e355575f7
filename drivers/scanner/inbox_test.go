package scanner_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"posd/drivers/scanner"
)

// inbox is an Inbox that notes what it drops.
func inbox() (in *scanner.Inbox, drops *[]scanner.Drop) {
	drops = new([]scanner.Drop)
	return scanner.NewInbox(func(_ scanner.Scan, why scanner.Drop) { *drops = append(*drops, why) }), drops
}

func scanned(text string, age time.Duration) scanner.Scan {
	return scanner.Scan{Text: text, At: time.Now().Add(-age)}
}

// took returns what came on the channel, "" for nothing.
func took(scans <-chan scanner.Scan) string {
	select {
	case s := <-scans:
		return s.Text
	default:
		return ""
	}
}

func TestOneScanForEachArming(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		in, drops := inbox()
		in.Deliver(scanned("early", 0))
		first := in.Arm()
		in.Deliver(scanned("old", scanner.StaleAfter+1))
		in.Deliver(scanner.Scan{Text: "never"})
		in.Deliver(scanner.Scan{At: time.Now(), Fault: scanner.DropTorn})
		in.Deliver(scanned("a", scanner.StaleAfter))
		in.Deliver(scanned("b", 0))
		if got := took(first); got != "a" {
			t.Errorf("first: %q", got)
		}
		second := in.Arm()
		in.Deliver(scanned("b", 0))
		in.Deliver(scanned("c", 0))
		if a, b := took(first), took(second); a != "" || b != "b" {
			t.Errorf("second: %q on the old channel, %q on the new one", a, b)
		}
		third := in.Arm()
		in.Disarm()
		in.Deliver(scanned("d", 0))
		if got := took(third); got != "" {
			t.Errorf("disarmed, but got %q", got)
		}
		if got, want := fmt.Sprint(*drops), "[not_armed stale stale torn not_armed not_armed not_armed]"; got != want {
			t.Errorf("dropped %v, want %v", got, want)
		}
	})
}

func TestACodeThatStaysInSightIsOneScan(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		in, drops := inbox()
		scans := in.Arm()
		for range 10 {
			in.Deliver(scanned("a", 0))
			time.Sleep(time.Second)
		}
		if got := took(scans); got != "a" {
			t.Fatalf("got %q", got)
		}
		if len(*drops) != 9 || (*drops)[8] != scanner.DropRepeat {
			t.Errorf("dropped %v", *drops)
		}
		scans = in.Arm()
		in.Deliver(scanned("a", 0)) // a second after the last sighting
		if got := took(scans); got != "" {
			t.Errorf("the same code at once: %q", got)
		}
		time.Sleep(scanner.RepeatIn)
		in.Deliver(scanned("a", 0))
		if got := took(scans); got != "a" {
			t.Errorf("held up again: %q", got)
		}
	})
}

// TestWhatWasScannedTooEarlyMayBeScannedAgain: only a delivered code can repeat.
func TestWhatWasScannedTooEarlyMayBeScannedAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		in := scanner.NewInbox(nil)
		in.Deliver(scanned("a", 0))
		scans := in.Arm()
		in.Deliver(scanned("a", 0))
		if got := took(scans); got != "a" {
			t.Errorf("got %q", got)
		}
	})
}

func TestAScanNeverPrintsItsCode(t *testing.T) {
	t.Parallel()
	s := scanner.Scan{Text: code, Source: "left", Symbology: scanner.QR}
	asJSON, err := json.Marshal(map[string]any{"scan": s})
	if err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	slog.New(slog.NewJSONHandler(&log, nil)).Info("scan", "scan", s)
	said := map[string]string{"json": string(asJSON), "log": log.String(), "string": s.String()}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		said[verb] = fmt.Sprintf(verb, s)
		said["slice "+verb] = fmt.Sprintf(verb, []scanner.Scan{s})
	}
	for how, text := range said {
		if strings.Contains(text, code[2:len(code)-4]) || strings.Contains(text, fmt.Sprintf("%x", code[2:6])) {
			t.Errorf("%s: %s", how, text)
		}
	}
	if s.String() != "28****3456" || (scanner.Scan{Text: "123456789"}).String() != "****" {
		t.Errorf("masked as %s", s)
	}
	if got := (scanner.Scan{Fault: scanner.DropTorn}).String(); got != "torn" {
		t.Errorf("a fault prints as %s", got)
	}
}
