package escpos

import "testing"

// TestBarPatterns: eleven modules each, thirteen of the stop, no two alike, bars of an even sum (ISO/IEC 15417).
func TestBarPatterns(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for v, widths := range barWidths {
		sum, bars := 0, 0
		for i, w := range widths {
			sum += int(w - '0')
			if i%2 == 0 {
				bars += int(w - '0')
			}
		}
		want := 11
		if v == barStop {
			want, bars = 13, 0
		}
		if sum != want || bars%2 != 0 || seen[widths] {
			t.Errorf("value %d: %s", v, widths)
		}
		seen[widths] = true
	}
	if len(barWidths) != barStop+1 {
		t.Errorf("%d patterns", len(barWidths))
	}
}

func TestBarValues(t *testing.T) {
	t.Parallel()
	for data, want := range map[string][]int{
		"1234": {105, 12, 34, (105 + 12 + 2*34) % 103, 106},
		"A1":   {104, 33, 17, (104 + 33 + 2*17) % 103, 106},
	} {
		got := barValues(data)
		if len(got) != len(want) {
			t.Fatalf("%s: %v", data, got)
		}
		for i := range got {
			if got[i] != want[i] {
				t.Errorf("%s: %v, want %v", data, got, want)
			}
		}
		if n, ok := barSymbols(data); !ok || n != len(got)-3 {
			t.Errorf("%s: %d symbols counted, %v", data, n, got)
		}
	}
}
