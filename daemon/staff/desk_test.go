package staff_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"posd/daemon/journal"
	"posd/daemon/journal/journaltest"
	"posd/daemon/staff"
)

// shop is a desk on a journal and a file of PINs of its own.
type shop struct {
	*testing.T
	*staff.Desk

	dir  string
	j    *journal.Journal
	opts staff.Opts
}

func open(t *testing.T, tune func(*staff.Opts)) *shop {
	t.Helper()
	s := &shop{T: t, dir: journaltest.Dir(t)}
	s.opts = staff.Opts{Now: time.Now, Random: rand.Reader, Pins: filepath.Join(s.dir, "pins"), Cost: staff.Cost{Time: 1, Memory: 8}}
	if tune != nil {
		tune(&s.opts)
	}
	s.start()
	t.Cleanup(func() { _ = s.j.Close() })
	return s
}

func (s *shop) start() {
	s.Helper()
	var err error
	if s.j, err = journal.Open(filepath.Join(s.dir, "journal.db"), journal.Opts{}); err != nil {
		s.Fatal(err)
	}
	s.opts.Journal = s.j
	if s.Desk, err = staff.New(s.opts); err != nil {
		s.Fatal(err)
	}
}

// restart is what a power cut leaves.
func (s *shop) restart() {
	s.Helper()
	if err := s.j.Close(); err != nil {
		s.Fatal(err)
	}
	s.start()
}

// hire adds an operator and returns the code of their badge.
func (s *shop) hire(id, name string, role staff.Role, pin string) string {
	s.Helper()
	_, badge, err := s.Add(id, staff.Change{Name: &name, Role: &role, PIN: &pin, NewBadge: true}, "test")
	if err != nil {
		s.Fatal(err)
	}
	return badge
}

// fails fails unless err is want.
func (s *shop) fails(err, want error) {
	s.Helper()
	if !errors.Is(err, want) {
		s.Errorf("%v, not %v", err, want)
	}
}

func pin(id, digits string) staff.Proof { return staff.Proof{ID: id, PIN: digits} }

func TestAnOperatorSignsOnAndStaysAcrossARestart(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	if s.InUse() {
		t.Error("in use without operators")
	}
	badge := s.hire("1001", "王芳", staff.Cashier, "4711")
	if label, shift := s.Who(); label != "" || shift != 0 || !s.InUse() {
		t.Errorf("before anybody has signed on: %q, %d", label, shift)
	}
	for _, wrong := range []staff.Proof{pin("1001", "4712"), pin("1002", "4711"), {Badge: badge[:len(badge)-1] + "x"}, {Badge: staff.NewBadge(7)}} {
		_, err := s.SignOn(wrong)
		s.fails(err, staff.ErrPIN)
	}
	_, err := s.SignOn(staff.Proof{ID: "1001"})
	s.fails(err, staff.ErrPINNeeded)
	if shift, err := s.SignOn(staff.Proof{Badge: strings.ToLower(badge)}); err != nil || shift.Number != 1 || shift.OpenedBy != "1001 王芳" {
		t.Fatalf("%+v, %v", shift, err)
	}
	s.restart()
	if label, shift := s.Who(); label != "1001 王芳" || shift != 1 {
		t.Errorf("after a restart: %q, %d", label, shift)
	}
	before := s.j.Len()
	if _, err := s.SignOn(pin("1001", "4711")); err != nil || s.j.Len() != before+1 { // the one wrong PIN is forgotten, and nothing else changes
		t.Errorf("%d new records, %v", s.j.Len()-before, err)
	}
}

func TestNumbersStayTheirs(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	badge := s.hire("1001", "Amy", staff.Cashier, "4711")
	if _, err := s.SignOn(pin("1001", "4711")); err != nil {
		t.Fatal(err)
	}
	if err := s.Remove("1001", "test"); err != nil {
		t.Fatal(err)
	}
	if _, ok := s.Present(); ok || s.InUse() || !s.Shift().Open() {
		t.Errorf("still there: %+v", s.Shift())
	}
	for _, p := range []staff.Proof{pin("1001", "4711"), {Badge: badge}} {
		_, err := s.Prove(p)
		s.fails(err, staff.ErrPIN)
	}
	role, digits := staff.Admin, "1234"
	_, _, err := s.Add("1001", staff.Change{Role: &role, PIN: &digits}, "test")
	s.fails(err, staff.ErrTaken)
	s.restart()
	_, _, err = s.Add("1001", staff.Change{Role: &role, PIN: &digits}, "test")
	s.fails(err, staff.ErrTaken)
	s.fails(s.Remove("1001", "test"), staff.ErrUnknown)
	for _, bad := range []string{"", "a b", "1234567890123456x", "王"} {
		_, _, err := s.Add(bad, staff.Change{Role: &role, PIN: &digits}, "test")
		s.fails(err, staff.ErrOperator)
	}
	for _, bad := range []string{"", "123", "0000", "12a4", "1234567890123"} {
		_, _, err := s.Add("7", staff.Change{Role: &role, PIN: &bad}, "test")
		s.fails(err, staff.ErrOperator)
	}
}

