package imports

import (
	"slices"
	"strings"
)

// module is the import path of the product's own packages.
const module = "posd"

// Set is a set of import paths.
type Set func(path string) bool

// exactly holds the given paths and nothing below them.
func exactly(paths ...string) Set {
	return func(path string) bool { return slices.Contains(paths, path) }
}

// under holds the given paths and everything below them.
func under(paths ...string) Set {
	return func(path string) bool {
		return slices.ContainsFunc(paths, func(p string) bool {
			return path == p || strings.HasPrefix(path, p+"/")
		})
	}
}

// but holds what s holds and t does not.
func (s Set) but(t Set) Set {
	return func(path string) bool { return s(path) && !t(path) }
}

// or holds what s or t holds.
func (s Set) or(t Set) Set {
	return func(path string) bool { return s(path) || t(path) }
}

// everything holds every path.
func everything(string) bool { return true }

// std holds Go's standard library: paths whose first element could be no host name.
func std(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return !strings.Contains(first, ".") && first != module && first != "C"
}

// fakes holds the product's packages made for tests: doubles, suites, simulated counterparts,
// and what lies below them. Their names end in test; selftest is a product's own.
func fakes(path string) bool {
	if !under(module)(path) {
		return false
	}
	for element := range strings.SplitSeq(path, "/") {
		if strings.HasSuffix(element, "test") && element != "selftest" {
			return true
		}
	}
	return false
}
