package escpostest_test

import (
	"slices"
	"strings"
	"testing"

	"posd/printer/escpos/escpostest"
)

func TestPaperOutAfter(t *testing.T) {
	t.Parallel()
	p := escpostest.New(escpostest.Options{})
	p.PaperOutAfter(2)
	feed(t, p, "one\ntwo\nthree\n\x1dr\x01")
	wantReplies(t, p)
	if s := p.State(); !s.PaperOut || s.Online || s.Buffered != len("three\n\x1dr\x01") {
		t.Fatalf("state %+v", s)
	}
	feed(t, p, "\x10\x04\x02\x10\x04\x04")
	wantReplies(t, p, 0x32, 0x7e)
	p.LoadPaper()
	wantReplies(t, p, 0x00)
	papers := p.Papers()
	if len(papers) != 2 || papers[0].Text() != "one\ntwo\n[PAPER OUT]\n" || papers[1].Text() != "three\n" {
		t.Errorf("papers %v", papers)
	}
	if papers[0].Number() != 1 || papers[0].End() != escpostest.RanOut || papers[1].End() != escpostest.Hanging {
		t.Error("numbers or ends wrong")
	}
	clean(t, p)
}

// TestPaperEndsBeforeTheCut: what is off the roll can't be cut.
func TestPaperEndsBeforeTheCut(t *testing.T) {
	t.Parallel()
	p := escpostest.New(escpostest.Options{})
	p.PaperOutAfter(2)
	feed(t, p, "a\n\x1dVB\x3c")
	p.LoadPaper()
	if got := p.Papers()[0]; got.End() != escpostest.RanOut || p.State().Cuts != 0 {
		t.Errorf("paper ended by %q", got.End())
	}
}

func TestPaperEndsInAPicture(t *testing.T) {
	t.Parallel()
	p := escpostest.New(escpostest.Options{})
	p.PaperOutAfter(1)
	feed(t, p, "\x1dv0\x00\x01\x00\x3c\x00", strings.Repeat("\xff", 60))
	if s := p.State(); s.Buffered != 30 || s.Incomplete != "GS v 0" {
		t.Errorf("state %+v, want 30 rows waiting", s)
	}
	p.LoadPaper()
	if s := p.State(); s.Buffered != 0 || s.Incomplete != "" {
		t.Errorf("state %+v", s)
	}
	papers := p.Papers()
	if a, b := papers[0].Image().Rect.Dy(), papers[1].Image().Rect.Dy(); a != 30 || b != 30 {
		t.Errorf("pictures of %d and %d rows, want 30 each", a, b)
	}
}

// TestNewJobInHalfARaster is trap 4 of printing: after paper-out the host begins
// anew, and the printer takes the beginning for dots.
func TestNewJobInHalfARaster(t *testing.T) {
	t.Parallel()
	p := escpostest.New(escpostest.Options{})
	feed(t, p, "\x1dv0\x00\x01\x00\x10\x00", strings.Repeat("\xff", 8))
	feed(t, p, "\x1b@\x1ba\x01title\n")
	if got := kinds(p); !slices.Equal(got, []escpostest.Kind{escpostest.InitInData}) {
		t.Errorf("violations %q", got)
	}
}

func TestFlushWithNUL(t *testing.T) {
	t.Parallel()
	p := escpostest.New(escpostest.Options{})
	feed(t, p, "\x1dv0\x00\x01\x00\x10\x00\xff", strings.Repeat("\x00", 200), "\x1b@ok\n")
	clean(t, p)
	if got := p.Papers()[0].Lines(); !slices.Equal(got, []string{"[IMAGE 8x16]", "ok"}) {
		t.Errorf("printed %q", got)
	}
}

