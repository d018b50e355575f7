package daemon

import (
	"bytes"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"posd/configs"
)

func TestEveryDocumentHasAPreview(t *testing.T) {
	t.Parallel()
	for _, lang := range []string{"zh", "en", "both"} {
		for _, paper := range []string{"58", "80"} {
			cfg := config(t, t.TempDir(), withPrinter+"language = \""+lang+"\"\npaper = "+paper+"\n")
			for _, kind := range PreviewKinds() {
				p, err := PreviewReceipt(cfg, kind, time.Unix(1795000000, 0))
				if err != nil || len(p.Text) < 8 || p.Picture.Bounds().Dx() != map[string]int{"58": 384, "80": 576}[paper]+48 {
					t.Errorf("%s in %s on %s mm: %d lines, %v", kind, lang, paper, len(p.Text), err)
				}
			}
		}
	}
}

// TestTheMerchantsReceipt: logo, and without the fields that are hidden; order number and amount stay.
func TestTheMerchantsReceipt(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var logo bytes.Buffer
	if err := png.Encode(&logo, image.NewGray(image.Rect(0, 0, 100, 40))); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "logo.png"), logo.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	cfg := config(t, dir, withPrinter+"[receipt]\nlogo = \"logo.png\"\nhide = [\"cashier\", \"buyer\", \"barcode\", \"trade\"]\n")
	p, err := PreviewReceipt(cfg, "sale", time.Unix(1795000000, 0))
	text := strings.Join(p.Text, "\n")
	if err != nil || !strings.Contains(text, "[picture 100 x 40]") || !strings.Contains(text, testCode) || !strings.Contains(text, "12.50") {
		t.Errorf("%v\n%s", err, text)
	}
	for _, hidden := range []string{"Amy", "138", "||||", "20260509"} {
		if strings.Contains(text, hidden) {
			t.Errorf("%q is on\n%s", hidden, text)
		}
	}
	cfg.Receipt.Logo = filepath.Join(dir, "posd.toml")
	if err := os.WriteFile(cfg.Receipt.Logo, []byte("no picture"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := PreviewReceipt(cfg, "sale", time.Now()); err == nil {
		t.Error("a text is a logo")
	} else if _, is := err.(*configs.Error); !is { //nolint:errorlint // exactly so
		t.Errorf("got %T", err)
	}
}
