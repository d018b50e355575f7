package netport

import (
	"net"
	"testing"

	"golang.org/x/sys/unix"
)

// Watch returns what the kernel was told about a connection: seconds, seconds, questions, milliseconds.
func Watch(t *testing.T, p *Port) (idle, interval, count, unacked int) {
	t.Helper()
	conn, ok := p.conn.(*net.TCPConn)
	if !ok {
		t.Fatalf("not TCP: %T", p.conn)
	}
	raw, err := conn.SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	get := func(fd uintptr, opt int) int {
		n, err := unix.GetsockoptInt(int(fd), unix.IPPROTO_TCP, opt)
		if err != nil {
			t.Error(err)
		}
		return n
	}
	err = raw.Control(func(fd uintptr) {
		idle, interval = get(fd, unix.TCP_KEEPIDLE), get(fd, unix.TCP_KEEPINTVL)
		count, unacked = get(fd, unix.TCP_KEEPCNT), get(fd, unix.TCP_USER_TIMEOUT)
	})
	if err != nil {
		t.Fatal(err)
	}
	return idle, interval, count, unacked
}
