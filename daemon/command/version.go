package command

import (
	"context"
	"fmt"
	"runtime"
)

func version(_ context.Context, inv *invocation) error {
	if _, err := inv.parse(0, 0); err != nil {
		return err
	}
	board := runtime.GOOS + "/" + runtime.GOARCH
	if inv.json {
		return inv.tell(map[string]string{
			"version": inv.Version, "committed": inv.Committed, "go": runtime.Version(), "board": board,
		})
	}
	fmt.Fprintf(inv.Stdout, "posd %s (%s, %s)\n", inv.Version, runtime.Version(), board)
	return nil
}
