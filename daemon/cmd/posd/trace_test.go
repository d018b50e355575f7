package main_test

import (
	native "encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"unsafe"

	"golang.org/x/sys/unix"
)

// traceArg makes the test binary a tracer: TRACEARG PID N watches the system calls of a running posd by ptrace, prints a line for each
// that writes, and cuts the power (SIGKILL) in the moment before the Nth takes effect. It ends with posd. It is a process of its
// own because a tracer takes the end of its tracees away from whoever started them.
const traceArg = "trace-for-test"

// writing are the system calls that change anything outside the process.
var writing = map[uint64]string{
	unix.SYS_WRITE: "write", unix.SYS_WRITEV: "writev", unix.SYS_PWRITE64: "pwrite64", unix.SYS_PWRITEV: "pwritev",
	unix.SYS_FSYNC: "fsync", unix.SYS_FDATASYNC: "fdatasync", unix.SYS_FTRUNCATE: "ftruncate", unix.SYS_SENDTO: "sendto",
	unix.SYS_SENDMSG: "sendmsg", unix.SYS_RENAMEAT: "renameat", unix.SYS_RENAMEAT2: "renameat2", unix.SYS_UNLINKAT: "unlinkat",
}

// watching is what the tracer prints when it sees everything from there on.
const watching = "watching"

func trace(pid, nth string) {
	runtime.LockOSThread() // ptrace answers to one thread alone
	p, err := strconv.Atoi(pid)
	n, err2 := strconv.Atoi(nth)
	t := tracer{pid: p, nth: n, threads: map[int]bool{}}
	if err := errors.Join(err, err2); err != nil {
		panic(err)
	}
	if err := t.seize(); err != nil {
		fmt.Fprintln(os.Stdout, err)
		return
	}
	fmt.Fprintln(os.Stdout, watching)
	if err := t.follow(); err != nil {
		fmt.Fprintln(os.Stdout, err)
	}
}

type tracer struct {
	pid, nth, seen int
	threads        map[int]bool // that are traced
}

// seize stops all threads, until there is none that could have made another unseen, and lets them go on.
func (t *tracer) seize() error {
	for {
		tasks, err := os.ReadDir(fmt.Sprintf("/proc/%d/task", t.pid))
		if err != nil {
			return err
		}
		before := len(t.threads)
		for _, task := range tasks {
			tid, err := strconv.Atoi(task.Name())
			if err != nil || t.threads[tid] {
				continue
			}
			if err := t.stop(tid); err != nil {
				return err
			}
		}
		if len(t.threads) == before {
			break
		}
	}
	for tid := range t.threads {
		if err := unix.PtraceSyscall(tid, 0); err != nil {
			return fmt.Errorf("resume: %w", err)
		}
	}
	return nil
}

func (t *tracer) stop(tid int) error {
	if err := errors.Join(unix.PtraceSeize(tid), unix.PtraceInterrupt(tid)); err != nil {
		return fmt.Errorf("seize: %w", err)
	}
	if _, err := unix.Wait4(tid, nil, unix.WALL, nil); err != nil {
		return fmt.Errorf("wait: %w", err)
	}
	if err := unix.PtraceSetOptions(tid, unix.PTRACE_O_TRACESYSGOOD|unix.PTRACE_O_TRACECLONE); err != nil {
		return fmt.Errorf("options: %w", err)
	}
	t.threads[tid] = true
	return nil
}

// follow lets the threads run from one system call to the next until the process has ended.
func (t *tracer) follow() error {
	const syscallStop = unix.SIGTRAP | 0x80
	for {
		var how unix.WaitStatus
		tid, err := unix.Wait4(-1, &how, unix.WALL, nil)
		switch {
		case errors.Is(err, unix.EINTR):
			continue
		case err != nil:
			return fmt.Errorf("wait: %w", err)
		case !how.Stopped():
			if tid == t.pid {
				return nil
			}
			continue
		}
		deliver := 0
		switch sig := how.StopSignal(); {
		case sig == syscallStop:
			t.look(tid)
		case how>>16 == 0 && sig != unix.SIGTRAP: // a signal of its own
			deliver = int(sig)
		}
		_ = unix.PtraceSyscall(tid, deliver) // fails for one that has just been killed
	}
}

// look counts a call that is about to be made, and cuts the power before the nth.
func (t *tracer) look(tid int) {
	var info [88]byte // struct ptrace_syscall_info: at 0 what kind of stop, at 24 the number, at 32 the arguments
	_, _, errno := unix.Syscall6(unix.SYS_PTRACE, unix.PTRACE_GET_SYSCALL_INFO, uintptr(tid), uintptr(len(info)),
		uintptr(unsafe.Pointer(&info)), 0, 0)
	const entry = 1
	name, ok := writing[native.NativeEndian.Uint64(info[24:])]
	if errno != 0 || info[0] != entry || !ok {
		return
	}
	to := t.target(name, native.NativeEndian.Uint64(info[32:]))
	if to == "" {
		return
	}
	t.seen++
	fmt.Fprintln(os.Stdout, name, to)
	if t.seen == t.nth {
		_ = unix.Kill(t.pid, unix.SIGKILL) // it has ended: all the same
	}
}

// target names what a call writes to, empty for what is no device's, file's or peer's business: the log and Go's own wakeups.
func (t *tracer) target(call string, fd uint64) string {
	if strings.HasSuffix(call, "at") || strings.HasSuffix(call, "at2") {
		return "a name"
	}
	to, err := os.Readlink(fmt.Sprintf("/proc/%d/fd/%d", t.pid, fd))
	if err != nil || fd <= 2 || strings.HasPrefix(to, "anon_inode:") {
		return ""
	}
	if strings.HasPrefix(to, "/dev/") {
		return "a device"
	}
	kind, _, _ := strings.Cut(filepath.Base(to), ":")
	return kind
}
