//go:build witness

package escpos_test

import (
	"bytes"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"posd/printer"
	"posd/printer/escpos"
	"posd/printer/escpos/escpostest"
	"posd/printer/printertest"
)

// TestWitnessDrawnCodes: zbarimg reads the codes that posd draws, as it reads those of the printer, from the paper's dots.
func TestWitnessDrawnCodes(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"generic-58", "generic-80"} {
		p, o := codeless(t, name)
		vp := escpostest.New(o)
		if _, err := vp.Write(escpos.Encode(printer.Layout(printertest.Sale(), p.Paper("zh")), p, nil)); err != nil {
			t.Fatal(err)
		}
		vp.TearOff()
		var picture bytes.Buffer
		if err := png.Encode(&picture, vp.Papers()[0].Image()); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), "paper.png")
		if err := os.WriteFile(path, picture.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := exec.CommandContext(t.Context(), "zbarimg", "-q", path).Output()
		if err != nil {
			t.Fatal(err)
		}
		got := strings.Fields(string(out))
		slices.Sort(got)
		if want := []string{"CODE-128:91234567890123456789_0", "QR-Code:91234567890123456789"}; !slices.Equal(got, want) {
			t.Errorf("%s: read %q, want %q", name, got, want)
		}
	}
}
