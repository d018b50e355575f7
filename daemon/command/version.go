package command

import (
	"context"
	"encoding/json"
	"fmt"
	"runtime"
)

func version(_ context.Context, inv *invocation) error {
	if _, err := inv.parse(0, 0); err != nil {
		return err
	}
	if inv.json {
		return json.NewEncoder(inv.Stdout).Encode(map[string]string{
			"version": inv.Version, "committed": inv.Committed, "go": runtime.Version(), "board": runtime.GOOS + "/" + runtime.GOARCH,
		})
	}
	fmt.Fprintf(inv.Stdout, "posd %s (%s, %s/%s)\n", inv.Version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return nil
}
