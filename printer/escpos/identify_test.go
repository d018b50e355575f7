package escpos_test

import (
	"testing"
	"testing/synctest"

	"posd/printer"
	"posd/printer/escpos"
	"posd/printer/escpos/escpostest"
)

func TestIdentify(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		tune  func(*escpostest.Options)
		want  escpos.Identity
		cause printer.Cause
		after func(*counter)
	}{
		"a model that tells": {
			tune: func(o *escpostest.Options) { o.Maker, o.Model, o.Firmware = "XPRINTER", " XP-80\x07", "2.1" },
			want: escpos.Identity{Maker: "XPRINTER", Model: "XP-80", Firmware: "2.1", Answers: escpos.Yes, Proves: escpos.Yes},
		},
		"an Epson of China": {
			tune: func(o *escpostest.Options) { o.Model = "TM-T70II" },
			want: escpos.Identity{Maker: "EPSON", Model: "TM-T70II", Firmware: "1.00", Fonts: "CHINA GB18030", Answers: escpos.Yes, Proves: escpos.Yes},
		},
		"an Epson of the rest of the world": {
			tune: func(o *escpostest.Options) { o.Model, o.NoAsianFonts = "TM-T70II", true },
			want: escpos.Identity{Maker: "EPSON", Model: "TM-T70II", Firmware: "1.00", Answers: escpos.Yes, Proves: escpos.Yes},
		},
		"a clone without the command": {
			tune: func(o *escpostest.Options) { o.Lacks = append(o.Lacks, "GS I") },
			want: escpos.Identity{Answers: escpos.Yes, Proves: escpos.Yes},
		},
		"one-way": {
			tune: func(o *escpostest.Options) { o.OneWay = true },
			want: escpos.Identity{Answers: escpos.No, Proves: escpos.No},
		},
		"out of paper": {after: func(c *counter) { c.vp.PaperOut() }, cause: printer.CausePaperOut},
		"unplugged":    {after: func(c *counter) { c.unplug() }, cause: printer.CauseGone},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				o := model(profile(t, "generic-80"))
				if c.tune != nil {
					c.tune(&o)
				}
				desk := newCounter(t, profile(t, "generic-80"), o)
				if c.after != nil {
					c.after(desk)
					synctest.Wait()
				}
				got, cause := desk.p.Identify(t.Context())
				if got != c.want || cause != c.cause {
					t.Errorf("got %+v, %q", got, cause)
				}
			})
		})
	}
}
