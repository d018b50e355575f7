package counter

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// Client speaks to posd's local API as a till does.
type Client struct {
	base string
	http *http.Client
}

// maxAnswer bounds what is read of an answer, in bytes.
const maxAnswer = 4 << 20

// NewClient returns a client of the posd whose status page is at base, a URL without a slash at its end.
func NewClient(base string) *Client {
	return &Client{base: base, http: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 4}}}
}

// ErrNotAnswering says that posd is not there, or not there yet.
var ErrNotAnswering = errors.New("posd does not answer")

// Refusal is an error that posd answered.
type Refusal struct { //nolint:errname // the API's own word, and no more of an error than a "no" is
	Status  int // of HTTP
	Code    string
	Message Words
	Hint    Words
	Payment string // the one that is in the way, if the till is busy
}

// Error implements error.
func (r *Refusal) Error() string { return fmt.Sprintf("%d %s: %s", r.Status, r.Code, r.Message.En) }

// Do makes one request of the API and decodes its answer into out, which may be nil. key is an Idempotency-Key or empty. What
// posd refuses is a *Refusal.
func (c *Client) Do(ctx context.Context, method, path, key string, body, out any) error {
	resp, err := c.send(ctx, method, path, key, body)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil {
		return err
	}
	if resp.StatusCode >= http.StatusBadRequest {
		return refusal(resp.StatusCode, text)
	}
	if out == nil {
		return nil
	}
	return json.Unmarshal(text, out)
}

func (c *Client) send(ctx context.Context, method, path, key string, body any) (*http.Response, error) {
	var sent io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			return nil, err
		}
		sent = bytes.NewReader(text)
	}
	req, err := http.NewRequestWithContext(ctx, method, c.base+path, sent)
	if err != nil {
		return nil, err
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if key != "" {
		req.Header.Set("Idempotency-Key", key)
	}
	resp, err := c.http.Do(req)
	if err != nil && ctx.Err() == nil {
		return nil, fmt.Errorf("%w: %w", ErrNotAnswering, err)
	}
	return resp, err
}

func refusal(status int, text []byte) error {
	var body struct {
		Error struct {
			Code    string `json:"code"`
			Message Words  `json:"message"`
			Hint    Words  `json:"hint"`
			Payment string `json:"payment_id"`
		} `json:"error"`
	}
	if err := json.Unmarshal(text, &body); err != nil {
		return fmt.Errorf("answer %d is no JSON: %w", status, err)
	}
	e := body.Error
	return &Refusal{status, e.Code, e.Message, e.Hint, e.Payment}
}

func (c *Client) get(ctx context.Context, path string, out any) error {
	return c.Do(ctx, http.MethodGet, path, "", nil, out)
}

// Sell begins a sale of so many fen; without a code the scanner is armed.
func (c *Client) Sell(ctx context.Context, fen int64, subject, code, key string) (p Payment, err error) {
	body := map[string]any{"subject": subject, "amount": amountOf(fen), "payment_code": code, "operator": "sim"}
	err = c.Do(ctx, http.MethodPost, "/api/v1/payments", key, body, &p)
	return p, err
}

func amountOf(fen int64) Amount { return Amount{strconv.FormatInt(fen, 10), Currency} }

// SellShown begins a sale that the customer pays by scanning a code.
func (c *Client) SellShown(ctx context.Context, fen int64, subject, key string) (p Payment, err error) {
	body := map[string]any{"subject": subject, "amount": amountOf(fen), "present": true, "operator": "sim"}
	err = c.Do(ctx, http.MethodPost, "/api/v1/payments", key, body, &p)
	return p, err
}

// Present shows a waiting sale's customer a code to scan.
func (c *Client) Present(ctx context.Context, id string) (p Payment, err error) {
	err = c.Do(ctx, http.MethodPost, "/api/v1/payments/"+url.PathEscape(id)+"/present", "", struct{}{}, &p)
	return p, err
}

// Stop stops a sale that is not paid yet.
func (c *Client) Stop(ctx context.Context, id string) (p Payment, err error) {
	err = c.Do(ctx, http.MethodPost, "/api/v1/payments/"+url.PathEscape(id)+"/cancel", "", struct{}{}, &p)
	return p, err
}

// Payment returns a payment.
func (c *Client) Payment(ctx context.Context, id string) (p Payment, err error) {
	err = c.get(ctx, "/api/v1/payments/"+url.PathEscape(id), &p)
	return p, err
}

