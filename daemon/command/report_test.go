package command_test

import (
	"strings"
	"testing"

	"posd/configs/words"
)

const closed = `{"kind":"z","number":7,"day":"2026-11-29","since":null,"at":"2026-11-29T20:00:00Z","from":1,"to":9,"head":"abcd","open":1,
	"sums":[{"currency":"CNY","sales":2,"sales_amount":{"value":"500","currency":"CNY"},"refunds":0,"refund_amount":{"value":"0","currency":"CNY"},"net":{"value":"500","currency":"CNY"}}],
	"operators":[{"operator":"amy","sums":[]}],"receipt":{"id":"z-000007","state":"owed"}}`

func TestAReportIsShown(t *testing.T) {
	t.Parallel()
	for args, asked := range map[string]string{
		"report z": "POST /api/v1/reports", "report x -print": "POST /api/v1/reports", "report z -copy 7": "POST /api/v1/reports/7/copy",
		"report day -day 2026-11-23 -print": "POST /api/v1/reports",
	} {
		d := newDaemon(t, says(201, closed))
		code, out, complaint := d.run(t.Context(), words.En, strings.Fields(args)...)
		if code != 0 || d.asked[0] != asked || !strings.Contains(out, "Z report 000007\n") || !strings.Contains(out, "Net               5.00 CNY\n") {
			t.Errorf("%s: exit %d, asked %q\n%s%s", args, code, d.asked, out, complaint)
		}
	}
	d := newDaemon(t, says(201, closed))
	for _, args := range []string{"report y", "report x -copy 7", "report z -copy -1", "report", "report x -day 2026-11-23"} {
		if code, _, _ := d.run(t.Context(), words.En, strings.Fields(args)...); code != 2 || len(d.asked) != 0 {
			t.Errorf("%s: exit %d", args, code)
		}
	}
}
