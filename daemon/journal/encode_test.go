package journal

import (
	"bytes"
	"encoding/hex"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"
)

func sample() Entry {
	return Entry{
		Record: Record{
			Stream: "payment", Kind: "state", Key: "p1", Version: 2, Open: true, Index: []string{"day:1", "order:A"}, Body: []byte("{}"),
		},
		Seq: 3, Time: noon, ClockQuality: "ntp", Board: "b1", Before: 1,
	}
}

// TestEncodingIsAsDocumented holds the layout of the package documentation, byte by byte: files and exports outlive programs.
func TestEncodingIsAsDocumented(t *testing.T) {
	t.Parallel()
	want := strings.Join([]string{
		"01",                        // layout
		"0000000000000003",          // seq
		"18eaaacd48974d15",          // time
		"0000000000000001",          // before
		"0002" + hexText("b1"),      // board
		"0003" + hexText("ntp"),     // clock
		"0007" + hexText("payment"), // stream
		"0005" + hexText("state"),   // kind
		"0002" + hexText("p1"),      // key
		"00000002",                  // version
		"01",                        // open
		"02",                        // terms
		"0005" + hexText("day:1"),   // term
		"0007" + hexText("order:A"), // term
		"00000002" + hexText("{}"),  // body
	}, "")
	e := sample()
	if got := hex.EncodeToString(e.encode()); got != want {
		t.Errorf("encoding\n got %s\nwant %s", got, want)
	}
}

func hexText(s string) string { return hex.EncodeToString([]byte(s)) }

func TestDecodeReturnsWhatWasEncoded(t *testing.T) {
	t.Parallel()
	large := sample()
	large.Body, large.Key = bytes.Repeat([]byte{0xff}, MaxBody), strings.Repeat("k", MaxKey)
	bare := Entry{Record: Record{Stream: "s", Kind: "k"}, Seq: 1, Time: time.Unix(0, 0).UTC()}
	early := sample()
	early.Time = time.Date(1901, 1, 1, 0, 0, 0, 1, time.UTC)
	for _, e := range []Entry{sample(), large, bare, early} {
		got, err := decode(e.encode())
		if err != nil || !reflect.DeepEqual(got, e) {
			t.Errorf("decode = %+v, %v\nwant %+v", got, err, e)
		}
	}
}

func TestDecodeRefusesWhatWasNeverEncoded(t *testing.T) {
	t.Parallel()
	whole := sample()
	good := whole.encode()
	change := func(f func(*Entry)) []byte {
		e := sample()
		f(&e)
		return e.encode()
	}
	cases := map[string][]byte{
		"nothing":         nil,
		"other layout":    append([]byte{2}, good[1:]...),
		"a byte more":     append(bytes.Clone(good), 0),
		"seq 0":           change(func(e *Entry) { e.Seq, e.Before = 0, 0 }),
		"before itself":   change(func(e *Entry) { e.Before = e.Seq }),
		"no stream":       change(func(e *Entry) { e.Stream = "" }),
		"no kind":         change(func(e *Entry) { e.Kind = "" }),
		"control":         change(func(e *Entry) { e.Key = "a\x00b" }),
		"not UTF-8":       change(func(e *Entry) { e.Board = "\xff" }),
		"terms unordered": change(func(e *Entry) { e.Index = []string{"b", "a"} }),
		"term twice":      change(func(e *Entry) { e.Index = []string{"a", "a"} }),
		"too many terms":  change(func(e *Entry) { e.Index = strings.Split(strings.Repeat("a,", MaxTerms)+"a", ",") }),
		"version":         change(func(e *Entry) { e.Version = -1 }),
		"large body":      change(func(e *Entry) { e.Body = make([]byte, MaxBody+1) }),
	}
	for n := range good {
		cases["cut at "+hex.EncodeToString([]byte{byte(n)})] = good[:n]
	}
	for name, b := range cases {
		if e, err := decode(b); !errors.Is(err, errEntry) {
			t.Errorf("%s: decode = %+v, %v", name, e, err)
		}
	}
}

func FuzzDecode(f *testing.F) {
	whole := sample()
	f.Add(whole.encode())
	f.Add([]byte{})
	f.Add([]byte{layout})
	bare := Entry{Record: Record{Stream: "s", Kind: "k"}, Seq: 1, Time: noon}
	f.Add(bare.encode())
	f.Fuzz(func(t *testing.T, b []byte) {
		e, err := decode(b)
		if err != nil {
			return
		}
		if again := e.encode(); !bytes.Equal(again, b) {
			t.Fatalf("two encodings of one entry:\n%x\n%x", b, again)
		}
	})
}

func FuzzParseAnchor(f *testing.F) {
	f.Add(anchor{}.text())
	f.Add(anchor{count: 42, hash: Hash{1, 2, 3}}.text())
	f.Add([]byte("posd journal head 1\nentries 1\nhash 00\nsum 00\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if a, ok := parseAnchor(b); ok && !bytes.Equal(a.text(), b) {
			t.Fatalf("%+v was read from another slot", a)
		}
	})
}

func FuzzReadHeader(f *testing.F) {
	f.Add(make([]byte, 2*pageSize))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		h, err := readHeader(bytes.NewReader(b), int64(len(b)))
		if err == nil && (h.used > int64(len(b)) || h.used < 4*pageSize) {
			t.Fatalf("%+v of %d bytes", h, len(b))
		}
	})
}

func TestHashText(t *testing.T) {
	t.Parallel()
	h := Hash{0: 0xab, 31: 0xcd}
	text, _ := h.MarshalText()
	var back Hash
	if err := back.UnmarshalText(text); err != nil || back != h || string(text) != h.String() {
		t.Errorf("%s: %v, %v", text, back, err)
	}
	for _, bad := range []string{"", "ab", strings.Repeat("g", 64), strings.Repeat("a", 66)} {
		if err := back.UnmarshalText([]byte(bad)); !errors.Is(err, ErrRecord) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}