func TestAChangeTakesEffect(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	old := s.hire("1", "Amy", staff.Cashier, "4711")
	s.hire("2", "Bo", staff.Cashier, "5822")
	digits, role, name := "9876", staff.Supervisor, "Amy Li"
	limit := int64(500)
	o, badge, err := s.Change("1", staff.Change{
		PIN: &digits, Role: &role, Name: &name, NewBadge: true, Limits: &staff.Limits{Each: &limit},
	}, "test")
	if err != nil || badge == old || badge == "" || o.Label() != "1 Amy Li" || staff.IDOf(o.Label()) != "1" {
		t.Fatalf("%+v, %v", o, err)
	}
	s.restart()
	_, err = s.Prove(pin("1", "4711"))
	s.fails(err, staff.ErrPIN)
	_, err = s.Prove(staff.Proof{Badge: old})
	s.fails(err, staff.ErrPIN)
	for _, p := range []staff.Proof{pin("1", "9876"), {Badge: badge}} {
		if o, err := s.Prove(p); err != nil || o.Role != staff.Supervisor || *o.Limits.Each != 500 {
			t.Errorf("%+v, %v", o, err)
		}
	}
	if _, err := s.Prove(pin("2", "5822")); err != nil {
		t.Errorf("somebody else's PIN is lost: %v", err)
	}
	ids := slices.Collect(func(yield func(string) bool) {
		for _, o := range s.Operators() {
			yield(o.ID)
		}
	})
	if !slices.Equal(ids, []string{"1", "2"}) {
		t.Error(ids)
	}
	if _, _, err := s.Change("1", staff.Change{NoBadge: true}, "test"); err != nil {
		t.Fatal(err)
	}
	_, err = s.Prove(staff.Proof{Badge: badge})
	s.fails(err, staff.ErrPIN)
}

// TestNoPINLeavesTheDesk: neither PINs nor their hashes nor the codes of badges are in the journal or what it exports, and nobody but
// posd's own user reads the file of PINs (promise 24).
func TestNoPINLeavesTheDesk(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	badge := s.hire("1001", "Amy", staff.Cashier, "80704711")
	_, err := s.SignOn(pin("1001", "80704712"))
	s.fails(err, staff.ErrPIN)
	if _, err := s.SignOn(pin("1001", "80704711")); err != nil {
		t.Fatal(err)
	}
	pins, err := os.ReadFile(s.opts.Pins)
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(s.opts.Pins); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	var export bytes.Buffer
	if err := s.j.Export(&export, 1); err != nil {
		t.Fatal(err)
	}
	file, err := os.ReadFile(filepath.Join(s.dir, "journal.db"))
	if err != nil {
		t.Fatal(err)
	}
	secrets := []string{"80704711", "80704712", badge, badge[2:]}
	for field := range strings.SplitSeq(string(pins), `"`) {
		if strings.HasSuffix(field, "=") { // salt and hash
			secrets = append(secrets, field)
		}
	}
	if len(secrets) != 6 || !strings.Contains(export.String(), "wrong_pin") {
		t.Fatalf("%d secrets: this test says nothing", len(secrets))
	}
	for _, secret := range secrets {
		if bytes.Contains(file, []byte(secret)) || strings.Contains(export.String(), secret) {
			t.Errorf("the journal holds %.4s...", secret)
		}
		if secret[0] != '8' && secret == badge && bytes.Contains(pins, []byte(secret)) {
			t.Error("the file of PINs holds a badge")
		}
	}
	if bytes.Contains(pins, []byte("8070")) {
		t.Error("the file of PINs holds a PIN")
	}
}

// TestALostFileOfPINsLocksNobodyOut for good: badges work on, and a PIN can be set anew.
func TestALostFileOfPINsLocksNobodyOut(t *testing.T) {
	t.Parallel()
	for name, content := range map[string]string{"lost": "", "garbled": `{"a`, "of another journal": `{"00":{"t":1,"m":8}}`} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := open(t, nil)
			badge := s.hire("1", "Amy", staff.Cashier, "4711")
			if err := os.WriteFile(s.opts.Pins, []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
			s.restart()
			_, err := s.Prove(pin("1", "4711"))
			s.fails(err, staff.ErrPIN)
			if _, err := s.Prove(staff.Proof{Badge: badge}); err != nil {
				t.Error(err)
			}
			digits := "4711"
			if _, _, err := s.Change("1", staff.Change{PIN: &digits}, "test"); err != nil {
				t.Fatal(err)
			}
			s.restart()
			if _, err := s.Prove(pin("1", "4711")); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestWrongPINsMakeWait ever longer, and a restart shortens no wait.
func TestWrongPINsMakeWait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := open(t, nil)
		s.hire("1", "Amy", staff.Cashier, "4711")
		s.hire("2", "Bo", staff.Cashier, "5822")
		for n, want := range []time.Duration{
			0, 0, 5 * time.Second, 10 * time.Second, 20 * time.Second, 40 * time.Second, 80 * time.Second, 160 * time.Second,
			320 * time.Second, 640 * time.Second, 15 * time.Minute, 15 * time.Minute,
		} {
			_, err := s.Prove(pin("1", "4712"))
			s.fails(err, staff.ErrPIN)
			if n%3 == 2 {
				s.restart()
			}
			if want == 0 {
				continue
			}
			var wait *staff.WaitError
			if _, err := s.Prove(pin("1", "4711")); !errors.As(err, &wait) || wait.Wait != want {
				t.Fatalf("after %d wrong ones: %v", n+1, err)
			}
			if _, err := s.Prove(pin("2", "5822")); err != nil {
				t.Fatalf("somebody else waits, too: %v", err)
			}
			time.Sleep(want)
		}
		if _, err := s.Prove(pin("1", "4711")); err != nil {
			t.Fatal(err)
		}
		s.restart()
		_, err := s.Prove(pin("1", "4712"))
		s.fails(err, staff.ErrPIN)
		if _, err := s.Prove(pin("1", "4711")); err != nil {
			t.Errorf("the right one has forgotten nothing: %v", err)
		}
	})
}
