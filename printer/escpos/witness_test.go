//go:build witness

package escpos_test

import (
	"bytes"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"posd/printer"
	"posd/printer/escpos"
	"posd/printer/escpos/escpostest"
	"posd/printer/printertest"
)

// TestWitnessCodes: zbarimg reads the codes of a receipt whether the printer makes them or posd draws them: from the paper's dots, from
// the paper as people see it, and from posd's preview.
func TestWitnessCodes(t *testing.T) {
	t.Parallel()
	want := []string{"CODE-128:" + printertest.Attempt, "QR-Code:" + printertest.Order}
	for _, name := range []string{"generic-58", "generic-80", "epson-tm-t88"} {
		drawn, lacking := codeless(t, name)
		whole := profile(t, name)
		for how, c := range map[string]struct {
			p escpos.Profile
			o escpostest.Options
		}{"native": {whole, model(whole)}, "drawn": {drawn, lacking}} {
			t.Run(name+"-"+how, func(t *testing.T) {
				t.Parallel()
				doc := printer.Layout(printertest.Sale(), c.p.Paper("zh"))
				vp := escpostest.New(c.o)
				if _, err := vp.Write(escpos.Encode(doc, c.p, nil)); err != nil {
					t.Fatal(err)
				}
				vp.TearOff()
				paper := vp.Papers()[0]
				var picture bytes.Buffer
				if err := paper.WritePNG(&picture); err != nil {
					t.Fatal(err)
				}
				for what, file := range map[string][]byte{
					"dots": pngOf(t, paper.Image()), "picture": picture.Bytes(), "preview": pngOf(t, escpos.Preview(doc, c.p)),
				} {
					if got := zbar(t, file); !slices.Equal(got, want) {
						t.Errorf("%s: read %q, want %q", what, got, want)
					}
				}
			})
		}
	}
}

// TestWitnessTicket: a phone that looks at the configuration ticket finds the status page.
func TestWitnessTicket(t *testing.T) {
	t.Parallel()
	p := profile(t, "generic-58")
	paper := paperOf(t, p, printer.Layout(printertest.Ticket(), p.Paper("both")))
	if got := zbar(t, pngOf(t, paper.Image())); !slices.Equal(got, []string{"QR-Code:" + printertest.Link}) {
		t.Errorf("read %q", got)
	}
}

func pngOf(t *testing.T, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// zbar returns what zbarimg reads from a picture, sorted.
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

// TestWitnessGB18030: iconv makes the same bytes of every letter that posd sends as Chinese, and the bytes between FS & and FS . of
// each document read back as what was to be printed.
func TestWitnessGB18030(t *testing.T) {
	t.Parallel()
	p := profile(t, "generic-80")
	p.Raster, p.Answers = 0, escpos.Never // letters only
	var letters []rune
	for r := rune(utf8.RuneSelf); r < 0x10000; r++ {
		sent := chineseOf(escpos.Encode(printer.Document{Blocks: []printer.Block{printer.Text{Text: string(r)}}}, p, nil))
		private := unicode.In(r, unicode.Co)
		if len(sent) == 2 && (sent != "\xa1\xfe" || r == '〓') && !private {
			letters = append(letters, r)
		}
	}
	if len(letters) < 20000 {
		t.Fatalf("only %d letters are sent as Chinese", len(letters))
	}
	text := string(letters)
	sent := chineseOf(escpos.Encode(printer.Document{Blocks: []printer.Block{printer.Text{Text: text}}}, p, nil))
	theirs := iconv(t, text)
	if len(sent) != len(theirs) {
		t.Fatalf("%d bytes, iconv makes %d of them", len(sent), len(theirs))
	}
	for i, r := range letters {
		if a, b := sent[2*i:2*i+2], theirs[2*i:2*i+2]; a != b {
			t.Errorf("%c (%U): % x, iconv says % x", r, r, a, b)
		}
	}
	for _, line := range []string{"支付宝 收款 龘靐 ￥12.50", "晨光咖啡馆 Café 拿铁×2（大）", "“你好”…—·℃"} {
		doc := printer.Document{Blocks: []printer.Block{printer.Text{Text: line}}}
		wide := strings.Map(func(r rune) rune {
			if printer.RuneWidth(r, false) != 2 {
				return -1
			}
			return r
		}, line)
		if got, want := chineseOf(escpos.Encode(doc, p, nil)), iconv(t, wide); got != want {
			t.Errorf("%q: % x, iconv says % x", line, got, want)
		}
	}
}

// chineseOf returns the bytes between FS & and FS . but for ASCII: in Chinese mode each other byte belongs to a pair.
func chineseOf(job []byte) string {
	var out []byte
	for on := false; len(job) > 0; {
		switch {
		case bytes.HasPrefix(job, []byte("\x1c&")):
			on, job = true, job[2:]
		case bytes.HasPrefix(job, []byte("\x1c.")):
			on, job = false, job[2:]
		case on && job[0] >= 0x80:
			out, job = append(out, job[0], job[1]), job[2:]
		default:
			job = job[1:]
		}
	}
	return string(out)
}

// iconv returns what iconv makes of a text in GB18030.
func iconv(t *testing.T, text string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "iconv", "-f", "UTF-8", "-t", "GB18030")
	cmd.Stdin = strings.NewReader(text)
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}
