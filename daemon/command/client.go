package command

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"syscall"
	"time"
)

// client speaks to a running daemon over its socket, whose file mode and peer credentials decide who may.
type client struct {
	http   *http.Client
	socket string
}

// errNoDaemon says that nothing listens on the socket.
var errNoDaemon = errors.New("no daemon is running")

func newClient(socket string) *client {
	dialer := net.Dialer{Timeout: 2 * time.Second}
	transport := &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return dialer.DialContext(ctx, "unix", socket)
	}}
	return &client{http: &http.Client{Transport: transport, Timeout: 2 * time.Minute}, socket: socket}
}

// refusal is the error body of the API.
type refusal struct {
	Error struct {
		Code    string            `json:"code"`
		Message map[string]string `json:"message"`
		Hint    map[string]string `json:"hint"`
	} `json:"error"`
}

// call makes one request and decodes its answer into out, which may be nil.
func (c *client) call(ctx context.Context, method, path string, query url.Values, body, out any) error {
	resp, err := c.send(ctx, method, path, query, body)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode >= http.StatusBadRequest {
		return refused(resp)
	}
	if out == nil {
		return nil
	}
	if err := json.NewDecoder(io.LimitReader(resp.Body, 8<<20)).Decode(out); err != nil {
		return fmt.Errorf("read the daemon's answer: %w", err)
	}
	return nil
}

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

// explain tells a daemon that does not run from one that may not be spoken to.
func (c *client) explain(err error) error {
	switch {
	case errors.Is(err, os.ErrNotExist), errors.Is(err, syscall.ECONNREFUSED):
		return &failure{ExitFailed, fmt.Errorf("%w: nothing listens on %s", errNoDaemon, c.socket), "start it with: systemctl start posd, or: posd run"}
	case errors.Is(err, os.ErrPermission):
		return failed("run it as root or as a member of the group posd", "the socket %s may not be opened", c.socket)
	}
	return err
}

func refused(resp *http.Response) error {
	var r refusal
	body, _ := io.ReadAll(io.LimitReader(resp.Body, 64<<10)) // what cannot be read is told by the status
	if json.Unmarshal(body, &r) != nil || r.Error.Code == "" {
		return fmt.Errorf("the daemon answered %s", resp.Status)
	}
	return failed(r.Error.Hint["en"], "%s", r.Error.Message["en"])
}
