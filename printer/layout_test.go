package printer_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"posd/configs/words"
	"posd/printer"
	"posd/printer/printertest"
)

var update = flag.Bool("update", false, "write the golden files")

func TestGoldenReceipts(t *testing.T) {
	t.Parallel()
	for name, r := range printertest.Documents() {
		for _, cols := range []int{printer.Columns58, printer.Columns80} {
			for _, lang := range []words.Lang{words.Zh, words.En, words.Bilingual} {
				file := fmt.Sprintf("%s-%d-%s.txt", name, cols, lang)
				t.Run(file, func(t *testing.T) {
					t.Parallel()
					doc := printer.Layout(r, printer.Paper{Columns: cols, Lang: lang})
					golden(t, file, strings.Join(doc.Lines(0), "\n")+"\n")
				})
			}
		}
	}
}

// golden compares got with testdata/file.
func golden(t *testing.T, file, got string) {
	t.Helper()
	path := filepath.Join("testdata", file)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s is\n%s\nwant\n%s", file, got, want)
	}
}
