package main

import (
	_ "embed"
	"errors"
	"fmt"
	"strings"
)

//go:embed survivors.txt
var survivorsText string

// readSurvivors returns why each listed change may live. A line names the change, as mutant.key writes it, and is followed by
// indented lines with the reason. Several changes may share one reason.
func readSurvivors(text string) (map[string]string, error) {
	why := map[string]string{}
	var keys []string
	var reason []string
	closeEntry := func() error {
		for _, k := range keys {
			if len(reason) == 0 {
				return fmt.Errorf("%s: no reason is given", k)
			}
			if why[k] != "" {
				return fmt.Errorf("%s is listed twice", k)
			}
			why[k] = strings.Join(reason, " ")
		}
		keys, reason = nil, nil
		return nil
	}
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		switch {
		case strings.TrimSpace(line) == "" || line[0] == '#':
		case line[0] == ' ' || line[0] == '\t':
			if len(keys) == 0 {
				return nil, errors.New("a reason without a change: " + line)
			}
			reason = append(reason, strings.TrimSpace(line))
		default:
			if len(reason) > 0 {
				if err := closeEntry(); err != nil {
					return nil, err
				}
			}
			keys = append(keys, line)
		}
	}
	return why, closeEntry()
}
