package wire

import (
	"bufio"
	"bytes"
	"net"
	"testing"
)

// FuzzAnswer reads arbitrary bytes as an answer: no panic, no hang, nothing above the bounds.
func FuzzAnswer(f *testing.F) {
	for _, raw := range []string{
		"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi",
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n",
		"HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 502 Bad Gateway\r\n\r\n<html>",
		"HTTP/1.0 200 OK\r\n\r\n",
		"",
	} {
		f.Add([]byte(raw))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		const maxBody = 256
		near, far := net.Pipe()
		defer far.Close()
		in := &bounded{from: bytes.NewReader(raw), limit: maxBody, left: 4 * maxBody}
		k := &conn{raw: &meter{Conn: near}, in: in, reader: bufio.NewReader(in), ready: make(chan error, 1), again: make(chan struct{})}
		k.ready <- nil
		reply, _, err := k.answer(maxBody)
		if err == nil && (len(reply.Body) > maxBody || reply.Status < 200) {
			t.Fatalf("status %d with %d bytes", reply.Status, len(reply.Body))
		}
		k.close()
	})
}
