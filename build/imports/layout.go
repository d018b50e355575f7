package imports

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// maxLines is the longest Go file; a longer one hides a noun that wants a file of its own.
const maxLines = 500

// topFolders are the only folders at the root, dot folders aside.
func topFolders() []string {
	return []string{"build", "configs", "daemon", "display", "drivers", "payment", "printer"}
}

// CheckLayout returns a line for each folder or file that is not where, or as, the house wants it.
func CheckLayout(tree Tree) []string {
	var broken []string
	for _, folder := range tree.TopFolders {
		if !slices.Contains(topFolders(), folder) {
			broken = append(broken, folder+"/ lies at the top: the folders there are fixed, packages go below them")
		}
	}
	bubbles := bubbling(tree)
	for _, f := range tree.Files {
		if strings.HasSuffix(f.Path, ".go") && f.Lines() > maxLines {
			broken = append(broken, fmt.Sprintf("%s has %d lines, more than %d: is there a missing noun?", f.Path, f.Lines(), maxLines))
		}
		if f.Test && f.Package != "" && bytes.Contains(f.Text, []byte("time.Sleep(")) && !bubbles[f.Package] {
			broken = append(broken, f.Path+" sleeps outside a synctest bubble: wait on an event")
		}
	}
	return broken
}

// bubbling returns the packages whose tests run in virtual time: a helper in one of their files may open the bubble for all.
func bubbling(tree Tree) map[string]bool {
	bubbles := map[string]bool{}
	for _, f := range tree.Files {
		if f.Test && slices.Contains(f.Imports, "testing/synctest") {
			bubbles[f.Package] = true
		}
	}
	return bubbles
}

// forbiddenText is what no file may hold.
type forbiddenText struct {
	pattern *regexp.Regexp
	why     string
}

// CheckText returns a line for each place that names the machine the work was done on.
// Extra strings, such as the host of the module proxy in use, may not occur either.
func CheckText(tree Tree, extra ...string) []string {
	forbidden := []forbiddenText{
		{regexp.MustCompile(`(?m)(?:^|[\s"'=(:,` + "`" + `])/(?:root|home|Users|work|workspace)/[\w.]`), "a path of one person's machine"},
		{regexp.MustCompile(`proxy\.golang\.org|goproxy\.[a-z]+`), "a module proxy's host: which one to ask is the machine's business"},
	}
	for _, s := range extra {
		forbidden = append(forbidden, forbiddenText{regexp.MustCompile(regexp.QuoteMeta(s)), "a host or path of this machine"})
	}
	var broken []string
	for _, f := range tree.Files {
		for _, bad := range forbidden {
			if at := bad.pattern.FindIndex(f.Text); at != nil {
				line := 1 + bytes.Count(f.Text[:at[0]+1], []byte("\n"))
				broken = append(broken, fmt.Sprintf("%s:%d holds %s", f.Path, line, bad.why))
			}
		}
	}
	return broken
}
