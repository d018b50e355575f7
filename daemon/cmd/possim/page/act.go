package page

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"posd/daemon/cmd/possim/counter"
)

// act is one thing that a person at the page can do. It returns what the page is told, or nil.
type act func(ctx context.Context, body *json.Decoder) (any, error)

// actOf reads what is asked for, strictly, and does it.
func actOf[T any](do func(context.Context, T) (any, error)) act {
	return func(ctx context.Context, body *json.Decoder) (any, error) {
		var ask T
		body.DisallowUnknownFields()
		if err := body.Decode(&ask); err != nil {
			return nil, refuse(http.StatusBadRequest, "sim.error_json")
		}
		return do(ctx, ask)
	}
}

func (s *Server) acts() map[string]act {
	return map[string]act{
		"sale": actOf(s.sell), "present": actOf(s.present), "camera": actOf(s.camera), "stop": actOf(s.stop), "refund": actOf(s.refund),
		"show": actOf(s.show), "hold": actOf(s.hold), "scan": actOf(s.scan), "buyer": actOf(s.decide),
		"fault": actOf(s.setFault), "posd": actOf(s.power),
	}
}

func (s *Server) serveAct(w http.ResponseWriter, r *http.Request) {
	do, ok := s.acts()[r.PathValue("name")]
	if !ok {
		fail(w, refuse(http.StatusNotFound, "sim.error_act"))
		return
	}
	ctx, stop := context.WithTimeout(r.Context(), actWithin)
	defer stop()
	told, err := do(ctx, json.NewDecoder(r.Body))
	s.poke()
	if err != nil {
		fail(w, err)
		return
	}
	if told == nil {
		told = struct{}{}
	}
	answer(w, http.StatusOK, told)
}

type sale struct {
	Amount  string `json:"amount"` // like 12.50
	Subject string `json:"subject"`
	Present bool   `json:"present"` // the customer scans a code of the terminal's
}

// sell begins a sale at posd, as a till without a scanner of its own does.
func (s *Server) sell(ctx context.Context, ask sale) (any, error) {
	fen, err := parseYuan(ask.Amount)
	if err != nil {
		return nil, err
	}
	if ask.Present {
		return s.till.SellShown(ctx, fen, ask.Subject, "sim-"+rand.Text())
	}
	return s.till.Sell(ctx, fen, ask.Subject, "", "sim-"+rand.Text())
}

// present turns the sale that waits for a code to one whose code is shown.
func (s *Server) present(ctx context.Context, ask which) (any, error) {
	return s.till.Present(ctx, ask.Payment)
}

// camera is the customer's phone scanning the code that the terminal shows.
func (s *Server) camera(ctx context.Context, ask which) (any, error) {
	p, err := s.till.Payment(ctx, ask.Payment)
	if err != nil {
		return nil, err
	}
	if _, err = s.counter.Alipay.Ledger().Scan(p.Show); err != nil {
		return nil, refuse(http.StatusConflict, "sim.error_camera")
	}
	return nil, nil
}

type which struct {
	Payment string `json:"payment"`
}

func (s *Server) stop(ctx context.Context, ask which) (any, error) {
	return s.till.Stop(ctx, ask.Payment)
}

type back struct {
	Payment string `json:"payment"`
	Amount  string `json:"amount"` // empty for all that is left

	Operator string `json:"operator"` // who gives it, where the terminal has operators
	PIN      string `json:"pin"`
}

func (s *Server) refund(ctx context.Context, ask back) (any, error) {
	fen := int64(0)
	if ask.Amount != "" {
		var err error
		if fen, err = parseYuan(ask.Amount); err != nil {
			return nil, err
		}
		if fen == 0 {
			return nil, refuse(http.StatusUnprocessableEntity, "sim.error_amount")
		}
	}
	return s.till.RefundBy(ctx, ask.Payment, fen, "demo", cmp.Or(ask.Operator, "sim"), ask.PIN, 0)
}

type pick struct {
	Scenario string `json:"scenario"`
	Value    int    `json:"value"` // of its parameter; 0 for the default
}

// show brings a fresh code to the customer's phone.
func (s *Server) show(_ context.Context, ask pick) (any, error) {
	code, err := s.wallet.show(ask.Scenario, ask.Value)
	return map[string]string{"code": code}, err
}

// hold holds the customer's phone to the scanner.
func (s *Server) hold(ctx context.Context, ask pick) (any, error) {
	code, err := s.wallet.hold(ask.Scenario, ask.Value)
	if err != nil {
		return nil, err
	}
	return s.scan(ctx, paperOrPhone{code})
}

type paperOrPhone struct {
	Code string `json:"code"`
}

// maxCode is how much a scanner sends of one code, in bytes.
const maxCode = 300

// scan holds anything to the scanner: a product, a receipt, another wallet's code.
func (s *Server) scan(_ context.Context, ask paperOrPhone) (any, error) {
	code := strings.TrimSpace(ask.Code)
	if code == "" || len(code) > maxCode || strings.ContainsAny(code, "\r\n") {
		return nil, refuse(http.StatusUnprocessableEntity, "sim.error_code")
	}
	return map[string]string{"code": code}, s.counter.Scan(code)
}

type verdict struct {
	Number string `json:"number"`
	Yes    bool   `json:"yes"`
}

// decide is the customer's yes or no on the phone.
func (s *Server) decide(_ context.Context, ask verdict) (any, error) {
	if ask.Yes {
		return nil, s.counter.Alipay.Ledger().Confirm(ask.Number)
	}
	return nil, s.counter.Alipay.Ledger().Decline(ask.Number)
}

type plug struct {
	Do string `json:"do"`
}

// power starts posd, ends it in order, or cuts its power.
func (s *Server) power(_ context.Context, ask plug) (any, error) {
	switch ask.Do {
	case "start":
		return nil, s.counter.Posd().Start()
	case "kill":
		return nil, s.counter.Posd().Kill()
	}
	return nil, refuse(http.StatusBadRequest, "sim.error_act")
}

// maxDigits of an amount before the point. Whether posd takes as much is its own affair.
const maxDigits = 9

// parseYuan reads what a cashier typed, like 12.50, 12.5 or 12, in fen.
func parseYuan(text string) (fen int64, err error) {
	yuan, cents, _ := strings.Cut(strings.TrimSpace(text), ".")
	if len(yuan) < 1 || len(yuan) > maxDigits || len(cents) > 2 {
		return 0, refuse(http.StatusUnprocessableEntity, "sim.error_amount")
	}
	digits, err := strconv.ParseUint(yuan+(cents + "00")[:2], 10, 62)
	if err != nil {
		return 0, refuse(http.StatusUnprocessableEntity, "sim.error_amount")
	}
	return int64(digits), nil
}

// yuanOf writes an amount of the API, which is in fen, as people read it.
func yuanOf(a counter.Amount) string {
	fen, err := strconv.ParseInt(a.Value, 10, 64)
	if err != nil {
		return a.Value
	}
	return yuan(fen)
}

func yuan(fen int64) string {
	sign := ""
	if fen < 0 {
		sign, fen = "-", -fen
	}
	whole, rest := strconv.FormatInt(fen/100, 10), strconv.FormatInt(fen%100+100, 10)
	return sign + whole + "." + rest[1:]
}
