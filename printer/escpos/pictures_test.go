package escpos_test

import (
	"bytes"
	"flag"
	"image/png"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"posd/configs/words"
	"posd/printer"
	"posd/printer/escpos"
	"posd/printer/printertest"
)

var pictures = flag.String("pictures", "", "write the picture of every document into this folder, to be looked at")

// TestPictures writes every document as it comes out of a printer and as posd previews it, on both papers in each language:
//
//	go test ./printer/escpos -run TestPictures -pictures DIR
func TestPictures(t *testing.T) {
	t.Parallel()
	if *pictures == "" {
		t.Skip("for people: needs -pictures DIR")
	}
	for _, name := range []string{"generic-58", "generic-80"} {
		p := profile(t, name)
		for _, lang := range []words.Lang{words.Zh, words.En, words.Bilingual} {
			for what, r := range printertest.Documents() {
				doc := printer.Layout(r, p.Fit(printer.Form{Lang: lang}))
				paper := paperOf(t, p, doc)
				var printed, preview bytes.Buffer
				if err := paper.WritePNG(&printed); err != nil {
					t.Fatal(err)
				}
				if err := png.Encode(&preview, escpos.Preview(doc, p)); err != nil {
					t.Fatal(err)
				}
				base := filepath.Join(*pictures, what+"-"+name[len("generic-"):]+"-"+string(lang))
				for file, content := range map[string][]byte{base + ".png": printed.Bytes(), base + "-preview.png": preview.Bytes()} {
					if err := os.WriteFile(file, content, 0o600); err != nil {
						t.Fatal(err)
					}
				}
			}
		}
	}
}

// TestReadmePicture: the receipt that the README shows is the one that posd prints now; go test -update writes it anew.
func TestReadmePicture(t *testing.T) {
	t.Parallel()
	p := profile(t, "generic-80")
	var now bytes.Buffer
	if err := paperOf(t, p, printer.Layout(printertest.Sale(), p.Paper(words.Bilingual))).WritePNG(&now); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join("testdata", "receipt.png")
	if *update {
		if err := os.WriteFile(path, now.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	kept, err := png.Decode(file)
	if err != nil {
		t.Fatal(err)
	}
	if printed, err := png.Decode(&now); err != nil || !reflect.DeepEqual(kept, printed) {
		t.Errorf("%s is not what posd prints now", path)
	}
}
