package main

import (
	"cmp"
	"context"
	"debug/buildinfo"
	"debug/elf"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
)

// studySize weighs the binary as it is shipped, and says what each module brings into it.
func studySize(_ context.Context, o options) ([]row, error) {
	info, err := os.Stat(o.arm64)
	if err != nil {
		return nil, err
	}
	build, err := buildinfo.ReadFile(o.arm64)
	if err != nil {
		return nil, err
	}
	modules := []string{build.Main.Path}
	for _, m := range build.Deps {
		modules = append(modules, m.Path)
	}
	shares, err := readShares(o.symbols, modules)
	if err != nil {
		return nil, err
	}
	return []row{{
		figure: "binary, stripped, arm64", measured: mb(info.Size()), target: "<= 18 MB", verdict: judge(info.Size() <= 18e6),
		note: "Of it: " + listShares(shares, info.Size()) + ". By the symbols of the same build unstripped.",
	}}, nil
}

// Shares of what belongs to no module.
const (
	shareStd    = "standard library"
	shareLines  = "line and stack tables of all"
	shareShared = "types and strings of all"
)

// lineTables is the section that says which line and which pointers belong to each instruction.
const lineTables = ".gopclntab"

// readShares sums up by module what the symbols of a program take in its file.
func readShares(path string, modules []string) (map[string]int64, error) {
	program, err := elf.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = program.Close() }() // only read
	symbols, err := program.Symbols()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	shares := map[string]int64{}
	if s := program.Section(lineTables); s != nil {
		shares[shareLines] = int64(s.Size) //nolint:gosec // it lies inside the file
	}
	for _, y := range symbols {
		if int(y.Section) >= len(program.Sections) {
			continue // absolute or undefined
		}
		if s := program.Sections[y.Section]; s.Type == elf.SHT_PROGBITS && s.Name != lineTables {
			shares[moduleOf(y.Name, modules)] += int64(y.Size) //nolint:gosec // it lies inside the file
		}
	}
	return shares, nil
}

// moduleOf returns the module that a symbol comes from.
func moduleOf(symbol string, modules []string) string {
	path := packageOf(symbol)
	if path == "" {
		return shareShared
	}
	best := ""
	for _, m := range modules {
		if (path == m || strings.HasPrefix(path, m+"/")) && len(m) > len(best) {
			best = m
		}
	}
	return cmp.Or(best, shareStd)
}

// packageOf returns the import path in a symbol's name, such as "net/http.(*Server).Serve"; "main." is the command's own.
func packageOf(symbol string) string {
	if strings.HasPrefix(symbol, "type:") || strings.HasPrefix(symbol, "go:") || strings.HasPrefix(symbol, "$") {
		return ""
	}
	name, _, _ := strings.Cut(symbol, "[") // arguments of a generic function have paths too
	slash := strings.LastIndexByte(name, '/')
	dot := strings.IndexByte(name[slash+1:], '.')
	if dot < 0 {
		return ""
	}
	path := strings.ReplaceAll(name[:slash+1+dot], "%2e", ".")
	if path == "main" {
		return "posd"
	}
	return path
}

// smallShare is below what a share is worth a name, in bytes.
const smallShare = 10e3

// listShares writes the shares, the largest first, and what of the file is in none.
func listShares(shares map[string]int64, whole int64) string {
	names := slices.SortedFunc(maps.Keys(shares), func(a, b string) int {
		return cmp.Or(cmp.Compare(shares[b], shares[a]), cmp.Compare(a, b))
	})
	parts := make([]string, 0, len(names)+1)
	rest := whole
	for _, n := range names {
		if shares[n] >= smallShare {
			parts = append(parts, fmt.Sprintf("%s %.2f MB", n, float64(shares[n])/1e6))
			rest -= shares[n]
		}
	}
	return strings.Join(append(parts, fmt.Sprintf("the rest %.2f MB", float64(rest)/1e6)), ", ")
}
