package printertest_test

import (
	"testing"

	"posd/printer"
	"posd/printer/printertest"
)

// TestEveryKindHasAnExample, so that a new kind of document cannot escape the tests.
func TestEveryKindHasAnExample(t *testing.T) {
	t.Parallel()
	seen := map[printer.Kind]bool{}
	for _, r := range printertest.Documents() {
		seen[r.Kind] = true
	}
	for _, k := range printer.Kinds() {
		if !seen[k] {
			t.Errorf("kind %d has no example", k)
		}
	}
}
