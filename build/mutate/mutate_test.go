package main

import (
	"go/parser"
	"go/token"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// TestFind: every change has a name of its own, every listed survivor is a change, and what is woven is Go.
func TestFind(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("reads what package payment imports from its sources")
	}
	f, err := find("../../payment")
	if err != nil {
		t.Fatal(err)
	}
	keys, kinds := map[string]bool{}, map[string]int{}
	for _, m := range f.mutants {
		if keys[m.key()] {
			t.Errorf("two changes are called %s", m.key())
		}
		keys[m.key()] = true
		kind, _, _ := strings.Cut(m.kind, " for ")
		kinds[kind]++
	}
	for _, kind := range []string{"negated", "dropped", "swapped", "one more", "doubled", "sign turned", "altered"} {
		if kinds[kind] == 0 {
			t.Errorf("nothing is %s", kind)
		}
	}
	for _, s := range f.sources {
		if _, err := parser.ParseFile(token.NewFileSet(), s.name, s.woven(), 0); err != nil {
			t.Errorf("woven: %v", err)
		}
	}
	allowed, err := readSurvivors(survivorsText)
	if err != nil {
		t.Fatal(err)
	}
	if err := stale(f.mutants, allowed); err != nil {
		t.Error(err)
	}
	if most := len(f.mutants) / 20; len(allowed) > most {
		t.Errorf("%d survivors are listed, and %d of %d may live", len(allowed), most, len(f.mutants))
	}
}

func TestReadSurvivors(t *testing.T) {
	t.Parallel()
	tests := []struct{ text, key, want, wrong string }{
		{"# words\n\na #1\nb #1\n  because\n  of that\nc #1\n  else\n", "b #1", "because of that", ""},
		{"a #1\n", "", "", "no reason is given"},
		{"a #1\n  x\na #1\n  y\n", "", "", "listed twice"},
		{"  x\n", "", "", "without a change"},
	}
	for _, tt := range tests {
		got, err := readSurvivors(tt.text)
		if (err != nil) != (tt.wrong != "") || err != nil && !strings.Contains(err.Error(), tt.wrong) || got[tt.key] != tt.want {
			t.Errorf("%q: %q, %v", tt.text, got, err)
		}
	}
}

func TestParse(t *testing.T) {
	t.Parallel()
	if o, err := parse([]string{"-sample", "20"}); err != nil || o.sample != 20 {
		t.Errorf("%+v, %v", o, err)
	}
	for _, args := range []string{"-sample 0", "all", "-what"} {
		if _, err := parse(strings.Fields(args)); err == nil {
			t.Errorf("%q is taken", args)
		}
	}
	all := []mutant{{id: 1}, {id: 2}, {id: 3}, {id: 4}}
	if n := len(choose(all, options{sample: 2})); n != 2 {
		t.Errorf("every second of four is %d", n)
	}
	if n := len(choose(all, options{sample: 1, only: []int{3}})); n != 1 {
		t.Errorf("one of four is %d", n)
	}
}

// TestASuiteThatHangsIsEnded, whether it sleeps or works, and one that fails or passes is not taken for it.
func TestASuiteThatHangsIsEnded(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("waits for some seconds")
	}
	for script, want := range map[string]string{"exec sleep 1000": "hangs: asleep: true", "exit 3": "exit status 3", "exit 0": ""} {
		err := runWatched(exec.CommandContext(t.Context(), "sh", "-c", script))
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: %v, want %q", script, err, want)
		}
	}
}

func TestParseStat(t *testing.T) {
	t.Parallel()
	line := "42 (a name) R 1) S 1 42 42 0 -1 4194304 100 0 0 0 250 50 0 0 20 0 1 0 12345 0 0"
	if state, used := parseStat([]byte(strings.Replace(line, "R 1) ", "", 1))); state != "S" || used != 3*time.Second {
		t.Errorf("%s, %v", state, used)
	}
	if state, used := parseStat([]byte("42 (x")); state != "" || used != 0 {
		t.Errorf("half a line: %s, %v", state, used)
	}
}