func TestCutterError(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		recover string
		want    []string
	}{
		"DLE ENQ 1 cuts again and goes on": {"\x10\x05\x01", []string{"[bold]a[/]\n[CUT partial]\n", "[bold]b[/]\n"}},
		"DLE ENQ 2 drops the rest":         {"\x10\x05\x02", []string{"[bold]a[/]\n[bold]c[/]\n"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := escpostest.New(escpostest.Options{})
			p.JamCutter()
			feed(t, p, "\x1bE\x01a\n\x1dVB\x00b\n")
			feed(t, p, c.recover)
			if name == "DLE ENQ 1 cuts again and goes on" && p.State().Online {
				t.Error("recovered although the cutter still sticks")
			}
			p.FreeCutter()
			feed(t, p, c.recover)
			if !p.State().Online {
				t.Fatal("did not recover")
			}
			if len(c.want) == 1 {
				feed(t, p, "c\n")
			}
			var got []string
			for _, paper := range p.Papers() {
				got = append(got, paper.Text())
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("papers %q, want %q", got, c.want)
			}
			clean(t, p)
		})
	}
}

// TestEnquiryNeedsAnError: without paper DLE ENQ 2 does nothing, unless the model
// is a clone that clears whatever the state.
func TestEnquiryNeedsAnError(t *testing.T) {
	t.Parallel()
	for _, always := range []bool{false, true} {
		p := escpostest.New(escpostest.Options{RecoverAlways: always})
		p.PaperOut()
		feed(t, p, "lost?\n\x10\x05\x02")
		p.LoadPaper()
		if printed := len(p.Papers()) > 0; printed == always {
			t.Errorf("RecoverAlways %v: printed %v", always, printed)
		}
	}
}

func TestClearBuffers(t *testing.T) {
	t.Parallel()
	p := escpostest.New(escpostest.Options{})
	p.PaperOut()
	feed(t, p, "lost\n\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08")
	wantReplies(t, p, 0x37, 0x25, 0x00)
	p.LoadPaper()
	if got := p.Papers(); len(got) != 0 {
		t.Errorf("printed %q", got[0].Text())
	}
}

func TestPower(t *testing.T) {
	t.Parallel()
	p := escpostest.New(escpostest.Options{})
	feed(t, p, "kept\n\x1bE\x01\x1da\xffdropped")
	p.Cover(true)
	feed(t, p, "dropped too\n")
	p.Replies()
	p.PowerOff()
	feed(t, p, "nobody hears\x10\x04\x01")
	p.Cover(false)
	wantReplies(t, p)
	if s := p.State(); s.On || s.Online || s.Buffered != 0 || s.Received != 0 {
		t.Errorf("state %+v", s)
	}
	p.PowerOn()
	feed(t, p, "plain\n")
	p.Drawer(true)
	wantReplies(t, p) // ASB is off again
	if got := p.Papers()[0].Text(); got != "kept\nplain\n" {
		t.Errorf("printed %q", got)
	}
	clean(t, p)
}

func TestTearOffAndKeep(t *testing.T) {
	t.Parallel()
	p := escpostest.New(escpostest.Options{NoCutter: true, Keep: 2})
	for _, text := range []string{"a\n", "b\n", "c\n"} {
		feed(t, p, text)
		p.TearOff()
	}
	p.TearOff() // nothing hangs out
	papers := p.Papers()
	if len(papers) != 2 || papers[0].Text() != "b\n[TORN]\n" || papers[1].Number() != 3 {
		t.Errorf("papers %v", papers)
	}
}

func TestBounds(t *testing.T) {
	t.Parallel()
	p := escpostest.New(escpostest.Options{})
	feed(t, p, strings.Repeat("\x1bd\xff", 10), strings.Repeat("\x02", 1200))
	if got := p.Papers()[0].Image().Rect.Dy(); got != 16000 {
		t.Errorf("paper of %d rows, want 16000", got)
	}
	violations := p.Violations()
	if len(violations) != 1001 || violations[0].Kind != escpostest.PaperTooLong || violations[1000].Kind != escpostest.TooManyProblems {
		t.Errorf("%d violations kept", len(violations))
	}
	if got := p.State().Violations; got != 1201 {
		t.Errorf("%d violations counted, want 1201", got)
	}
}
