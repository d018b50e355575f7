package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"
)

// source is a journal to read.
type source struct {
	path    string         // of the file that is read
	name    string         // of the journal, as people know it
	zone    *time.Location // of the times that people read
	copied  bool           // the daemon has handed path out, and vouches for it
	refused error          // why a running daemon did not
	done    func()         // removes the copy
}

// source finds the journal: the file that was named, a copy handed out by the running daemon, or the configured file.
func (inv *invocation) source(ctx context.Context, named string) (*source, error) {
	if named != "" {
		return &source{path: named, name: named, zone: time.Local, done: func() {}}, nil
	}
	cfg, c, err := inv.open()
	if err != nil {
		return nil, err
	}
	zone, err := cfg.Terminal.Location()
	if err != nil {
		return nil, err
	}
	src := &source{path: cfg.Journal.Path, name: cfg.Journal.Path, zone: zone, done: func() {}}
	path, err := c.snapshot(ctx)
	switch {
	case err == nil:
		src.path, src.copied, src.done = path, true, func() { _ = os.Remove(path) }
	case ctx.Err() != nil:
		return nil, err
	case !errors.Is(err, errNoDaemon):
		src.refused = err // one that sells nothing because of its journal keeps its hands off the file, and leaves it to us
	}
	return src, nil
}

// snapshot asks the running daemon for a consistent copy and returns its path.
func (c *client) snapshot(ctx context.Context) (string, error) {
	resp, err := c.send(ctx, http.MethodGet, "/api/v1/journal/snapshot", nil, nil)
	if err != nil {
		return "", err
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusOK {
		answer, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
		if err != nil {
			return "", c.explain(err)
		}
		return "", refused(resp.Status, answer)
	}
	f, err := os.CreateTemp("", "posd-journal-*.db")
	if err != nil {
		return "", err
	}
	_, err = io.Copy(f, resp.Body)
	if err = errors.Join(err, f.Close()); err != nil {
		return "", errors.Join(fmt.Errorf("copy the journal: %w", err), os.Remove(f.Name()))
	}
	return f.Name(), nil
}
