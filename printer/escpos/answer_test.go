package escpos_test

import (
	"slices"
	"testing"

	"posd/printer"
	"posd/printer/escpos"
)

// decode cuts b into answers.
func decode(d *escpos.Decoder, b []byte) []escpos.Answer {
	var all []escpos.Answer
	for _, c := range b {
		if a, ok := d.Byte(c); ok {
			all = append(all, a)
		}
	}
	return all
}

func asb(b ...byte) escpos.Answer {
	return escpos.Answer{Kind: escpos.AnswerASB, ASB: [4]byte(b)}
}

func one(k escpos.AnswerKind, b byte) escpos.Answer { return escpos.Answer{Kind: k, Byte: b} }

func TestDecoder(t *testing.T) {
	t.Parallel()
	ready := asb(0x14, 0, 0, 0x0f)
	for _, c := range []struct {
		name string
		in   string
		want []escpos.Answer
	}{
		{"nothing", "", nil},
		{"real time", "\x12\x16\x1a\x72", []escpos.Answer{
			one(escpos.AnswerRealTime, 0x12), one(escpos.AnswerRealTime, 0x16), one(escpos.AnswerRealTime, 0x1a), one(escpos.AnswerRealTime, 0x72),
		}},
		{"automatic status", "\x14\x00\x00\x0f", []escpos.Answer{ready}},
		{"xoff inside automatic status", "\x14\x00\x13\x00\x0f\x11", []escpos.Answer{
			one(escpos.AnswerFlow, 0x13), ready, one(escpos.AnswerFlow, 0x11),
		}},
		{"automatic status that lost its end", "\x1c\x00\x14\x00\x00\x0f", []escpos.Answer{ready}},
		{"automatic status that lost its end to a real-time answer", "\x1c\x00\x12", []escpos.Answer{one(escpos.AnswerRealTime, 0x12)}},
		{"paper status", "\x00\x03\x0f", []escpos.Answer{
			one(escpos.AnswerStatus, 0), one(escpos.AnswerStatus, 3), one(escpos.AnswerStatus, 0x0f),
		}},
		{"process", "\x37\x22ab~!\x00", []escpos.Answer{{Kind: escpos.AnswerProcess, Process: printer.ProcessID{'a', 'b', '~', '!'}}}},
		{"process too short", "\x37\x22ab~\x00", []escpos.Answer{{Kind: escpos.AnswerBlock, Byte: 0x37, Text: "\x22ab~"}}},
		{"other block", "\x5fEPSON\x00\x14\x00\x00\x0f", []escpos.Answer{{Kind: escpos.AnswerBlock, Byte: 0x5f, Text: "EPSON"}, ready}},
		{"high bytes are noise", "\xff\x80\x92", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := decode(new(escpos.Decoder), []byte(c.in)); !slices.Equal(got, c.want) {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
		})
	}
}

func TestDecoderReset(t *testing.T) {
	t.Parallel()
	d := new(escpos.Decoder)
	decode(d, []byte("\x5fEPS"))
	d.Reset()
	if got := decode(d, []byte("\x12")); len(got) != 1 {
		t.Errorf("got %+v", got)
	}
}

func FuzzDecoder(f *testing.F) {
	for _, seed := range []string{
		"", "\x14\x00\x00\x0f", "\x37\x22abcd\x00", "\x5fEPSON\x00\x5fTM-T20II\x00", "\x12\x16\x11\x13\x00",
		"\x3c\x08\x0c\x0f", "\x14\x13\x00\x11\x00\x0f", "\x53" + string(make([]byte, 3)), "\x1d\xff\x80",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, noise []byte) {
		d := new(escpos.Decoder)
		for _, a := range decode(d, noise) {
			if a.Kind == escpos.AnswerASB && (a.ASB[0]&0x93 != 0x10 || (a.ASB[1]|a.ASB[2]|a.ASB[3])&0x90 != 0) {
				t.Errorf("automatic status %x", a.ASB)
			}
			if a.Kind == escpos.AnswerRealTime && a.Byte&0x93 != 0x12 {
				t.Errorf("real-time answer %x", a.Byte)
			}
		}
		decode(d, []byte{0, 0, 0})
		if got := decode(d, []byte("\x14\x00\x00\x0f")); len(got) != 1 || got[0] != asb(0x14, 0, 0, 0x0f) {
			t.Errorf("out of step after noise: %+v", got)
		}
	})
}
