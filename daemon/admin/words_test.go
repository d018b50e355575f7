package admin

import (
	"testing"

	"posd/configs/words"
)

// TestEveryRefusalHasWords holds the codes against the catalogue.
func TestEveryRefusalHasWords(t *testing.T) {
	t.Parallel()
	codes := []string{
		"amount", "busy", "clock_time", "clock_vouched", "code_used", "content_type", "currency", "explain", "final", "host", "internal",
		"journal", "json", "key", "key_reused", "method", "no_gap", "no_receipt", "not_found", "not_ready", "order", "origin", "payment_code",
		"query", "reconcile", "refund", "socket_only", "state",
		"stopping", "streams", "text", "till_busy", "token", "too_large", "unknown_payment",
	}
	for _, known := range refusals {
		codes = append(codes, known.code)
	}
	for _, code := range codes {
		for _, key := range []words.Key{words.Key("admin.error." + code), words.Key("admin.error." + code + "_hint")} {
			if !words.Has(key) {
				t.Errorf("%s has no words", key)
			}
		}
	}
}
