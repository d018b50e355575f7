package staff_test

import (
	"errors"
	"testing"

	"posd/daemon/journal"
	"posd/daemon/staff"
)

func TestAShiftIsOpenedHandedOverAndClosed(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	s.hire("1", "Amy", staff.Cashier, "4711")
	s.hire("2", "Bo", staff.Supervisor, "5822")
	nothing := func(staff.Shift, staff.Shift) ([]journal.Record, error) { return nil, nil }
	_, err := s.HandOver(pin("2", "5822"), nothing)
	s.fails(err, staff.ErrShift)
	if shift, err := s.SignOff(); err != nil || shift.Open() {
		t.Errorf("signed off from nothing: %+v, %v", shift, err)
	}
	first, err := s.SignOn(pin("1", "4711"))
	if err != nil || first.From != s.j.Len() {
		t.Fatalf("%+v, %v", first, err)
	}
	if shift, err := s.SignOn(pin("2", "5822")); err != nil || shift.Number != 1 || shift.Present != "2" || shift.From != first.From {
		t.Errorf("working in the same shift: %+v, %v", shift, err)
	}
	if shift, err := s.SignOff(); err != nil || shift.Present != "" || !shift.Open() {
		t.Errorf("signed off: %+v, %v", shift, err)
	}
	if label, n := s.Who(); label != "" || n != 1 {
		t.Errorf("nobody is there: %q, %d", label, n)
	}
	if _, err := s.SignOn(pin("1", "4711")); err != nil {
		t.Fatal(err)
	}
	slip := journal.Record{Stream: "spool", Kind: "owed", Key: "ticket", Open: true}
	before := s.j.Stats().Commits
	second, err := s.HandOver(pin("2", "5822"), func(ended, begun staff.Shift) ([]journal.Record, error) {
		if ended.Number != 1 || ended.State != staff.ShiftHanded || ended.EndedBy != "1 Amy" || ended.To != "2 Bo" || begun.Number != 2 {
			t.Errorf("%+v, %+v", ended, begun)
		}
		return []journal.Record{slip}, nil
	})
	if err != nil || second.Number != 2 || second.Present != "2" || second.From != s.j.Len()-1 || s.j.Stats().Commits != before+1 {
		t.Errorf("%+v, %v", second, err)
	}
	s.restart()
	if got := s.Shift(); got.Number != 2 || got.From != second.From {
		t.Errorf("after a restart: %+v", got)
	}
	if err := s.Closing("2 Bo", func(closed func(int) (staff.Shift, []journal.Record)) error {
		shift, records := closed(7)
		if shift.Z != 7 || shift.EndedBy != "2 Bo" {
			t.Errorf("%+v", shift)
		}
		_, err := s.j.Append(s.opts.Now(), records...)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if got := s.Shift(); got.Open() || got.Z != 7 || got.Present != "" {
			t.Errorf("closed: %+v", got)
		}
		s.restart()
	}
	if shift, err := s.SignOn(pin("1", "4711")); err != nil || shift.Number != 3 {
		t.Errorf("the next: %+v, %v", shift, err)
	}
}

// TestAReportThatFailsClosesNoShift, nor does one hand over without its ticket.
func TestAReportThatFailsClosesNoShift(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	s.hire("1", "Amy", staff.Cashier, "4711")
	if _, err := s.SignOn(pin("1", "4711")); err != nil {
		t.Fatal(err)
	}
	failed := errors.New("no report")
	s.fails(s.Closing("", func(func(int) (staff.Shift, []journal.Record)) error { return failed }), failed)
	_, err := s.HandOver(pin("1", "4711"), func(staff.Shift, staff.Shift) ([]journal.Record, error) { return nil, failed })
	s.fails(err, failed)
	if got := s.Shift(); !got.Open() || got.Number != 1 || got.Present != "1" {
		t.Errorf("%+v", got)
	}
}

func TestABadgeMayNeedItsPIN(t *testing.T) {
	t.Parallel()
	s := open(t, func(o *staff.Opts) { o.BadgeNeedsPIN = true })
	badge := s.hire("1", "Amy", staff.Cashier, "4711")
	_, err := s.SignOn(staff.Proof{Badge: badge})
	s.fails(err, staff.ErrPINNeeded)
	_, err = s.SignOn(staff.Proof{Badge: badge, PIN: "4712"})
	s.fails(err, staff.ErrPIN)
	if _, err = s.SignOn(staff.Proof{Badge: badge, PIN: "4711"}); err != nil {
		t.Error(err)
	}
}

func TestLimitsOfRefunds(t *testing.T) {
	t.Parallel()
	of := func(n int64) *int64 { return &n }
	s := open(t, func(o *staff.Opts) {
		o.Limits = map[staff.Role]staff.Limits{staff.Cashier: {Each: of(1000), Day: of(1500)}, staff.Supervisor: {Each: of(9000)}}
	})
	cashier := staff.Operator{ID: "1", Role: staff.Cashier}
	trusted := staff.Operator{ID: "2", Role: staff.Cashier, Limits: staff.Limits{Each: of(1200)}}
	none := staff.Operator{ID: "3", Role: staff.Cashier, Limits: staff.Limits{Each: of(0)}}
	boss := staff.Operator{ID: "4", Role: staff.Supervisor}
	admin := staff.Operator{ID: "5", Role: staff.Admin}
	for _, c := range []struct {
		who           staff.Operator
		amount, today int64
		may           bool
	}{
		{cashier, 1000, 0, true},
		{cashier, 1001, 0, false},
		{cashier, 1000, 500, true},
		{cashier, 1000, 501, false},
		{cashier, 1, 9999, false},
		{trusted, 1200, 0, true},
		{trusted, 1200, 301, false},
		{none, 1, 0, false},
		{boss, 9000, 1 << 40, true},
		{admin, 1 << 40, 1 << 40, true},
	} {
		err := s.Allows(c.who, c.amount, c.today)
		if limit, is := errors.AsType[*staff.LimitError](err); (err == nil) != c.may || is == c.may || is && limit.Left < 0 {
			t.Errorf("%s gives %d after %d: %v", c.who.ID, c.amount, c.today, err)
		}
	}
	s.fails(s.Approves(trusted, 1), staff.ErrRole)
	if s.Approves(boss, 9000) != nil || s.Approves(boss, 9001) == nil || s.Approves(admin, 1<<40) != nil {
		t.Error("approvals")
	}
}
