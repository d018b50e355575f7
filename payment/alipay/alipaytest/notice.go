package alipaytest

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"
)

// teller is a front whose family tells the merchant by itself what became of a trade.
type teller interface {
	// tellOf writes the notification of a trade to an address, signed with another key if it is to be forged. It is nil where the
	// family does not tell of this end.
	tellOf(to *url.URL, t Trade, forged bool) (*notice, error)
	// pauses are those before the second time that a notification is sent, and each further one.
	pauses() []time.Duration
}

// notice is one notification before it travels.
type notice struct {
	outgoing

	heard func(header http.Header, body []byte) bool // whether an answer is the one that the family wants
}

// noticeTime bounds one try.
const noticeTime = 10 * time.Second

// follow tells the merchant what becomes of a trade, once it has.
func (a *Alipay) follow(f teller, address, number string) {
	to, err := url.Parse(address)
	a.mu.Lock()
	twice := a.followed[number]
	a.followed[number] = true
	a.mu.Unlock()
	if a.opts.Notify == nil || err != nil || twice {
		return
	}
	a.spawn(func() {
		if t, ok := a.ledger.outcome(number, a.done); ok {
			a.notify(f, to, t)
		}
	})
}

// notify sends a notification until it is taken, or the family gives up.
func (a *Alipay) notify(f teller, to *url.URL, t Trade) {
	for _, pause := range append([]time.Duration{0}, f.pauses()...) {
		if !a.sleep(pause) {
			return
		}
		n, err := f.tellOf(to, t, a.Switches().WrongKey)
		if err != nil {
			a.opts.Logger.Error("simulated gateway cannot notify", "error", err)
			return
		}
		if n == nil {
			return
		}
		result, err := a.post(to, n)
		e := Event{Number: t.Number, Result: result}
		if err != nil {
			e.Note = err.Error()
		}
		a.ledger.note(EventNotice, e)
		if result == NoticeTaken {
			return
		}
	}
}

// What an event of a notification says of it.
const (
	NoticeTaken = "taken" // answered as the family wants
	NoticeOther = "other" // answered otherwise
	NoticeLost  = "lost"  // not answered
)

// post sends a notification once.
func (a *Alipay) post(to *url.URL, n *notice) (result string, err error) {
	ctx, stop := context.WithTimeout(context.Background(), noticeTime)
	defer stop()
	go func() {
		select {
		case <-a.done:
			stop()
		case <-ctx.Done():
		}
	}()
	q, err := http.NewRequestWithContext(ctx, http.MethodPost, to.String(), bytes.NewReader(n.body))
	if err != nil {
		return NoticeLost, err
	}
	q.Header = n.header
	answer, err := a.opts.Notify.RoundTrip(q)
	if err != nil {
		return NoticeLost, err
	}
	body, err := io.ReadAll(io.LimitReader(answer.Body, maxRequest))
	if closed := answer.Body.Close(); err != nil || closed != nil {
		return NoticeLost, fmt.Errorf("the answer broke off: %w", err)
	}
	if answer.StatusCode != http.StatusOK || !n.heard(answer.Header, body) {
		return NoticeOther, fmt.Errorf("%w: %s", errNotice, answer.Status)
	}
	return NoticeTaken, nil
}

// saysSuccess is the answer of the families that send forms: these seven characters.
func saysSuccess(_ http.Header, body []byte) bool { return string(body) == "success" }

// minutes are pauses in minutes.
func minutes(all ...int) []time.Duration {
	var out []time.Duration
	for _, m := range all {
		out = append(out, time.Duration(m)*time.Minute)
	}
	return out
}
