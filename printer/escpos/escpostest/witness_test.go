//go:build witness

package escpostest_test

import (
	"bytes"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"posd/printer/escpos/escpostest"
)

// TestWitnessScanner: zbarimg of Debian's zbar-tools reads from the paper what the
// job said, on both widths, from the bare dots and from the picture for people.
func TestWitnessScanner(t *testing.T) {
	t.Parallel()
	for _, dots := range []int{escpostest.Dots58mm, escpostest.Dots80mm} {
		p := escpostest.New(escpostest.Options{Dots: dots})
		feed(t, p, receipt(t))
		paper := p.Papers()[0]
		var bare, picture bytes.Buffer
		if err := png.Encode(&bare, paper.Image()); err != nil {
			t.Fatal(err)
		}
		if err := paper.WritePNG(&picture); err != nil {
			t.Fatal(err)
		}
		for name, buf := range map[string][]byte{"dots": bare.Bytes(), "picture": picture.Bytes()} {
			want := []string{"CODE-128:202608010012", "QR-Code:202608010001234567890123"}
			if got := zbar(t, buf); !slices.Equal(got, want) {
				t.Errorf("%d dots, %s: read %q, want %q", dots, name, got, want)
			}
		}
	}
}

// zbar returns what zbarimg reads from a PNG, sorted.
func zbar(t *testing.T, picture []byte) []string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "paper.png")
	if err := os.WriteFile(path, picture, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), "zbarimg", "-q", path).Output()
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Fields(string(out))
	slices.Sort(lines)
	return lines
}
