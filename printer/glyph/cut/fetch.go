package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// The module in whose examples Noto Sans Thai comes. It is no dependency of
// posd: it is fetched when the glyphs are cut, and go checks its sum.
const (
	thaiModule = "github.com/hajimehoshi/ebiten/v2@v2.8.6"
	thaiFile   = "examples/texti18n/NotoSansThai-Regular.ttf"
)

// fetchThai returns the bytes of Noto Sans Thai. env is added to that of the go
// command.
func fetchThai(ctx context.Context, env ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, "go", "mod", "download", "-json", thaiModule)
	cmd.Env = append(os.Environ(), env...)
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%s: %w: %s", thaiModule, err, out)
	}
	var module struct{ Dir string }
	if err := json.Unmarshal(out, &module); err != nil {
		return nil, err
	}
	return os.ReadFile(filepath.Join(module.Dir, thaiFile))
}
