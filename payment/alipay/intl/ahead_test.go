package intl_test

import (
	"io"
	"net"
)

// ahead is a connection with a receive buffer.
type ahead struct {
	net.Conn
	arrived <-chan []byte
	left    []byte
}

func readAhead(c net.Conn) net.Conn {
	arrived := make(chan []byte, 64)
	go func() {
		defer close(arrived)
		for {
			b := make([]byte, 4096)
			n, err := c.Read(b)
			if err != nil {
				return
			}
			arrived <- b[:n]
		}
	}()
	return &ahead{Conn: c, arrived: arrived}
}

func (a *ahead) Read(b []byte) (int, error) {
	for len(a.left) == 0 {
		piece, ok := <-a.arrived
		if !ok {
			return 0, io.EOF
		}
		a.left = piece
	}
	n := copy(b, a.left)
	a.left = a.left[n:]
	return n, nil
}
