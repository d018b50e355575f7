package command

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"syscall"
	"time"
)

const (
	dialTimeout = 2 * time.Second
	callTimeout = 2 * time.Minute // above the longest ?wait=
	maxAnswer   = 8 << 20         // bytes of an answer that is read
)

// client speaks to a running daemon over its socket, whose file mode and peer credentials decide who may.
type client struct {
	http   *http.Client
	socket string
}

// errNoDaemon says that nothing listens on the socket.
var errNoDaemon = errors.New("no daemon is running")

func newClient(socket string) *client {
	dialer := net.Dialer{Timeout: dialTimeout}
	transport := &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return dialer.DialContext(ctx, "unix", socket)
	}}
	return &client{http: &http.Client{Transport: transport}, socket: socket}
}

// call makes one request and decodes its answer into out.
func (c *client) call(ctx context.Context, method, path string, query url.Values, body, out any) error {
	ctx, stop := context.WithTimeout(ctx, callTimeout)
	defer stop()
	resp, err := c.send(ctx, method, path, query, body)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	answer, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil {
		return c.explain(err)
	}
	if resp.StatusCode >= http.StatusBadRequest {
		return refused(resp.Status, answer)
	}
	if err := json.Unmarshal(answer, out); err != nil {
		return strange(err.Error())
	}
	return nil
}

// send makes one request. The answer's body is the caller's to close.
func (c *client) send(ctx context.Context, method, path string, query url.Values, body any) (*http.Response, error) {
	var sent io.Reader
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			return nil, err
		}
		sent = bytes.NewReader(b)
	}
	address := url.URL{Scheme: "http", Host: "localhost", Path: path, RawQuery: query.Encode()}
	req, err := http.NewRequestWithContext(ctx, method, address.String(), sent)
	if err != nil {
		return nil, err
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, c.explain(err)
	}
	return resp, nil
}

// explain tells a daemon that does not run from one that may not be spoken to, and both from one that was lost in the middle.
func (c *client) explain(err error) error {
	f := &failure{exit: ExitFailed, err: err}
	if below, ok := errors.AsType[*url.Error](err); ok {
		err = below.Err // its own words repeat method and address, which nobody has typed
	}
	switch {
	case errors.Is(err, os.ErrNotExist), errors.Is(err, syscall.ECONNREFUSED):
		f.code, f.err = "no_daemon", errNoDaemon
		f.what, f.hint = say("command.no_daemon", c.socket), say("command.no_daemon_do")
	case errors.Is(err, os.ErrPermission):
		f.code, f.what, f.hint = "socket_closed", say("command.socket_closed", c.socket), say("command.socket_closed_do")
	default:
		f.code, f.what, f.hint = "answer_lost", say("command.answer_lost", err.Error()), say("command.answer_lost_do")
	}
	return f
}

// refused is what the API says when it refuses.
func refused(status string, answer []byte) error {
	var r struct {
		Error struct {
			Code    string `json:"code"`
			Message text   `json:"message"`
			Hint    text   `json:"hint"`
			Payment string `json:"payment_id"`
		} `json:"error"`
	}
	if json.Unmarshal(answer, &r) != nil || r.Error.Code == "" {
		return strange(status)
	}
	e := r.Error
	return &failure{exit: ExitFailed, code: e.Code, what: e.Message, hint: e.Hint, payment: e.Payment}
}

func strange(how string) error {
	return failed("answer_strange", say("command.answer_strange", how), say("command.answer_strange_do"))
}
