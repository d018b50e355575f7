// Command cut makes the bitmap font of package glyph from the free fonts it is
// cut from: go run ./cut FILE.
package main

import (
	"context"
	"fmt"
	"os"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "cut: usage: cut FILE")
		os.Exit(2)
	}
	if err := run(context.Background(), os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "cut:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, path string) error {
	thai, err := fetchThai(ctx)
	if err != nil {
		return err
	}
	emoji, err := fetchEmoji(ctx)
	if err != nil {
		return err
	}
	b, err := build(thai, emoji)
	if err != nil {
		return err
	}
	return os.WriteFile(path, b, 0o644) //nolint:gosec // a source file like others
}
