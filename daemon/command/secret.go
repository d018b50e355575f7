package command

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/sys/unix"

	"posd/configs/words"
)

// maxSecret bounds a line of standard input, in bytes.
const maxSecret = 256

// secret reads one line of standard input, such as a PIN: the arguments of a command can be seen by everybody on the machine. At a
// terminal it asks for it and does not show what is typed.
func (inv *invocation) secret(ask words.Key) (string, error) {
	if inv.lines == nil {
		inv.lines = bufio.NewReader(io.LimitReader(cmp.Or[io.Reader](inv.Stdin, os.Stdin), 8*maxSecret))
	}
	if f, ok := cmp.Or[io.Reader](inv.Stdin, os.Stdin).(*os.File); ok {
		if shown, err := hide(f); err == nil {
			fmt.Fprint(inv.Stderr, inv.words(ask)+": ")
			defer fmt.Fprintln(inv.Stderr)
			defer shown()
		}
	}
	line, err := inv.lines.ReadString('\n')
	line = strings.TrimRight(line, "\r\n")
	if line == "" || len(line) > maxSecret {
		if err == nil || errors.Is(err, io.EOF) {
			return "", inv.misuse(say("command.no_pin"))
		}
		return "", err
	}
	return line, nil
}

// hide lets a terminal show nothing of what is typed until shown is called. What is no terminal is an error.
func hide(f *os.File) (shown func(), err error) {
	fd := int(f.Fd())
	before, err := unix.IoctlGetTermios(fd, unix.TCGETS)
	if err != nil {
		return nil, err
	}
	hidden := *before
	hidden.Lflag &^= unix.ECHO
	if err := unix.IoctlSetTermios(fd, unix.TCSETS, &hidden); err != nil {
		return nil, err
	}
	return func() { _ = unix.IoctlSetTermios(fd, unix.TCSETS, before) }, nil
}
