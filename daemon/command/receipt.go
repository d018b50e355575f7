package command

import (
	"bytes"
	"context"
	"fmt"
	"image/png"
	"net/http"
	"os"
	"slices"
	"strings"
	"time"

	"posd/configs"
	"posd/daemon"
)

// receipt is about what receipts look like: posd receipt preview shows a document as it would be printed, posd receipt template
// writes the template to start from, and posd receipt ticket has the daemon print how the terminal is set up.
func receipt(ctx context.Context, inv *invocation) error {
	kind := inv.flags.String("kind", "sale", inv.words("command.flag_kind", strings.Join(daemon.PreviewKinds(), ", ")))
	file := inv.flags.String("png", "", inv.words("command.flag_png"))
	template := inv.flags.String("template", "", inv.words("command.flag_template"))
	args, err := inv.parse(1, 1)
	if err != nil {
		return err
	}
	switch {
	case args[0] == "preview" && slices.Contains(daemon.PreviewKinds(), *kind):
		return inv.preview(*kind, *file, *template)
	case args[0] == "template":
		_, err := inv.Stdout.Write(configs.SampleTemplate())
		return err
	case args[0] == "ticket":
		return inv.ticket(ctx)
	}
	return inv.misuse(say("command.preview_what", strings.Join(daemon.PreviewKinds(), ", ")))
}

// ticket has the daemon print the configuration ticket.
func (inv *invocation) ticket(ctx context.Context) error {
	_, c, err := inv.open()
	if err != nil {
		return err
	}
	var job testJob
	if err := c.call(ctx, http.MethodPost, "/api/v1/printer/ticket", nil, map[string]any{"operator": "cli"}, &job); err != nil {
		return err
	}
	if inv.json {
		return inv.tell(job)
	}
	fmt.Fprintln(inv.Stdout, inv.words("command.ticket_queued", job.ID))
	return nil
}

// preview shows a document as the configured printer would print it, by the template that is configured or by another.
func (inv *invocation) preview(kind, file, template string) error {
	cfg, _, err := inv.open()
	if err != nil {
		return err
	}
	if template != "" {
		cfg.Receipt.Template, cfg.Receipt.Hide = template, nil
	}
	p, err := daemon.PreviewReceipt(cfg, kind, time.Now())
	if err != nil {
		return explain(err)
	}
	if file != "" {
		var picture bytes.Buffer
		if err := png.Encode(&picture, p.Picture); err != nil {
			return err
		}
		if err := os.WriteFile(file, picture.Bytes(), 0o644); err != nil { //nolint:gosec // a picture to be shown around
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
