//go:build witness

package admin_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"net/http"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"
)

// TestWitnessThePagesCode paints the code of the page's outline, module by module, and lets zbarimg read what it says.
func TestWitnessThePagesCode(t *testing.T) {
	t.Parallel()
	var page, show string
	showing(t, func(_ *testing.T, w *world) {
		body := `{"amount":{"value":"1250","currency":"CNY"},"present":true}`
		s := decode[sale](w, w.do(call{method: http.MethodPost, path: "/api/v1/payments", body: body}), http.StatusCreated)
		time.Sleep(time.Second)
		s = decode[sale](w, w.do(call{path: "/api/v1/payments/" + string(s.ID)}), http.StatusOK)
		page, show = w.page("?lang=en"), s.Show
	})
	picture := paint(t, page)
	read := exec.CommandContext(t.Context(), "zbarimg", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", "png:-")
	read.Stdin = bytes.NewReader(picture)
	said, err := read.Output()
	if err != nil || strings.TrimSpace(string(said)) != show {
		t.Errorf("zbarimg reads %q, shown is %q (%v)", said, show, err)
	}
}

// module is the side of a module in the picture, in pixels.
const module = 8

// paint draws the outlines of the page's code: each is a run of modules, "Mx yhNv1h-Nz".
func paint(t *testing.T, page string) []byte {
	t.Helper()
	found := regexp.MustCompile(`<figure class="qr"><svg viewBox="0 0 (\d+) (\d+)"[^>]*><path d="([^"]*)"/>`).FindStringSubmatch(page)
	if found == nil {
		t.Fatal("the page has no code")
	}
	var wide, high int
	if _, err := fmt.Sscan(found[1]+" "+found[2], &wide, &high); err != nil {
		t.Fatal(err)
	}
	picture := image.NewGray(image.Rect(0, 0, wide*module, high*module))
	draw.Draw(picture, picture.Bounds(), image.White, image.Point{}, draw.Src)
	for run := range strings.SplitSeq(strings.TrimSuffix(found[3], "z"), "z") {
		var x, y, n, back int
		if _, err := fmt.Sscanf(run, "M%d %dh%dv1h-%d", &x, &y, &n, &back); err != nil || n != back {
			t.Fatalf("%q: %v", run, err)
		}
		draw.Draw(picture, image.Rect(x*module, y*module, (x+n)*module, (y+1)*module), image.NewUniform(color.Gray{}), image.Point{}, draw.Src)
	}
	var b bytes.Buffer
	if err := png.Encode(&b, picture); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
