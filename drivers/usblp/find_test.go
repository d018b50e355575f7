package usblp_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"posd/drivers"
	"posd/drivers/usblp"
)

const (
	epsonID = "MFG:EPSON;CMD:ESC/POS,BDC;MDL:TM-T20II;CLS:PRINTER;DES:EPSON TM-T20II;"
	cloneID = "MANUFACTURER:POS; MODEL:XP-58 ;COMMAND SET:ESC/POS;"
)

func TestFind(t *testing.T) {
	t.Parallel()
	root := tree(
		t,
		lp{"lp10", "1-1.2", "04b8", "0e15", "J1", epsonID},
		lp{"lp2", "1-1.3", "0416", "5011", "", cloneID},
		lp{"lp3", "1-1.4", "04b8", "0e15", "J2", epsonID},
	)
	ids := func(vid, pid, serial, model string) usblp.Match {
		return usblp.Match{Match: drivers.Match{VID: vid, PID: pid, Serial: serial}, Model: model}
	}
	for _, tt := range []struct {
		match usblp.Match
		want  string
		err   error
		says  string
	}{
		{ids("0416", "5011", "", ""), "/dev/usb/lp2", nil, ""},
		{ids("", "", "", "xp-58"), "/dev/usb/lp2", nil, ""},
		{ids("", "", "", "POS XP-58"), "/dev/usb/lp2", nil, ""},
		{ids("04B8", "0E15", "J1", ""), "/dev/usb/lp10", nil, ""},
		{ids("", "", "J2", "TM-T20II"), "/dev/usb/lp3", nil, ""},
		{ids("04b8", "0e15", "", ""), "", drivers.ErrAmbiguous, `lp3 04b8:0e15 serial "J2" model "TM-T20II", lp10`},
		{ids("04b8", "0202", "", ""), "", drivers.ErrGone, "there: lp2 0416:5011"}, // the modem's ids
		{ids("", "", "", "TM-T20"), "", drivers.ErrGone, "model TM-T20:"},
	} {
		got, err := usblp.Find(root, tt.match)
		if strings.TrimPrefix(got, root) != tt.want || !errors.Is(err, tt.err) || err != nil && !strings.Contains(strings.ReplaceAll(err.Error(), ")", ""), tt.says) {
			t.Errorf("%v: got %q, %v", tt.match, got, err)
		}
	}
	if _, err := usblp.Find(t.TempDir(), ids("0416", "", "", "")); !errors.Is(err, drivers.ErrGone) {
		t.Errorf("without the class: %v", err)
	}
}

func TestParseID(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]usblp.ID{
		epsonID:                  {Maker: "EPSON", Model: "TM-T20II", Commands: []string{"ESC/POS", "BDC"}},
		cloneID:                  {Maker: "POS", Model: "XP-58", Commands: []string{"ESC/POS"}},
		"mfg:a;MFG:b;sn: 7 ;;:;": {Maker: "a", Serial: "7"},
		"":                       {},
	} {
		if got := usblp.ParseID(text); !reflect.DeepEqual(got, want) {
			t.Errorf("%q: got %+v", text, got)
		}
	}
}

func FuzzParseID(f *testing.F) {
	f.Add(epsonID)
	f.Add(cloneID)
	f.Fuzz(func(t *testing.T, text string) {
		if id := usblp.ParseID(text); id.Model != "" && !id.Is(id.Model) {
			t.Errorf("%q is not %q", text, id.Model)
		}
	})
}
