package payment_test

import (
	"strings"
	"testing"

	"posd/payment"
)

// because names what asks for a transition: P promises, M money rules. The first line that fits is taken; an event of "" fits every
// event, and a note of "" every note.
type because struct {
	event, note, source string
}

// sources says for each state where what is done in it comes from. It is written from the rules, not from the code.
func sources(s payment.State) []because {
	switch s {
	case payment.StateNone:
		return []because{{"create", "", "P1"}}
	case payment.StateCreated:
		return []because{{"code", "", "P1 M1"}, {"present", "", "P1 M1"}, {"stop", "", "P7"}, {"restart", "", "P4 P8"}}
	case payment.StateSending:
		return []because{
			{"stop", "", "P7 M5"},
			{"restart", "", "P4 P8"},
			{"answer confirming", "a code to show, Stop", "P7 M5"},
			{"answer confirming", "a code to show", "P11 M4"},
			{"answer refused", "a code to show", "P2"},
			{"answer not_sent", "", "P2 P10"},
			{"answer", "a code to show", "P7 P10"},
			{"answer paid", "", "P3 P11 M2"},
			{"answer refused", "", "P2 M8"},
			{"answer unknown", "Stop", "P7 M5"},
			{"answer confirming", "Stop", "P7 M5"},
			{"answer done", "Stop", "P7 M5"},
			{"answer closed", "Stop", "P7 M5"},
			{"answer not_found", "Stop", "P7 M5"},
			{"answer confirming", "", "M4"},
			{"answer not_sent", "", "P2 P10"},
			{"answer", "", "P10 M3"},
		}
	case payment.StatePresented, payment.StateConfirming, payment.StateUnknown:
		return []because{
			{"stop", "", "P7 M5"},
			{"restart", "", "P4 P7"},
			{"wake", "", "M4"},
			{"answer paid", "", "P7 M2"},
			{"answer closed", "", "P2 M6"},
			{"answer", "no code to show", "P7 P10"},
			{"answer", "last query", "P7 M4"},
			{"answer", "Stop", "P7 M5"},
			{"answer not_found", "", "M7"},
			{"answer confirming", "", "M4"},
			{"answer", "", "P10 M3"},
		}
	case payment.StateCancelling:
		return []because{
			{"answer done", "money found", "P6 P7"}, {"answer done", "number seen", "P2 M5"}, {"answer done", "", "P6"}, {"answer refused", "", "P7 M6"}, {"", "", "P5 M5"},
		}
	case payment.StateQuerying:
		return []because{
			{"answer paid", "", "P7 M6"}, {"answer closed", "", "P7"}, {"", "last query", "P5"}, {"", "", "P7"},
		}
	case payment.StateWatched:
		return []because{
			{"answer paid", "window over", "P6 P27 M6"}, {"answer paid", "", "P6 P7"}, {"answer not_found", "", "P6 M7"}, {"", "", "P6"},
		}
	case payment.StateUnresolved:
		return []because{
			{"answer paid", "window over", "P7 P27 M6"},
			{"answer paid", "to query", "P7"},
			{"answer done", "to cancel", "P5 P6"},
			{"answer refused", "seen paid", "P7 P27 M6"},
			{"", "", "P4 P5"},
		}
	case payment.StateRefunding:
		return []because{{"answer refused", "", "P5 P7"}, {"", "", "P27 M9"}}
	case payment.StatePaid:
		return []because{{"restart", "", "P4 P27"}, {"answer not_sent", "", "P10 P27"}, {"", "", "P27 M9"}}
	case payment.StateRefused, payment.StateNotSent, payment.StateCancelled, payment.StateRefunded:
	}
	return nil
}

// source returns what asks for what is done on an event, or "" if nothing does.
func source(s payment.State, event, note string) string {
	for _, b := range sources(s) {
		if strings.HasPrefix(event, b.event) && strings.Contains(note, b.note) {
			return b.source
		}
	}
	return ""
}

// TestEveryTransitionHasASource: what no promise and no rule asks for is not done.
func TestEveryTransitionHasASource(t *testing.T) {
	t.Parallel()
	for s := payment.StateNone; s <= payment.StateRefunded; s++ {
		for _, line := range transitions(s) {
			if strings.Contains(line, "[]") {
				t.Errorf("nothing asks for it: %s", line)
			}
		}
	}
}
