package promises

import (
	_ "embed"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"regexp"
	"strconv"
	"strings"
)

//go:embed promises.md
var table string

// Last is the number of the last promise; the first is 1.
const Last = 28

// Row is one promise.
type Row struct {
	Number int
	Tests  []Test
	Open   []string // what is not held yet, each with what it waits for
}

// Test names one test function.
type Test struct{ Dir, Name string }

var (
	errRow   = errors.New("not a row of the table")
	row      = regexp.MustCompile(`^\| (\d+) \| [^|]+ \| ([^|]+) \|$`)
	testName = regexp.MustCompile(`^Test[A-Z]\w*$`)
	open     = regexp.MustCompile(`: not yet, waits for .+$`)
)

// Parse reads the rows of the table. The error tells every line that is none.
func Parse(text string) (rows []Row, err error) {
	for i, line := range strings.Split(text, "\n") {
		if !strings.HasPrefix(line, "| ") || strings.HasPrefix(line, "| no.") {
			continue
		}
		r, fault := parseRow(line)
		if fault != nil {
			err = errors.Join(err, fmt.Errorf("line %d: %w", i+1, fault))
			continue
		}
		rows = append(rows, r)
	}
	return rows, err
}

func parseRow(line string) (Row, error) {
	m := row.FindStringSubmatch(line)
	if m == nil {
		return Row{}, errRow
	}
	number, err := strconv.Atoi(m[1])
	if err != nil {
		return Row{}, err
	}
	r := Row{Number: number}
	for part := range strings.SplitSeq(m[2], "; ") {
		if open.MatchString(part) {
			r.Open = append(r.Open, part)
			continue
		}
		dir, names, _ := strings.Cut(part, ": ")
		for name := range strings.SplitSeq(names, ", ") {
			if !testName.MatchString(name) {
				return r, fmt.Errorf("%w: %q is no test", errRow, name)
			}
			r.Tests = append(r.Tests, Test{Dir: dir, Name: name})
		}
	}
	return r, nil
}

// Check returns a line for each fault of the rows: a number that is missing or there twice, a promise that nothing holds, a test
// that exists says does not exist.
func Check(rows []Row, exists func(Test) bool) (faults []string) {
	seen := map[int]bool{}
	for _, r := range rows {
		if seen[r.Number] || r.Number < 1 || r.Number > Last {
			faults = append(faults, fmt.Sprintf("promise %d is there twice, or is none", r.Number))
		}
		seen[r.Number] = true
		if len(r.Tests) == 0 && len(r.Open) == 0 {
			faults = append(faults, fmt.Sprintf("promise %d is held by nothing", r.Number))
		}
		for _, t := range r.Tests {
			if !exists(t) {
				faults = append(faults, fmt.Sprintf("promise %d: %s has no test %s", r.Number, t.Dir, t.Name))
			}
		}
	}
	for n := 1; n <= Last; n++ {
		if !seen[n] {
			faults = append(faults, fmt.Sprintf("promise %d is missing", n))
		}
	}
	return faults
}

// Tests adds the tests of one source file to found.
func Tests(found map[Test]bool, file string, source []byte) error {
	parsed, err := parser.ParseFile(token.NewFileSet(), file, source, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	for _, d := range parsed.Decls {
		if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && testName.MatchString(f.Name.Name) {
			found[Test{path.Dir(file), f.Name.Name}] = true
		}
	}
	return nil
}
