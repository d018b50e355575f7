//go:build witness

package model_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestWitnessTheModelHolds lets Spin look through every state of the model, and every path of it without faults.
func TestWitnessTheModelHolds(t *testing.T) {
	t.Parallel()
	for name, p := range map[string]property{"safety": safety, "liveness": liveness} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			said := p.check(t, "", "-O1")
			t.Log(counts(said))
			if !strings.Contains(said, "errors: 0") || strings.Contains(said, "max search depth too small") {
				t.Error(said)
			}
			if name == "safety" && !strings.Contains(said, "unreached in proctype terminal\n\t(0 of") {
				t.Errorf("the terminal of the model does not do all that it could:\n%s", said)
			}
		})
	}
}

// TestWitnessTheModelCanFail makes each mistake that the model names, and Spin has to find it.
func TestWitnessTheModelCanFail(t *testing.T) {
	t.Parallel()
	found := map[string]property{
		"ASKS_FOR_EVER":                    liveness,
		"CANCEL_BESIDE_PAY":                safety,
		"CANCEL_IS_A_FENCE":                safety,
		"CANCEL_IS_FORGOTTEN":              liveness,
		"CANCEL_WITHOUT_RECORD":            safety,
		"CUT_MEANS_UNSENT":                 safety,
		"LATE_PAYMENT_IS_KEPT":             safety,
		"NOT_FOUND_IS_FAILED":              safety,
		"PAID_SHOWN_FIRST":                 safety,
		"PAY_AGAIN":                        safety,
		"REFUND_WITHOUT_ANSWER_IS_DONE":    safety,
		"REFUND_WITHOUT_ANSWER_IS_REFUSED": safety,
		"REFUSED_CANCEL_IS_DONE":           safety,
		"SECOND_ATTEMPT_TOO_EARLY":         safety,
		"SILENT_GIVING_UP":                 safety,
		"UNKNOWN_IS_FAILED":                safety,
		"WATCH_ENDS_EARLY":                 safety,
	}
	for _, mistake := range mistakes(t) {
		p, known := found[mistake]
		if !known {
			t.Errorf("nobody expects Spin to find %s", mistake)
			continue
		}
		t.Run(mistake, func(t *testing.T) {
			t.Parallel()
			if said := p.check(t, mistake, "-O0"); !strings.Contains(said, "errors: 1") {
				t.Errorf("Spin does not find it:\n%s", said)
			}
		})
	}
}

// mistakes lists what the model can be told to do wrong.
func mistakes(t *testing.T) []string {
	t.Helper()
	text, err := os.ReadFile("sale.pml")
	if err != nil {
		t.Fatal(err)
	}
	named := map[string]bool{}
	var all []string
	for _, m := range regexp.MustCompile(`(?m)^#ifn?def ([A-Z_]+)$`).FindAllStringSubmatch(string(text), -1) {
		if m[1] != "CUTS" && !named[m[1]] {
			named[m[1]] = true
			all = append(all, m[1])
		}
	}
	if len(all) < 10 {
		t.Fatalf("the model names %d mistakes only", len(all))
	}
	return all
}

// property is what a verifier is built and run for.
type property struct {
	build, run []string
}

var (
	safety   = property{[]string{"-DNOCLAIM", "-DSAFETY"}, []string{"-m400000"}}
	liveness = property{[]string{"-DNFAIR=3"}, []string{"-a", "-f", "-m400000", "-N", "ends"}}
)

// check generates, builds and runs a verifier, and returns what it said.
func (p property) check(t *testing.T, mistake, optimise string) string {
	t.Helper()
	model, err := filepath.Abs("sale.pml")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	generate := []string{"-a", model}
	if mistake != "" {
		generate = append([]string{"-D" + mistake}, generate...)
	}
	run(t, dir, "spin", generate...)
	run(t, dir, "gcc", append([]string{optimise, "-w", "-DMEMLIM=2000", "-o", "pan", "pan.c"}, p.build...)...)
	return run(t, dir, filepath.Join(dir, "pan"), p.run...)
}

func run(t *testing.T, dir, program string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), program, args...)
	cmd.Dir = dir
	said, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s %q: %v\n%s", program, args, err, said)
	}
	return string(said)
}

// counts picks the lines that tell how much was looked through.
func counts(said string) string {
	return strings.Join(regexp.MustCompile(`(?m)^.*(errors: |states, stored|transitions ).*$`).FindAllString(said, -1), "\n")
}
