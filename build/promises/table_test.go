package promises

import (
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
)

// repository is the root of the tree, seen from this package's folder.
const repository = "../.."

// TestEveryPromiseIsHeldByATestThatExists.
func TestEveryPromiseIsHeldByATestThatExists(t *testing.T) {
	t.Parallel()
	rows, err := Parse(table)
	if err != nil {
		t.Fatal(err)
	}
	found := map[Test]bool{}
	tree := os.DirFS(repository)
	err = fs.WalkDir(tree, ".", func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(file, "_test.go") {
			if d != nil && d.IsDir() && file == "build/out" {
				return fs.SkipDir
			}
			return err
		}
		source, err := fs.ReadFile(tree, file)
		if err != nil {
			return err
		}
		return Tests(found, file, source)
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range Check(rows, func(test Test) bool { return found[test] }) {
		t.Error(line)
	}
}

// TestTheTableCanFail in each of its ways.
func TestTheTableCanFail(t *testing.T) {
	t.Parallel()
	whole := func(change func(rows []Row) []Row) []string {
		var rows []Row
		for n := range Last {
			rows = append(rows, Row{Number: n + 1, Tests: []Test{{"a", "TestA"}}})
		}
		return Check(change(rows), func(test Test) bool { return test == Test{"a", "TestA"} })
	}
	for want, change := range map[string]func([]Row) []Row{
		"":                         func(rows []Row) []Row { return rows },
		"promise 28 is missing":    func(rows []Row) []Row { return rows[:Last-1] },
		"promise 1 is there twice": func(rows []Row) []Row { return append(rows, rows[0]) },
		"promise 3 is held by nothing": func(rows []Row) []Row {
			rows[2].Tests = nil
			return rows
		},
		"promise 4: b has no test TestA": func(rows []Row) []Row {
			rows[3].Tests = []Test{{"b", "TestA"}}
			return rows
		},
	} {
		got := whole(change)
		if want == "" && len(got) > 0 || want != "" && (len(got) != 1 || !strings.HasPrefix(got[0], want)) {
			t.Errorf("%q: got %q", want, got)
		}
	}
}

func TestRowsAreRead(t *testing.T) {
	t.Parallel()
	rows, err := Parse("| no. | x | y |\n| 7 | a | p/q: TestA, TestB; r: TestC; the moon: not yet, waits for a rocket |\n")
	want := []Test{{"p/q", "TestA"}, {"p/q", "TestB"}, {"r", "TestC"}}
	if err != nil || len(rows) != 1 || rows[0].Number != 7 || !slices.Equal(rows[0].Tests, want) || len(rows[0].Open) != 1 {
		t.Errorf("%+v, %v", rows, err)
	}
	for _, bad := range []string{"| x | a | p: TestA |", "| 7 | a | p: test |", "| 7 | a | later |", "| 7 | a |"} {
		if _, err := Parse(bad); err == nil {
			t.Errorf("%q is a row", bad)
		}
	}
}
