package relay

import (
	"context"
	"net/http"
	"sync"
	"time"

	"posd/payment"
	"posd/payment/acquirer/protocol"
	"posd/payment/alipay/call"
)

// serveWait answers as soon as a notification of the number came, or has come already, here or at another instance or at the relay
// above.
func (r *Relay) serveWait(w http.ResponseWriter, q *http.Request) {
	request, ok := r.read(w, q)
	if !ok {
		return
	}
	out := protocol.Answer{Message: request.Message, Number: request.Number}
	from, err := r.identify(peers(q), r.now())
	patience := min(time.Duration(request.Seconds)*time.Second, protocol.MaxWait)
	leave, room := r.waiting.enter(terminalKey(from.Merchant, from.Terminal))
	defer leave()
	if err != nil || !room || call.CheckNumber(request.Number) != nil || !from.Covers(request.Number) || patience <= 0 {
		r.gauges.refused("wait")
		r.write(w, out)
		return
	}
	ctx, stop := context.WithTimeout(q.Context(), patience)
	defer stop()
	defer context.AfterFunc(r.life, stop)()
	out.News = r.await(ctx, from.merchant, request.Number, patience)
	r.write(w, out)
}

// await waits for news of our own and, where the merchant's gateway is a relay, for its.
func (r *Relay) await(ctx context.Context, m Merchant, number string, patience time.Duration) bool {
	above, ok := m.Gateway.(payment.Waiter)
	if !ok {
		return r.news.wait(ctx, m.ID, number)
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	heard := make(chan bool, 2)
	go func() { heard <- r.news.wait(ctx, m.ID, number) }()
	go func() { heard <- above.Await(ctx, payment.TradeRequest{Number: number}, patience) }()
	for range cap(heard) {
		if <-heard {
			return true
		}
	}
	return false
}

// waitsPerTerminal bounds what one terminal holds open: a sale, and a payment of before.
const waitsPerTerminal = 4

// waitRoom counts the waits of each terminal.
type waitRoom struct {
	mu    sync.Mutex
	count map[string]int
}

func (w *waitRoom) enter(terminal string) (leave func(), ok bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.count == nil {
		w.count = map[string]int{}
	}
	if w.count[terminal] >= waitsPerTerminal {
		return func() {}, false
	}
	w.count[terminal]++
	return func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		if w.count[terminal]--; w.count[terminal] == 0 {
			delete(w.count, terminal)
		}
	}, true
}
