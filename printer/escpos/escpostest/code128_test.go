package escpostest

import (
	"slices"
	"testing"

	witness "github.com/boombuler/barcode/code128"
	"pgregory.net/rapid"
)

// TestCode128AgainstAnotherEncoder compares our table of bars with one written by
// others, wherever both choose the same code sets.
func TestCode128AgainstAnotherEncoder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		digits := rapid.Bool().Draw(t, "digits")
		text := rapid.StringMatching(`[ !-/:-~]{1,20}`).Draw(t, "text")
		data := "{B" + escapeBrace(text)
		if digits {
			text = rapid.StringMatching(`([0-9]{2}){2,15}`).Draw(t, "digits")
			data = "{C"
			for i := 0; i < len(text); i += 2 {
				data += string([]byte{(text[i]-'0')*10 + text[i+1] - '0'})
			}
		}
		ours, err := encodeCode128([]byte(data))
		if err != nil {
			t.Fatal(err)
		}
		if got := ours.text.String(); got != text {
			t.Fatalf("reads as %q, want %q", got, text)
		}
		theirs, err := witness.Encode(text)
		if err != nil {
			t.Fatal(err)
		}
		row := ours.modules()
		if row.w != theirs.Bounds().Dx() {
			t.Fatalf("%d modules, want %d", row.w, theirs.Bounds().Dx())
		}
		for x := range row.w {
			r, _, _, _ := theirs.At(x, 0).RGBA()
			if row.at(x, 0) != (r == 0) {
				t.Fatalf("module %d differs", x)
			}
		}
	})
}

// escapeBrace writes each brace twice.
func escapeBrace(s string) string {
	var out []byte
	for i := range len(s) {
		if s[i] == '{' {
			out = append(out, '{')
		}
		out = append(out, s[i])
	}
	return string(out)
}

func TestCode128Patterns(t *testing.T) {
	t.Parallel()
	seen := make(map[string]bool)
	for v := range code128Stop {
		widths := code128Widths[6*v : 6*v+6]
		sum := 0
		for _, d := range widths {
			sum += int(d - '0')
		}
		if sum != 11 || seen[widths] {
			t.Errorf("symbol %d: %s has %d modules or is there twice", v, widths, sum)
		}
		seen[widths] = true
	}
	if got := code128Widths[6*code128Stop:]; got != "2331112" {
		t.Errorf("stop is %s", got)
	}
}

func TestCode128Symbols(t *testing.T) {
	t.Parallel()
	for data, want := range map[string][]int{
		"{A\x00A":         {103, 64, 33},
		"{Bab":            {104, 65, 66},
		"{B1{C\x0c":       {104, 17, 99, 12},
		"{C\x0c{BA":       {105, 12, 100, 33},
		"{C\x0c{AA":       {105, 12, 101, 33},
		"{A{SaB":          {103, 98, 65, 34},
		"{B{S\x00a":       {104, 98, 64, 65},
		"{B{1{2{3{4":      {104, 102, 97, 96, 100},
		"{A{4A":           {103, 101, 33},
		"{C{1\x0c":        {105, 102, 12},
		"{B{{":            {104, 91},
		"{A{Ba":           {103, 100, 65},
		"{Aa":             nil,
		"{B\x01":          nil,
		"{C\x64":          nil,
		"{C{Sa":           nil,
		"{C{{":            nil,
		"{B{Ba":           nil,
		"{B{Z":            nil,
		"{B{":             nil,
		"{B{S":            nil,
		"{B":              nil,
		"ab":              nil,
		"":                nil,
		"{D12":            nil,
		"{{B":             nil,
		"{C\x01{2":        nil,
		"{A{S\x01":        nil,
		"{C{4":            nil,
		"{B\x7f":          {104, 95},
		"{B\x80":          nil,
		"{A\x5f{C\x63{B~": {103, 63, 99, 99, 100, 94},
	} {
		c, err := encodeCode128([]byte(data))
		switch {
		case want == nil && err == nil:
			t.Errorf("%q: accepted as %v", data, c.symbols)
		case want != nil && err != nil:
			t.Errorf("%q: %v", data, err)
		case want != nil && !slices.Equal(c.symbols, want):
			t.Errorf("%q: %v, want %v", data, c.symbols, want)
		}
	}
}
