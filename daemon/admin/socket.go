package admin

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// socketMode lets root, posd's user and the members of the socket's group connect.
const socketMode fs.FileMode = 0o660

// SocketListener listens on the unix socket of the commands and drops peers without the right to speak.
type SocketListener struct {
	net.Listener

	path string
	uid  int
}

// ListenSocket listens at path, at most 107 bytes long (unix(7)), with mode 0660. A socket that a dead process left there is
// replaced; anything else there, or a living process, is an error that wraps ErrSocket.
func ListenSocket(path string) (*SocketListener, error) {
	if err := clearSocket(path); err != nil {
		return nil, err
	}
	// The mode is set before anybody can connect: between bind and listen by the umask of a private name, so bind aside.
	aside := path + ".new"
	if err := os.Remove(aside); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w: %w", ErrSocket, err)
	}
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: aside, Net: "unix"})
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrSocket, err)
	}
	l.SetUnlinkOnClose(false)
	err = os.Chmod(aside, socketMode)
	if err == nil {
		err = os.Rename(aside, path)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%w: %w", ErrSocket, err), l.Close(), os.Remove(aside))
	}
	return &SocketListener{l, path, os.Getuid()}, nil
}

// clearSocket removes what a process that died left at path.
func clearSocket(path string) error {
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("%w: %w", ErrSocket, err)
	}
	if info.Mode().Type() != fs.ModeSocket {
		return fmt.Errorf("%w: %s is there and no socket", ErrSocket, path)
	}
	conn, err := net.DialUnix("unix", nil, &net.UnixAddr{Name: path, Net: "unix"})
	if err == nil {
		return errors.Join(fmt.Errorf("%w: another process listens on %s", ErrSocket, path), conn.Close())
	}
	if !errors.Is(err, syscall.ECONNREFUSED) {
		return fmt.Errorf("%w: %w", ErrSocket, err)
	}
	return os.Remove(path)
}

// Accept returns the next connection whose peer may speak.
func (l *SocketListener) Accept() (net.Conn, error) {
	for {
		conn, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		if l.may(conn) {
			return conn, nil
		}
		_ = conn.Close() // it has nothing to say to us
	}
}

// may reports whether the process at the other end may speak: root and posd's own user always; others only while the file's
// mode lets the group alone in, for then the kernel has checked that they belong to it (unix(7), SO_PEERCRED).
func (l *SocketListener) may(conn net.Conn) bool {
	peer, err := peerOf(conn)
	return err == nil && l.mayUser(peer.Uid)
}

func (l *SocketListener) mayUser(uid uint32) bool {
	if uid == 0 || int64(uid) == int64(l.uid) {
		return true
	}
	info, err := os.Lstat(l.path)
	return err == nil && info.Mode().Perm()&0o007 == 0
}

// peerOf asks the kernel who connected.
func peerOf(conn net.Conn) (*unix.Ucred, error) {
	u, ok := conn.(*net.UnixConn)
	if !ok {
		return nil, fmt.Errorf("%w: %s is no unix socket", ErrSocket, conn.RemoteAddr())
	}
	raw, err := u.SyscallConn()
	if err != nil {
		return nil, err
	}
	var peer *unix.Ucred
	var asked error
	err = raw.Control(func(fd uintptr) {
		peer, asked = unix.GetsockoptUcred(int(fd), unix.SOL_SOCKET, unix.SO_PEERCRED)
	})
	return peer, errors.Join(err, asked)
}

// Close stops listening and removes the socket.
func (l *SocketListener) Close() error {
	err := os.Remove(l.path)
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	return errors.Join(l.Listener.Close(), err)
}
