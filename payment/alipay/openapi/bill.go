package openapi

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"posd/payment/alipay/jsonout"
	"posd/payment/alipay/wire"
)

// ErrNoBill says that Alipay has no bill of that day, or not yet: one is there from about nine in the morning of the day after.
var ErrNoBill = errors.New("alipay has no bill of this day, or not yet")

// Bill fetches the bill of a day, "2006-01-02" in Beijing: a zip of at most limit bytes, as package reconcile reads it. First the gateway
// tells where it is, in a signed answer; the address holds good for 30 s. The pages show it without TLS; it is asked for with. The error
// wraps [ErrNoBill] where there is none.
//
// Source: "查询对账单下载地址", the page of alipay.data.dataservice.bill.downloadurl.query.
func (c *Client) Bill(ctx context.Context, day string, limit int64) ([]byte, error) {
	if _, err := time.Parse(time.DateOnly, day); err != nil {
		return nil, fmt.Errorf("bill: %w", err)
	}
	a, f := c.ask(ctx, &question{call: c.bill}, func(w *jsonout.Builder) {
		w.Text("bill_type", "trade")
		w.Text("bill_date", day)
	})
	if f != nil {
		return nil, fmt.Errorf("bill: %s: %s", f.reason.Code, f.detail)
	}
	if a.code != codeSuccess {
		sub := get(a.body, "sub_code")
		if strings.Contains(strings.ToLower(sub), "bill_not_exist") {
			return nil, ErrNoBill
		}
		return nil, fmt.Errorf("bill: the gateway answers %s %s", a.code, sub)
	}
	address, err := billAddress(get(a.body, "bill_download_url"))
	if err != nil {
		return nil, err
	}
	return c.fetch(ctx, address, limit)
}

// billAddress reads where a bill is. The answer that says so is signed; what is fetched there is not, so that it is fetched by TLS alone.
func billAddress(text string) (string, error) {
	u, err := url.Parse(text)
	if err != nil || u.Hostname() == "" || u.User != nil || u.Scheme != "https" && u.Scheme != "http" {
		return "", errors.New("bill: the gateway tells no address that can be used")
	}
	u.Scheme = "https"
	return u.String(), nil
}

// fetch gets a file of at most limit bytes over a connection of its own.
func (c *Client) fetch(ctx context.Context, address string, limit int64) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, fmt.Errorf("bill: %w", err)
	}
	transport := &http.Transport{
		DialContext: c.way.dial, Proxy: c.way.proxy, DisableKeepAlives: true,
		TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: c.way.roots, Time: c.now},
	}
	client := http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	reply, err := client.Do(request)
	if err != nil {
		return nil, fmt.Errorf("bill: %w", withoutAddress(err))
	}
	defer func() { _ = reply.Body.Close() }() // it was read, or is of no use
	if reply.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("bill: http status %d", reply.StatusCode)
	}
	text, err := io.ReadAll(io.LimitReader(reply.Body, limit+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("bill: %w", err)
	case int64(len(text)) > limit:
		return nil, fmt.Errorf("bill: larger than %d bytes", limit)
	}
	return text, nil
}

// withoutAddress takes the address, whose query is as good as a key for half a minute, out of an error's text.
func withoutAddress(err error) error {
	if wrapped, ok := errors.AsType[*url.Error](err); ok {
		return wrapped.Err
	}
	return err
}

// way is how files are fetched that are not at the gateway's address.
type way struct {
	dial  wire.DialFunc
	roots *x509.CertPool
	proxy func(*http.Request) (*url.URL, error)
}

// newWay makes the way that the payments themselves take. A proxy that cannot be read is told of by package wire.
func newWay(cfg Config, parts Parts) way {
	w := way{dial: parts.Dial, roots: parts.RootCAs}
	if w.dial == nil {
		w.dial = new(net.Dialer).DialContext
	}
	if proxy, err := url.Parse(cfg.Proxy); err == nil && cfg.Proxy != "" {
		w.proxy = http.ProxyURL(proxy)
	}
	return w
}
