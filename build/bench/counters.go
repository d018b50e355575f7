package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// written is what posd's journal has asked of the device so far.
type written struct{ commits, flushes, bytes float64 }

func (w written) less(before written) written {
	return written{w.commits - before.commits, w.flushes - before.flushes, w.bytes - before.bytes}
}

// written asks posd's /metrics.
func (s *stand) written(ctx context.Context) (w written, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.AdminURL()+"/metrics", nil)
	if err != nil {
		return w, err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return w, err
	}
	defer resp.Body.Close()
	missing := map[string]*float64{
		"posd_journal_commits_total": &w.commits, "posd_journal_flushes_total": &w.flushes, "posd_journal_written_bytes_total": &w.bytes,
	}
	lines := bufio.NewScanner(resp.Body)
	for lines.Scan() {
		name, value, _ := strings.Cut(lines.Text(), " ")
		into, wanted := missing[name]
		if !wanted {
			continue
		}
		if *into, err = strconv.ParseFloat(value, 64); err != nil {
			return w, fmt.Errorf("%s: %w", name, err)
		}
		delete(missing, name)
	}
	for name := range missing {
		return w, errors.Join(fmt.Errorf("/metrics has no %s", name), lines.Err())
	}
	return w, lines.Err()
}
