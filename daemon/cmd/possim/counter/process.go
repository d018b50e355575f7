package counter

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"time"
)

// Process is posd as a child: started, stopped, and killed as a power cut would. It never outlives its parent.
type Process struct {
	life           context.Context // its end is that of the process too
	binary, config string
	log            io.Writer
	tail           *tail
	changed        func()       // is told of each beginning and end
	prepare        func() error // is called before each start

	mu   sync.Mutex
	cmd  *exec.Cmd // nil while it does not run
	done chan struct{}
	err  error // of the last run
}

// stopWithin is how long posd may take to end when it is asked to: a call to the gateway may be out.
const stopWithin = 20 * time.Second

func newProcess(life context.Context, binary, config string, log io.Writer) *Process {
	p := &Process{life: life, binary: binary, config: config, tail: &tail{}, changed: func() {}, prepare: func() error { return nil }}
	p.log = p.tail
	if log != nil {
		p.log = io.MultiWriter(p.tail, log)
	}
	return p
}

// Start starts posd unless it runs. env, like "NAME=value", is added to its environment.
func (p *Process) Start(env ...string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.cmd != nil {
		return nil
	}
	if err := p.prepare(); err != nil {
		return err
	}
	cmd := p.Command("run")
	cmd.Stdout, cmd.Stderr = p.log, p.log
	cmd.Env = append(os.Environ(), env...)
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = stopWithin
	// A terminal's Ctrl-C is for us, who end posd in order; if we are killed, posd is too.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	started, done := make(chan error), make(chan struct{})
	go p.attend(cmd, started, done)
	if err := <-started; err != nil {
		return err
	}
	p.cmd, p.done = cmd, done
	return nil
}

// Command returns one of posd's commands, such as "journal", "list", with this counter's configuration.
func (p *Process) Command(args ...string) *exec.Cmd {
	return exec.CommandContext(p.life, p.binary, append(args, "-config", p.config)...) //nolint:gosec // the binary the user named
}

// attend starts the process and waits for its end.
func (p *Process) attend(cmd *exec.Cmd, started chan<- error, done chan<- struct{}) {
	runtime.LockOSThread() // Pdeathsig is sent when the thread that started the process ends
	defer runtime.UnlockOSThread()
	err := cmd.Start()
	started <- err
	if err != nil {
		return
	}
	err = cmd.Wait()
	p.mu.Lock()
	p.cmd, p.err = nil, err
	p.mu.Unlock()
	close(done)
	p.changed()
}

// Running reports whether posd runs, and if not, how its last run ended.
func (p *Process) Running() (running bool, last error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.cmd != nil, p.err
}

// Pid is the number of the process that runs now, 0 if none does.
func (p *Process) Pid() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.cmd == nil {
		return 0
	}
	return p.cmd.Process.Pid
}

// Ended is closed when the process that runs now has ended; without one it is closed already.
func (p *Process) Ended() <-chan struct{} {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.cmd != nil {
		return p.done
	}
	closed := make(chan struct{})
	close(closed)
	return closed
}

// Log returns the last lines that posd logged.
func (p *Process) Log() []string { return p.tail.lines() }

// Kill ends posd at once, without a word to it, as a power cut does.
func (p *Process) Kill() error {
	err := p.end(syscall.SIGKILL)
	if _, ok := errors.AsType[*exec.ExitError](err); ok {
		return nil
	}
	return err
}

// Stop ends posd as a service manager does and returns what it made of it. One that does not end is killed, which is an error;
// one that had not come far enough to listen to the signal is none.
func (p *Process) Stop() error {
	patience := time.AfterFunc(stopWithin, func() { _ = p.Kill() })
	err := p.end(syscall.SIGTERM)
	if !patience.Stop() {
		return fmt.Errorf("posd did not end within %s: %w", stopWithin, err)
	}
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		if status, ok := exit.Sys().(syscall.WaitStatus); ok && status.Signal() == syscall.SIGTERM {
			return nil
		}
	}
	return err
}

func (p *Process) end(sig syscall.Signal) error {
	p.mu.Lock()
	cmd, done := p.cmd, p.done
	p.mu.Unlock()
	if cmd == nil {
		return nil
	}
	if err := cmd.Process.Signal(sig); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	<-done
	_, err := p.Running()
	return err
}

// tailSize bounds what is kept of the log, in bytes.
const tailSize = 16 << 10

// tail keeps the end of a log.
type tail struct {
	mu   sync.Mutex
	kept []byte
}

// Write implements io.Writer.
func (t *tail) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.kept = append(t.kept, b...)
	if over := len(t.kept) - tailSize; over > 0 {
		t.kept = append([]byte{}, t.kept[over:]...)
	}
	return len(b), nil
}

func (t *tail) lines() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	text := strings.ToValidUTF8(strings.TrimSpace(string(t.kept)), "")
	if text == "" {
		return nil
	}
	return strings.Split(text, "\n")
}
