package browser

import (
	"bytes"
	"flag"
	"image"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"
	"testing"
)

// pictures is where the README's pictures are written to; empty to leave them as they are.
var pictures = flag.String("pictures", "", "write the README's pictures to this folder")

// maxPicture is how large a picture may be, in bytes: everybody who clones the repository fetches it.
const maxPicture = 250_000

// TestPictures takes the README's pictures: the simulated counter after a sale, and posd's status page.
func TestPictures(t *testing.T) {
	if *pictures == "" {
		t.Skip("-pictures names no folder")
	}
	n := newcomer{openBrowserAt(t, startDemo(t))}
	n.see(t, "#posd-state", "Ready to sell")
	for _, sale := range []struct{ amount, quick, state string }{
		{"36.00", "paid", "paid"}, {"9.90", "refused", "refused"}, {"12.50", "confirm_queries", "paid"},
	} {
		n.sell(t, sale.amount)
		n.pay(t, sale.quick)
		n.see(t, "#sale[data-state="+sale.state+"]", sale.amount)
	}
	n.paid(t, "12.50")
	n.receipt(t, "付款凭证", "12.50")
	n.picture(t, "#display")
	n.take(t, "demo.png")
	status := n.followStatus(t)
	status.click(t, "nav a[hreflang^=en]")
	status.see(t, "html[lang^=en] #payments .badges", "Paid")
	status.click(t, "#payments details:first-of-type summary")
	status.see(t, "#payments .steps", "Paid")
	status.take(t, "status.png")
}

// take writes a picture of the window.
func (p *tab) take(t *testing.T, name string) {
	t.Helper()
	look[struct{ Text string }](t, p, "settled")
	shot, err := p.shoot()
	if err != nil {
		t.Fatal(err)
	}
	packed, err := pack(shot)
	if err != nil {
		t.Fatal(err)
	}
	if len(packed) > maxPicture {
		t.Errorf("%s has %d bytes, more than %d", name, len(packed), maxPicture)
	}
	if err := os.WriteFile(filepath.Join(*pictures, name), packed, 0o644); err != nil {
		t.Fatal(err)
	}
}

// pack makes a PNG small. If need be it leaves out shades that nobody tells apart, which shadows and gradients are full of.
func pack(shot []byte) ([]byte, error) {
	const mostLeftOut = 3 // bits of each colour
	picture, err := png.Decode(bytes.NewReader(shot))
	if err != nil {
		return nil, err
	}
	var packed bytes.Buffer
	for bits := range mostLeftOut + 1 {
		packed.Reset()
		encoder := png.Encoder{CompressionLevel: png.BestCompression}
		if err := encoder.Encode(&packed, plainer(picture, bits)); err != nil || packed.Len() <= maxPicture {
			return packed.Bytes(), err
		}
	}
	return packed.Bytes(), nil
}

// plainer leaves out bits of each colour; black stays black and white stays white.
func plainer(picture image.Image, bits int) *image.RGBA {
	plain := image.NewRGBA(picture.Bounds())
	draw.Draw(plain, plain.Bounds(), picture, plain.Bounds().Min, draw.Src)
	for i, v := range plain.Pix {
		plain.Pix[i] = v>>bits<<bits | v>>(8-bits)
	}
	return plain
}
