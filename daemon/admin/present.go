package admin

import (
	"fmt"
	"net/http"
	"strings"

	"rsc.io/qr"

	"posd/payment"
)

// presentPayment shows a waiting sale's customer a code to scan: 202 with the payment, whose "show" has the code once the gateway has
// made it.
func (s *Server) presentPayment(w http.ResponseWriter, r *http.Request) error {
	var body struct{}
	if err := read(r, &body); err != nil {
		return err
	}
	p, err := s.find(r)
	if err != nil {
		return err
	}
	shown, err := s.parts.Till.Present(r.Context(), p.ID)
	if err != nil {
		return err
	}
	s.parts.Log.Info("code_asked", "payment_id", p.ID, "source", sourceOf(r))
	s.answer(w, r, http.StatusAccepted, s.tell(shown))
	return nil
}

// qrLook is a QR code as the page draws it: the outline of its dark modules as an SVG path, in a square of Size modules with the quiet
// zone that ISO/IEC 18004 asks for.
type qrLook struct {
	Path string
	Size int
}

const qrQuiet = 4 // modules

// qrOf draws text; nil where there is none, or more than a code holds.
func qrOf(text string) *qrLook {
	if text == "" || len(text) > payment.ShowMax {
		return nil
	}
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return nil
	}
	var path strings.Builder
	for y := range code.Size {
		for x := 0; x < code.Size; x++ {
			from := x
			for x < code.Size && code.Black(x, y) {
				x++
			}
			if x > from {
				fmt.Fprintf(&path, "M%d %dh%dv1h-%dz", from+qrQuiet, y+qrQuiet, x-from, x-from)
			}
		}
	}
	return &qrLook{path.String(), code.Size + 2*qrQuiet}
}
