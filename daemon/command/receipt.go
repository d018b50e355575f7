package command

import (
	"bytes"
	"context"
	"fmt"
	"image/png"
	"os"
	"slices"
	"strings"
	"time"

	"posd/daemon"
)

// receipt shows a document as it would be printed: posd receipt preview.
func receipt(_ context.Context, inv *invocation) error {
	kind := inv.flags.String("kind", "sale", inv.words("command.flag_kind", strings.Join(daemon.PreviewKinds(), ", ")))
	file := inv.flags.String("png", "", inv.words("command.flag_png"))
	args, err := inv.parse(1, 1)
	if err != nil {
		return err
	}
	if args[0] != "preview" || !slices.Contains(daemon.PreviewKinds(), *kind) {
		return inv.misuse(say("command.preview_what", strings.Join(daemon.PreviewKinds(), ", ")))
	}
	cfg, _, err := inv.open()
	if err != nil {
		return err
	}
	p, err := daemon.PreviewReceipt(cfg, *kind, time.Now())
	if err != nil {
		return explain(err)
	}
	if *file != "" {
		var picture bytes.Buffer
		if err := png.Encode(&picture, p.Picture); err != nil {
			return err
		}
		if err := os.WriteFile(*file, picture.Bytes(), 0o644); err != nil { //nolint:gosec // a picture to be shown around
			return err
		}
	}
	if inv.json {
		return inv.tell(map[string]any{"lines": p.Text})
	}
	for _, line := range p.Text {
		fmt.Fprintln(inv.Stdout, line)
	}
	return nil
}
