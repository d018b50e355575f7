package escpos

import (
	"testing"

	"posd/printer"
)

// What each bit means, from the bit tables of GS a, DLE EOT and GS r in
// Epson's reference.
func TestStatusBits(t *testing.T) {
	t.Parallel()
	start := Status{Connected: true}
	auto := func(b ...byte) Status { return start.withASB([4]byte(b)) }
	for _, c := range []struct {
		name   string
		status Status
		health printer.Health
		cause  printer.Cause
	}{
		{"nothing told", start, printer.HealthUnknown, printer.CauseNone},
		{"not connected", Status{}, printer.HealthFault, printer.CauseGone},
		{"ready", auto(0x10, 0, 0, 0), printer.HealthOK, printer.CauseNone},
		{"drawer high", auto(0x14, 0, 0, 0), printer.HealthOK, printer.CauseNone},
		{"offline", auto(0x18, 0, 0, 0), printer.HealthFault, printer.CauseOffline},
		{"cover", auto(0x38, 0, 0, 0), printer.HealthFault, printer.CauseCover},
		{"recoverable", auto(0x18, 0x04, 0, 0), printer.HealthFault, printer.CauseError},
		{"cutter", auto(0x18, 0x08, 0, 0), printer.HealthFault, printer.CauseCutter},
		{"unrecoverable", auto(0x18, 0x20, 0, 0), printer.HealthFault, printer.CauseBroken},
		{"hot", auto(0x18, 0x40, 0, 0), printer.HealthFault, printer.CauseHot},
		{"near end", auto(0x10, 0, 0x03, 0), printer.HealthOK, printer.CauseNone},
		{"end", auto(0x18, 0, 0x0f, 0), printer.HealthFault, printer.CausePaperOut},
		{"cover before paper", auto(0x38, 0, 0x0f, 0), printer.HealthFault, printer.CauseCover},
		{"silent", Status{Connected: true, Silent: true}, printer.HealthFault, printer.CauseSilent},
		{"1: online", start.withRealTime(1, 0x12), printer.HealthOK, printer.CauseNone},
		{"1: offline", start.withRealTime(1, 0x1a), printer.HealthFault, printer.CauseOffline},
		{"2: cover", start.withRealTime(2, 0x16), printer.HealthFault, printer.CauseCover},
		{"2: stopped by paper end", start.withRealTime(2, 0x32), printer.HealthFault, printer.CausePaperOut},
		{"3: cutter", start.withRealTime(3, 0x1a), printer.HealthFault, printer.CauseCutter},
		{"4: near end", start.withRealTime(4, 0x1e), printer.HealthOK, printer.CauseNone},
		{"4: end", start.withRealTime(4, 0x7e), printer.HealthFault, printer.CausePaperOut},
		{"GS r: end", start.withPaper(0x0c), printer.HealthFault, printer.CausePaperOut},
	} {
		if health, cause := c.status.Health(); health != c.health || cause != c.cause {
			t.Errorf("%s: %v %q, want %v %q", c.name, health, cause, c.health, c.cause)
		}
	}
	if s := auto(0x14, 0, 0x03, 0); s.DrawerPin != Yes || s.Paper != PaperNear || s.CoverOpen != No || s.Online != Yes {
		t.Errorf("status %+v", s)
	}
	if s := start.withRealTime(1, 0x16); s.DrawerPin != Yes || s.Paper != PaperUnknown || s.CoverOpen != Unknown {
		t.Errorf("status %+v: what was not told is not known", s)
	}
}
