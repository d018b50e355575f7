package admin

import (
	"context"
	"errors"
	"net/http"
	"time"

	"posd/configs/words"
	"posd/daemon/bills"
	"posd/daemon/book"
	"posd/daemon/clock"
	"posd/daemon/drawer"
	"posd/daemon/staff"
	"posd/daemon/till"
	"posd/payment"
)

// ErrNoReceipt says that a payment has nothing to print: it is not paid.
var ErrNoReceipt = errors.New("nothing to print for this payment")

// Errors of New, Serve and the helpers around them.
var (
	// ErrParts says that New was given too little to work with.
	ErrParts = errors.New("a part is missing")
	// ErrToken says that a token file cannot be trusted.
	ErrToken = errors.New("token file refused")
	// ErrSocket says that the path of the unix socket cannot be used.
	ErrSocket = errors.New("socket refused")
)

// refusal is an error as a client reads it: a status, a stable code whose words are "admin.error.<code>" and the same key with
// "_hint", and what is known beyond them.
type refusal struct {
	status  int
	code    string
	say     words.Message // replaces the code's own words; zero otherwise
	hint    words.Message // replaces the code's own hint; zero otherwise
	detail  string        // for whoever writes the client; never anything secret
	payment payment.ID
}

// Error implements error.
func (r *refusal) Error() string {
	if r.detail != "" {
		return r.code + ": " + r.detail
	}
	return r.code
}

func refuse(status int, code, detail string) *refusal {
	return &refusal{status: status, code: code, detail: detail}
}

// refusals gives each error of the layers below its status and code. The first that matches counts.
var refusals = []struct {
	is     error
	status int
	code   string
	tell   bool // the error's text helps the client's author
}{
	{payment.ErrAmount, http.StatusUnprocessableEntity, "amount", true},
	{payment.ErrOrder, http.StatusUnprocessableEntity, "order", true},
	{payment.ErrKeyReused, http.StatusUnprocessableEntity, "key_reused", false},
	{payment.ErrCodeUsed, http.StatusConflict, "code_used", false},
	{payment.ErrShowsNone, http.StatusConflict, "shows_none", false},
	{payment.ErrRefund, http.StatusConflict, "refund", true},
	{payment.ErrState, http.StatusConflict, "state", true},
	{payment.ErrUnknownPayment, http.StatusNotFound, "unknown_payment", false},
	{clock.ErrImpossible, http.StatusUnprocessableEntity, "clock_time", true},
	{clock.ErrVouched, http.StatusConflict, "clock_vouched", true},
	{ErrNoReceipt, http.StatusConflict, "no_receipt", false},
	{ErrNoTemplate, http.StatusConflict, "no_template", false},
	{ErrTemplateChanged, http.StatusConflict, "template_changed", false},
	{ErrNotSaved, http.StatusServiceUnavailable, "not_saved", true},
	{staff.ErrPIN, http.StatusForbidden, "pin", false},
	{staff.ErrPINNeeded, http.StatusForbidden, "pin_needed", false},
	{staff.ErrSignOn, http.StatusForbidden, "sign_on", false},
	{staff.ErrRole, http.StatusForbidden, "role", false},
	{staff.ErrReason, http.StatusUnprocessableEntity, "reason", false},
	{drawer.ErrReason, http.StatusUnprocessableEntity, "reason", true},
	{staff.ErrShift, http.StatusConflict, "no_shift", false},
	{staff.ErrUnknown, http.StatusNotFound, "no_operator", false},
	{staff.ErrTaken, http.StatusConflict, "operator_taken", false},
	{staff.ErrOperator, http.StatusUnprocessableEntity, "operator", true},
	{book.ErrDay, http.StatusUnprocessableEntity, "no_day", true},
	{book.ErrNoReport, http.StatusNotFound, "no_report", false},
	{bills.ErrUnknown, http.StatusNotFound, "no_gap", false},
	{bills.ErrNoSource, http.StatusConflict, "bill_source", false},
	{bills.ErrNoBill, http.StatusNotFound, "no_bill", false},
	{bills.ErrFetch, http.StatusBadGateway, "bill_fetch", true},
	{bills.ErrText, http.StatusUnprocessableEntity, "explain", false},
	{bills.ErrPart, http.StatusUnprocessableEntity, "reconcile", true},
	{payment.ErrNotReady, http.StatusServiceUnavailable, "not_ready", true},
	{payment.ErrStore, http.StatusServiceUnavailable, "journal", false},
	{payment.ErrStopped, http.StatusServiceUnavailable, "stopping", false},
	{context.Canceled, http.StatusServiceUnavailable, "stopping", false},
	{context.DeadlineExceeded, http.StatusServiceUnavailable, "busy", false},
}

// refusalOf turns any error into what a client reads. What nobody foresaw is "internal" and says nothing.
func refusalOf(err error) *refusal {
	if r, ok := errors.AsType[*refusal](err); ok {
		return r
	}
	if busy, ok := errors.AsType[*till.BusyError](err); ok {
		return &refusal{status: http.StatusConflict, code: "till_busy", payment: busy.ID}
	}
	if not, ok := errors.AsType[*till.NotReadyError](err); ok {
		return &refusal{status: http.StatusServiceUnavailable, code: "not_ready", say: not.Why, hint: not.Do}
	}
	if foreign, ok := errors.AsType[*till.NotACodeError](err); ok {
		return &refusal{status: http.StatusUnprocessableEntity, code: "payment_code", say: foreign.What}
	}
	if wrong, ok := errors.AsType[TemplateError](err); ok {
		return refuse(http.StatusUnprocessableEntity, "template", wrong.Error())
	}
	if wait, ok := errors.AsType[*staff.WaitError](err); ok {
		return &refusal{
			status: http.StatusTooManyRequests, code: "pin_wait", hint: words.Say("admin.error.pin_wait_hint", int(wait.Wait/time.Second)+1),
		}
	}
	for _, known := range refusals {
		if !errors.Is(err, known.is) {
			continue
		}
		r := refuse(known.status, known.code, "")
		if known.tell {
			r.detail = err.Error()
		}
		return r
	}
	return refuse(http.StatusInternalServerError, "internal", "")
}