// Await returns a payment once it is settled, or as it is after a minute.
func (c *Client) Await(ctx context.Context, id string) (p Payment, err error) {
	err = c.get(ctx, "/api/v1/payments/"+url.PathEscape(id)+"?wait=60", &p)
	return p, err
}

// Payments returns the newest payments, at most limit.
func (c *Client) Payments(ctx context.Context, limit int) ([]Payment, error) {
	var answer struct {
		Payments []Payment `json:"payments"`
	}
	err := c.get(ctx, "/api/v1/payments?limit="+strconv.Itoa(limit), &answer)
	return answer.Payments, err
}

// Refund gives money back; 0 fen means all that is left. It returns once the refund is settled, or as it is after wait.
func (c *Client) Refund(ctx context.Context, id string, fen int64, reason string, wait time.Duration) (Refund, error) {
	return c.RefundBy(ctx, id, fen, reason, "sim", "", wait)
}

// RefundBy is Refund by an operator, who shows by a PIN who they are.
func (c *Client) RefundBy(ctx context.Context, id string, fen int64, reason, operator, pin string, wait time.Duration) (Refund, error) {
	body := map[string]any{"reason": reason, "operator": operator, "pin": pin}
	if fen > 0 {
		body["amount"] = amountOf(fen)
	}
	var answer struct {
		Refund Refund `json:"refund"`
	}
	path := fmt.Sprintf("/api/v1/payments/%s/refunds?wait=%d", url.PathEscape(id), int(wait.Seconds()))
	err := c.Do(ctx, http.MethodPost, path, "", body, &answer)
	return answer.Refund, err
}

// Staffed reports whether the terminal has operators.
func (c *Client) Staffed(ctx context.Context) (bool, error) {
	var answer struct {
		InUse bool `json:"in_use"`
	}
	err := c.get(ctx, "/api/v1/shift", &answer)
	return answer.InUse, err
}

// Timeline returns what happened to a payment, the oldest first.
func (c *Client) Timeline(ctx context.Context, id string) ([]Step, error) {
	var answer struct {
		Steps []Step `json:"timeline"`
	}
	err := c.get(ctx, "/api/v1/payments/"+url.PathEscape(id)+"/timeline", &answer)
	return answer.Steps, err
}

// Till returns how the till stands.
func (c *Client) Till(ctx context.Context) (t Till, err error) {
	err = c.get(ctx, "/api/v1/till", &t)
	return t, err
}

// Receipts returns the newest print jobs.
func (c *Client) Receipts(ctx context.Context) ([]Receipt, error) {
	var answer struct {
		Receipts []Receipt `json:"receipts"`
	}
	err := c.get(ctx, "/api/v1/receipts", &answer)
	return answer.Receipts, err
}

// Totals returns what today took, by currency.
func (c *Client) Totals(ctx context.Context) ([]Sum, error) {
	var answer struct {
		Currencies []Sum `json:"currencies"`
	}
	err := c.get(ctx, "/api/v1/totals", &answer)
	return answer.Currencies, err
}

// Problems returns what is known about the terminal's parts.
func (c *Client) Problems(ctx context.Context) ([]Problem, error) {
	var answer struct {
		Problems []Problem `json:"problems"`
	}
	err := c.get(ctx, "/health", &answer)
	return answer.Problems, err
}

// AwaitTill returns the till once ok likes it. When ctx ends first, the error tells why the till is not ready, if it is not.
func (c *Client) AwaitTill(ctx context.Context, ok func(Till) bool) (Till, error) {
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		till, err := c.Till(ctx)
		if err == nil && ok(till) {
			return till, nil
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			if err == nil && till.Why != nil {
				err = errors.New(till.Why.En)
			}
			return till, errors.Join(context.Cause(ctx), err)
		}
	}
}

// Follow calls changed for each event that posd tells, until the stream or ctx ends, and returns the reason.
func (c *Client) Follow(ctx context.Context, changed func()) error {
	resp, err := c.send(ctx, http.MethodGet, "/api/v1/events", "", nil)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("events: %s", resp.Status)
	}
	lines := bufio.NewScanner(resp.Body)
	lines.Buffer(nil, maxAnswer)
	for lines.Scan() {
		if len(lines.Bytes()) == 0 { // the end of an event
			changed()
		}
	}
	return errors.Join(lines.Err(), io.EOF)
}
