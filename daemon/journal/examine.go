package journal

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"time"
)

const (
	// maxAnswer bounds what is read of a child's output, in bytes.
	maxAnswer = 64 << 10
	// killed is how long a child may take to die. One that waits for its device inside the kernel never does; it is left behind.
	killed = 2 * time.Second
)

// Examine runs an examination in a child process, where a file that hangs or kills it can do no harm. self is the command without
// the file's path, such as {"/usr/bin/posd", "journal", "check", "-json"}; it is to print a [Report] of [Check] or [Probe] as JSON
// and may exit as it likes. ctx must carry a time limit; when it is over the report is CodeTimeout. A child that dies without a
// report is CodeCrashed. The error says that there was no child, or that ctx was cancelled.
func Examine(ctx context.Context, self []string, path string) (Report, error) {
	if len(self) == 0 {
		return Report{}, errors.New("journal: no command to examine with")
	}
	out, complaint := &bounded{max: maxAnswer}, &bounded{max: maxAnswer}
	cmd := exec.Command(self[0], append(self[1:len(self):len(self)], path)...) //nolint:gosec,noctx // the caller's own program; ctx is heeded below, even by a child that cannot be killed
	cmd.Stdout, cmd.Stderr = out, complaint
	cmd.WaitDelay = killed
	if err := cmd.Start(); err != nil {
		return Report{}, fmt.Errorf("journal: examine: %w", err)
	}
	ended := make(chan struct{})
	var how error
	go func() {
		how = cmd.Wait()
		close(ended)
	}()
	select {
	case <-ended:
		return answer(path, out, complaint, how), nil
	case <-ctx.Done():
	}
	_ = cmd.Process.Kill() // it may have ended just now
	grace := time.NewTimer(killed)
	defer grace.Stop()
	select {
	case <-ended:
	case <-grace.C:
	}
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return ReportOf(path, &Error{Code: CodeTimeout}), nil
	}
	return Report{}, fmt.Errorf("journal: examine: %w", ctx.Err())
}

// answer reads the child's report, or makes one of its silence.
func answer(path string, out, complaint *bounded, ended error) Report {
	var r Report
	if err := json.Unmarshal(out.Bytes(), &r); err == nil && (r.OK() || r.Code.sentinel() != nil) {
		r.Path = path
		return r
	}
	last := complaint.String()
	if i := strings.IndexByte(last, '\n'); i >= 0 {
		last = last[:i]
	}
	if ended == nil {
		ended = errors.New("it exited as if all were well")
	}
	return ReportOf(path, &Error{Code: CodeCrashed, Err: fmt.Errorf("the child ended without a report: %w: %s", ended, last)})
}

// bounded keeps the first max bytes and swallows the rest.
type bounded struct {
	bytes.Buffer
	max int
}

// Write implements [io.Writer] and never fails.
func (b *bounded) Write(p []byte) (int, error) {
	_, _ = b.Buffer.Write(p[:min(len(p), b.max-b.Len())])
	return len(p), nil
}
