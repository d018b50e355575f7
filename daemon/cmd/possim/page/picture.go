package page

import (
	"bytes"
	"image/png"
	"net/http"
	"strconv"

	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/code128"
	"rsc.io/qr"
)

// serveDisplay draws the customer display.
func (s *Server) serveDisplay(w http.ResponseWriter, _ *http.Request) {
	var b bytes.Buffer
	if err := s.counter.Pole.WritePNG(&b); err != nil {
		fail(w, err)
		return
	}
	send(w, "image/png", b.Bytes())
}

// servePaper draws one paper that came out of the printer.
func (s *Server) servePaper(w http.ResponseWriter, r *http.Request) {
	number, err := strconv.Atoi(r.PathValue("number"))
	if err != nil {
		http.NotFound(w, r)
		return
	}
	for _, p := range s.counter.Printer.Papers() {
		if p.Number() != number {
			continue
		}
		var b bytes.Buffer
		if err := p.WritePNG(&b); err != nil {
			fail(w, err)
			return
		}
		send(w, "image/png", b.Bytes())
		return
	}
	http.NotFound(w, r)
}

// barHeight is the height of a barcode on the phone, in pixels.
const barHeight = 60

// maxText is the longest text of a code: as long as what posd shows may be.
const maxText = 512

// serveCode draws a payment code as wallets show it: /code/qr?text= and /code/128?text=.
func serveCode(w http.ResponseWriter, r *http.Request) {
	text := r.URL.Query().Get("text")
	if len(text) < 1 || len(text) > maxText {
		http.NotFound(w, r)
		return
	}
	var picture []byte
	var err error
	switch r.PathValue("kind") {
	case "qr":
		picture, err = drawQR(text)
	case "128":
		picture, err = drawBars(text)
	default:
		http.NotFound(w, r)
		return
	}
	if err != nil {
		fail(w, refuse(http.StatusUnprocessableEntity, "sim.error_code"))
		return
	}
	send(w, "image/png", picture)
}

func drawQR(text string) ([]byte, error) {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return nil, err
	}
	return code.PNG(), nil
}

func drawBars(text string) ([]byte, error) {
	code, err := code128.Encode(text)
	if err != nil {
		return nil, err
	}
	scaled, err := barcode.Scale(code, code.Bounds().Dx()*2, barHeight)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = png.Encode(&b, scaled)
	return b.Bytes(), err
}
