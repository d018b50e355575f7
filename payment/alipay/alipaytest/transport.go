package alipaytest

import (
	"bytes"
	"io"
	"maps"
	"net/http"
	"strconv"
	"time"
)

const (
	dripEvery = time.Second
	hugeBytes = 64 << 20
)

// deliver sends body as t does. done ends what would not end by itself.
func (t Transport) deliver(w http.ResponseWriter, r *http.Request, out outgoing, done <-chan struct{}) {
	body := out.body
	switch t {
	case TransportWhole:
		out.write(w, int64(len(body)), bytes.NewReader(body))
	case TransportLost:
		hangUp(w, false)
	case TransportReset:
		hangUp(w, true)
	case TransportHang:
		select {
		case <-r.Context().Done():
		case <-done:
		}
		hangUp(w, false)
	case TransportCut:
		out.write(w, int64(len(body)), bytes.NewReader(body[:len(body)/2]))
		hangUp(w, false)
	case TransportDrip:
		drip(w, r, out, done)
	case TransportHuge:
		out.write(w, int64(len(body))+hugeBytes, io.MultiReader(bytes.NewReader(body), io.LimitReader(blanks{}, hugeBytes)))
	case TransportHTML:
		writePage(w, http.StatusBadGateway)
	case TransportRedirect:
		http.Redirect(w, r, "https://alipay.test/elsewhere", http.StatusFound)
	}
}

// write announces a length and copies what there is. A client that leaves early is its own affair.
func (out outgoing) write(w http.ResponseWriter, length int64, body io.Reader) {
	out.announce(w)
	w.Header().Set("Content-Length", strconv.FormatInt(length, 10))
	_, _ = io.Copy(w, body)
	_ = http.NewResponseController(w).Flush()
}

// announce sets the headers beside Content-Length.
func (out outgoing) announce(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/json;charset=UTF-8")
	maps.Copy(w.Header(), out.header)
}

// writePage answers as a proxy in front of the gateway does.
func writePage(w http.ResponseWriter, status int) {
	w.Header().Set("Content-Type", "text/html")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, "<html><head><title>Error</title></head><body><h1>Error</h1><hr>gateway</body></html>\n")
}

// drip sends a byte a second.
func drip(w http.ResponseWriter, r *http.Request, out outgoing, done <-chan struct{}) {
	body := out.body
	out.announce(w)
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	tick := time.NewTicker(dripEvery)
	defer tick.Stop()
	for i := range body {
		if _, err := w.Write(body[i : i+1]); err != nil {
			return
		}
		if err := http.NewResponseController(w).Flush(); err != nil {
			return
		}
		select {
		case <-tick.C:
		case <-r.Context().Done():
			return
		case <-done:
			return
		}
	}
}

// hangUp ends the connection without another byte of HTTP, by a reset or politely.
func hangUp(w http.ResponseWriter, reset bool) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler) // the documented way to end a connection that cannot be taken over
	}
	if reset {
		abort(conn)
		return
	}
	_ = conn.Close() // it is being thrown away
}

// blanks never ends.
type blanks struct{}

// Read fills p with spaces.
func (blanks) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}
