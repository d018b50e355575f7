package page

import (
	"errors"
	"net/http"

	"posd/configs/words"
	"posd/daemon/cmd/possim/counter"
	"posd/drivers/drivertest"
	"posd/payment/alipay/alipaytest"
)

// refusal is what a person who pressed something is told.
type refusal struct {
	status int
	key    words.Key
}

// Error implements error.
func (r *refusal) Error() string { return words.Text(words.En, r.key) }

func refuse(status int, key words.Key) *refusal { return &refusal{status, key} }

// failure is an error as the page reads it.
type failure struct {
	Code string        `json:"code"`
	Text counter.Words `json:"text"`
	Hint counter.Words `json:"hint"`
}

// fail writes err: what posd refused in posd's own words, what is known here in ours.
func fail(w http.ResponseWriter, err error) {
	status, told := failureOf(err)
	answer(w, status, struct {
		Error failure `json:"error"`
	}{told})
}

func failureOf(err error) (int, failure) {
	if said, ok := errors.AsType[*counter.Refusal](err); ok {
		return said.Status, failure{said.Code, said.Message, said.Hint}
	}
	if own, ok := errors.AsType[*refusal](err); ok {
		return own.status, failure{Code: string(own.key), Text: both(own.key)}
	}
	for _, known := range []struct {
		err error
		own *refusal
	}{
		{drivertest.ErrPulled, refuse(http.StatusConflict, "sim.error_scanner")},
		{alipaytest.ErrScenario, refuse(http.StatusUnprocessableEntity, "sim.error_scenario")},
		{alipaytest.ErrNotFound, refuse(http.StatusConflict, "sim.error_buyer")},
		{alipaytest.ErrNotPaid, refuse(http.StatusConflict, "sim.error_buyer")},
		{counter.ErrNotAnswering, refuse(http.StatusServiceUnavailable, "sim.error_posd")},
	} {
		if errors.Is(err, known.err) {
			return failureOf(known.own)
		}
	}
	return http.StatusInternalServerError, failure{Code: "internal", Text: counter.Words{Zh: err.Error(), En: err.Error()}}
}

// both returns a phrase in both languages.
func both(key words.Key, args ...any) counter.Words {
	zh, en := words.Both(key, args...)
	return counter.Words{Zh: zh, En: en}
}
