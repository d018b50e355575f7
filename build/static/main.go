// Command static checks that the files `make build` made are what technicians are promised:
// one stripped, static program for the board its name says, with no path of the machine it was built on.
//
// Usage: static FILE..., each named posd-linux-{amd64,arm64,armv7,armv6} or posrelay-linux-{amd64,arm64}. It prints a line
// per file with its size and fails if one is not as promised.
package main

import (
	"debug/buildinfo"
	"debug/elf"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

func main() {
	if err := run(os.Stdout, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "static: error:", err)
		os.Exit(1)
	}
}

// run checks every file and reports all that is wrong at once.
func run(w io.Writer, files []string) error {
	var errs []error
	for _, name := range files {
		faults := check(name)
		for _, fault := range faults {
			errs = append(errs, fmt.Errorf("%s: %w", name, fault))
		}
		if len(faults) > 0 {
			continue
		}
		info, err := os.Stat(name)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		fmt.Fprintf(w, "%s  %.1f MB\n", name, float64(info.Size())/1e6)
	}
	return errors.Join(errs...)
}

// check returns what is wrong with one file.
func check(name string) []error {
	program, err := elf.Open(name)
	if err != nil {
		return []error{err}
	}
	defer func() { _ = program.Close() }() // only read
	info, err := buildinfo.ReadFile(name)
	if err != nil {
		return []error{err}
	}
	settings := make(map[string]string)
	for _, s := range info.Settings {
		settings[s.Key] = s.Value
	}
	return append(checkLinking(program), checkSettings(filepath.Base(name), settings)...)
}

// checkLinking wants no dynamic loader and no symbol table.
func checkLinking(program *elf.File) []error {
	var faults []error
	for _, p := range program.Progs {
		if p.Type == elf.PT_INTERP {
			faults = append(faults, errors.New("asks for a dynamic loader"))
		}
	}
	if program.Section(".symtab") != nil {
		faults = append(faults, errors.New("is not stripped"))
	}
	return faults
}

// checkSettings wants the board that the name says, cgo off and paths trimmed.
func checkSettings(base string, settings map[string]string) []error {
	want := map[string]string{"GOOS": "linux", "CGO_ENABLED": "0", "-trimpath": "true"}
	board := strings.TrimPrefix(strings.TrimPrefix(base, "posd-linux-"), "posrelay-linux-")
	if arm, ok := strings.CutPrefix(board, "armv"); ok {
		want["GOARCH"], want["GOARM"] = "arm", arm
	} else {
		want["GOARCH"] = board
	}
	var faults []error
	for key, value := range want {
		if settings[key] != value {
			faults = append(faults, fmt.Errorf("built with %s=%q, want %q", key, settings[key], value))
		}
	}
	return faults
}
