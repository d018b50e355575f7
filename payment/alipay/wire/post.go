package wire

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Reply is what the gateway answered, whatever its status.
type Reply struct {
	Status int
	Header http.Header
	Body   []byte
	Date   time.Time // the gateway's own time, by its Date header; zero if it sent none
}

// Endpoint is one address of the gateway, ready to be written.
type Endpoint struct {
	head []byte
	path string
	end  int // of the address in head
}

// lengthRoom holds the digits of a Content-Length and the blank line after it.
const lengthRoom = 10 + 4

// Endpoint prepares the address of path below the client's base for POST requests of a content type. The error wraps
// [ErrConfig]: a path is "/" and printable ASCII.
func (c *Client) Endpoint(path, contentType string) (*Endpoint, error) {
	if !strings.HasPrefix(path, "/") || strings.Trim(path, printable) != "" || strings.ContainsAny(path, " \"") {
		return nil, fmt.Errorf("%w: path %q", ErrConfig, path)
	}
	address := "POST " + c.prefix + path
	head := address + " HTTP/1.1\r\nHost: " + c.host + "\r\nUser-Agent: posd\r\nAccept: " + c.accept + "\r\nContent-Type: " +
		contentType + "\r\nContent-Length: "
	return &Endpoint{head: []byte(head), path: c.prefix + path, end: len(address)}, nil
}

const printable = " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~"

// Room is how many bytes a buffer for [Endpoint.Frame] keeps free before the body.
func (e *Endpoint) Room() int { return len(e.head) + lengthRoom }

// Frame puts the request's head before the body that stands in buf after [Endpoint.Room] bytes, and returns the whole request, a
// part of buf.
func (e *Endpoint) Frame(buf []byte) []byte {
	length := appendLength(make([]byte, 0, lengthRoom), len(buf)-e.Room())
	start := e.Room() - len(e.head) - len(length)
	n := copy(buf[start:], e.head)
	copy(buf[start+n:], length)
	return buf[start:]
}

// FrameQuery is Frame with more at the end of the address: query, which is percent-encoded already. The body stands in buf after room
// bytes, which are at least Room and query's length.
func (e *Endpoint) FrameQuery(buf []byte, room int, query []byte) []byte {
	length := appendLength(make([]byte, 0, lengthRoom), len(buf)-room)
	start := room - len(e.head) - len(query) - len(length)
	n := start
	for _, part := range [][]byte{e.head[:e.end], query, e.head[e.end:], length} {
		n += copy(buf[n:], part)
	}
	return buf[start:]
}

// Path is the address's path as it is sent, the base's prefix included: some families sign it.
func (e *Endpoint) Path() string { return e.path }

// FrameWith is Frame with further lines in the request's head, each ended by CR LF. The body stands in buf after room bytes, which
// are at least Room and the lines' length.
func (e *Endpoint) FrameWith(buf []byte, room int, lines []byte) []byte {
	length := appendLength(make([]byte, 0, lengthRoom), len(buf)-room)
	length = length[:len(length)-len("\r\n")] // the blank line comes after the further lines
	start := room - len(e.head) - len(length) - len(lines) - len("\r\n")
	n := start
	for _, part := range [][]byte{e.head, length, lines, []byte("\r\n")} {
		n += copy(buf[n:], part)
	}
	return buf[start:]
}

func appendLength(dst []byte, n int) []byte {
	return append(strconv.AppendInt(dst, int64(n), 10), "\r\n\r\n"...)
}

// Post sends a framed request and reads the answer. ctx bounds all of it. The request goes out once; see the package's rules. The
// error is an [*Error].
func (c *Client) Post(ctx context.Context, request []byte) (Reply, error) {
	if k := c.take(); k != nil {
		reply, err := c.roundTrip(ctx, k, request)
		if err == nil || isSent(err) || ctx.Err() != nil {
			return reply, err
		}
		c.log.Debug("gateway_connection_was_dead", "error", err)
	}
	k, err := c.connect(ctx)
	if err != nil {
		return Reply{}, err
	}
	return c.roundTrip(ctx, k, request)
}

func isSent(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return !ok || e.Sent
}

// roundTrip writes request to k and reads the answer. Afterwards k is kept or closed.
func (c *Client) roundTrip(ctx context.Context, k *conn, request []byte) (Reply, error) {
	if ctx.Err() != nil {
		k.close()
		return Reply{}, notSent(context.Cause(ctx))
	}
	lift := k.bind(ctx)
	before := k.raw.written.Load()
	if _, err := k.tls.Write(request); err != nil {
		handed := k.raw.written.Load() > before
		lift()
		k.close()
		if !handed {
			return Reply{}, notSent(because(ctx, err))
		}
		return Reply{}, lost(because(ctx, err))
	}
	reply, reusable, err := k.answer(c.maxBody)
	if lifted := lift(); lifted && reusable && err == nil {
		k.again <- struct{}{}
		c.keep(k)
	} else {
		k.close()
	}
	if err != nil {
		return Reply{}, lost(because(ctx, err))
	}
	return reply, nil
}

// because prefers the end of the context to the broken connection that came of it.
func because(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}

// answer reads one answer. The connection can carry another request if it returns true.
func (k *conn) answer(maxBody int) (Reply, bool, error) {
	if err := <-k.ready; err != nil {
		return Reply{}, false, err
	}
	resp, err := k.response()
	if err != nil {
		return Reply{}, false, err
	}
	body, err := readBody(resp, maxBody)
	if err != nil {
		k.close() // first, or Close reads on
		_ = resp.Body.Close()
		return Reply{}, false, err
	}
	reusable := !resp.Close && resp.Body.Close() == nil && k.reader.Buffered() == 0
	date, _ := http.ParseTime(resp.Header.Get("Date")) // no date is no news
	return Reply{Status: resp.StatusCode, Header: resp.Header, Body: body, Date: date}, reusable, nil
}

// interimMax is how many interim answers (1xx) are skipped.
const interimMax = 3

// response reads the head of the answer.
func (k *conn) response() (*http.Response, error) {
	for range interimMax {
		resp, err := http.ReadResponse(k.reader, nil)
		if err != nil {
			return nil, notHTTP(err)
		}
		if resp.StatusCode >= http.StatusOK {
			return resp, nil
		}
		if err := resp.Body.Close(); err != nil || resp.StatusCode == http.StatusSwitchingProtocols {
			break
		}
	}
	return nil, fmt.Errorf("%w: no final status", ErrNotHTTP)
}

// notHTTP tells a broken connection from bytes that are no HTTP. Package net/http's errors may repeat the bytes, so they go no
// further.
func notHTTP(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, ErrTooLarge) || isNetwork(err) {
		return err
	}
	return ErrNotHTTP
}

func readBody(resp *http.Response, maxBody int) ([]byte, error) {
	if coding := resp.Header.Get("Content-Encoding"); coding != "" && !strings.EqualFold(coding, "identity") {
		return nil, fmt.Errorf("%w: it is compressed, which nobody asked for", ErrNotHTTP)
	}
	if resp.ContentLength > int64(maxBody) {
		return nil, ErrTooLarge
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, int64(maxBody)+1))
	switch {
	case err != nil:
		return nil, notHTTP(err)
	case len(body) > maxBody:
		return nil, ErrTooLarge
	}
	return body, nil
}
