package spot_test

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"posd/payment"
	"posd/payment/alipay/alipaytest"
	"posd/payment/alipay/spot"
	"posd/payment/paymenttest"
)

// The two gateways of the tests: two names of one simulated Alipay, over one ledger.
const (
	firstURL  = "https://open-sea.alipay.com/api"
	secondURL = "https://open-na.alipay.com/api"
)

// two is a client of both gateways and the ways to them.
type two struct {
	t             *testing.T
	alipay        *alipaytest.Alipay
	client        *spot.Client
	first, second func(context.Context) (net.Conn, error) // nil: the gateway
	dials         [2]atomic.Int32
	serial        uint64
}

// between runs test with both gateways, in virtual time.
func between(t *testing.T, test func(*two)) {
	t.Helper()
	opts := family(spot.SignRSA2).Opts // outside the bubble
	synctest.Test(t, func(t *testing.T) {
		gateway, err := alipaytest.New(opts)
		if err != nil {
			t.Fatal(err)
		}
		listener := alipaytest.NewPipeListener()
		ctx, stop := context.WithCancel(t.Context())
		served := make(chan error, 1)
		go func() { served <- gateway.Serve(ctx, listener) }()
		w := &two{t: t, alipay: gateway}
		w.client = open(t, paymenttest.Line{
			Alipay: gateway, Log: slog.New(slog.DiscardHandler),
			Dial: func(ctx context.Context, _, address string) (net.Conn, error) {
				i, way := 0, w.first
				if strings.HasPrefix(address, "open-na") {
					i, way = 1, w.second
				}
				w.dials[i].Add(1)
				if way != nil {
					return way(ctx)
				}
				return listener.Dial(ctx)
			},
		}, spot.Config{BaseURL: firstURL, BackupURL: secondURL})
		test(w)
		w.client.CloseIdle()
		stop()
		if err := errors.Join(<-served, gateway.Close()); err != nil {
			t.Error(err)
		}
		if v := gateway.Violations(); len(v) > 0 {
			t.Errorf("violations: %+v", v)
		}
	})
}

func refused(context.Context) (net.Conn, error) { return nil, errors.New("refused") }

func hangs(ctx context.Context) (net.Conn, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

// sell returns a pay and a question about it.
func (w *two) sell(scenario string) (payment.PayRequest, payment.TradeRequest) {
	w.t.Helper()
	code, err := w.alipay.Mint(scenario, 0)
	if err != nil {
		w.t.Fatal(err)
	}
	w.serial++
	trade := payment.TradeRequest{Number: string(payment.NewID(w.serial)) + "_0", Amount: payment.Amount{Minor: 1250, Currency: "USD"}}
	return payment.PayRequest{Number: trade.Number, Amount: trade.Amount, Subject: "tea", Code: payment.NewCode(code)}, trade
}

// arrived counts the messages of a call that Alipay saw about a number.
func (w *two) arrived(call alipaytest.Call, number string) int {
	n := 0
	for _, e := range w.alipay.Ledger().Events(0) {
		if e.Kind == alipaytest.EventMessage && e.Call == call && e.Number == number {
			n++
		}
	}
	return n
}

// A gateway that cannot be reached is passed over inside the deadline, and tried last for a while.
func TestTheSecondGatewayTakesOver(t *testing.T) {
	t.Parallel()
	for name, way := range map[string]func(context.Context) (net.Conn, error){"refused": refused, "hangs": hangs} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			between(t, func(w *two) {
				w.first = way
				start := time.Now()
				pay, trade := w.sell("paid")
				if a := w.client.Pay(w.t.Context(), pay); a.Outcome != payment.Paid || time.Since(start) > 5*time.Second {
					w.t.Fatalf("%+v after %v", a, time.Since(start))
				}
				before := w.dials[0].Load()
				if a := w.client.Query(w.t.Context(), trade); a.Outcome != payment.Paid || w.dials[0].Load() != before {
					w.t.Errorf("%+v, the first gateway was dialled %d times", a, w.dials[0].Load())
				}
				w.first = nil
				time.Sleep(2 * time.Minute) // virtual time
				pay, _ = w.sell("paid")
				if a := w.client.Pay(w.t.Context(), pay); a.Outcome != payment.Paid || w.dials[0].Load() != before+1 {
					w.t.Errorf("%+v, the first gateway was dialled %d times", a, w.dials[0].Load())
				}
			})
		})
	}
}

// What may have reached the first gateway never goes to the second: one payment stays one.
func TestADoubtIsNotSentTwice(t *testing.T) {
	t.Parallel()
	for _, scenario := range []string{
		"charged_lost", "uncharged_lost", "answer_hangs", "answer_reset", "answer_html", "answer_huge", "answer_drips", "charged_system_error", "forged",
	} {
		t.Run(scenario, func(t *testing.T) {
			t.Parallel()
			between(t, func(w *two) {
				pay, trade := w.sell(scenario)
				if a := w.client.Pay(w.t.Context(), pay); a.Outcome != payment.Unknown {
					w.t.Errorf("%+v", a)
				}
				if n := w.arrived(alipaytest.CallPay, trade.Number); n > 1 || w.dials[1].Load() != 0 {
					w.t.Errorf("%d pays arrived, the second gateway was dialled %d times", n, w.dials[1].Load())
				}
			})
		})
	}
	between(t, func(w *two) {
		pay, _ := w.sell("paid")
		w.alipay.SetSwitches(alipaytest.Switches{Unavailable: true})
		if a := w.client.Pay(w.t.Context(), pay); a.Outcome != payment.Unknown || w.dials[1].Load() != 0 {
			w.t.Errorf("503: %+v", a)
		}
	})
}

// A cancel and a refund are no questions either.
func TestCancelsAndRefundsAreNotSentTwice(t *testing.T) {
	t.Parallel()
	between(t, func(w *two) {
		pay, trade := w.sell("cancel_lost")
		w.client.Pay(w.t.Context(), pay)
		if a := w.client.Cancel(w.t.Context(), trade); a.Outcome != payment.Unknown || w.arrived(alipaytest.CallCancel, trade.Number) != 1 {
			w.t.Errorf("%+v, %d cancels", a, w.arrived(alipaytest.CallCancel, trade.Number))
		}
		pay, trade = w.sell("refund_lost")
		w.client.Pay(w.t.Context(), pay)
		back := payment.RefundRequest{Trade: trade, Number: "81111111111111111111", Amount: payment.Amount{Minor: 100, Currency: "USD"}}
		if a := w.client.Refund(w.t.Context(), back); a.Outcome != payment.Unknown || w.dials[1].Load() != 0 {
			w.t.Errorf("%+v, the second gateway was dialled %d times", a, w.dials[1].Load())
		}
	})
}

// A question may be asked twice.
func TestAQueryIsAskedOfBoth(t *testing.T) {
	t.Parallel()
	between(t, func(w *two) {
		pay, trade := w.sell("query_lost")
		w.client.Pay(w.t.Context(), pay)
		a := w.client.Query(w.t.Context(), trade)
		if w.arrived(alipaytest.CallQuery, trade.Number) != 2 || w.dials[1].Load() != 1 {
			w.t.Errorf("%+v, %d queries, the second gateway was dialled %d times", a, w.arrived(alipaytest.CallQuery, trade.Number), w.dials[1].Load())
		}
		if a := w.client.Query(w.t.Context(), trade); a.Outcome != payment.Paid {
			w.t.Errorf("%+v", a)
		}
	})
	between(t, func(w *two) {
		w.first, w.second = refused, refused
		pay, trade := w.sell("paid")
		if a := w.client.Pay(w.t.Context(), pay); a.Outcome != payment.NotSent {
			w.t.Errorf("%+v", a)
		}
		if a := w.client.Query(w.t.Context(), trade); a.Outcome != payment.Unknown || w.client.Warm(w.t.Context()) == nil {
			w.t.Errorf("%+v", a)
		}
	})
}

// No refund leaves the terminal while Alipay would only keep it for the morning.
func TestNoRefundAtNight(t *testing.T) {
	t.Parallel()
	between(t, func(w *two) {
		pay, trade := w.sell("paid")
		w.client.Pay(w.t.Context(), pay)
		back := payment.RefundRequest{Trade: trade, Number: "81111111111111111111", Amount: payment.Amount{Minor: 100, Currency: "USD"}}
		time.Sleep(16*time.Hour + time.Minute) // virtual time, from 08:00 to 00:01 in Beijing
		if a := w.client.Refund(w.t.Context(), back); a.Outcome != payment.NotSent || a.Reason.Code != "refund_night" {
			w.t.Errorf("at night: %+v", a)
		}
		if w.arrived(alipaytest.CallRefund, trade.Number) != 0 {
			w.t.Error("it was sent")
		}
		time.Sleep(89 * time.Minute) // virtual time
		if a := w.client.Refund(w.t.Context(), back); a.Outcome != payment.Done {
			w.t.Errorf("at 01:30: %+v", a)
		}
	})
}

// A configuration is refused as a whole, fault by fault.
func TestConfiguration(t *testing.T) {
	t.Parallel()
	_, err := spot.New(spot.Config{
		BaseURL: "http://x", Partner: "1", SignType: "DSA", Timestamp: "now", SettleCurrency: "XXX", CallTimeout: time.Hour, TerminalID: strings.Repeat("x", 33),
	}, spot.Parts{})
	if err == nil || !errors.Is(err, spot.ErrConfig) {
		t.Fatal(err)
	}
	for _, want := range []string{"partner", "secondary merchant", "timestamp", "settle_currency", "call_timeout", "sign_type", "terminal id", "https"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("no word about %s: %v", want, err)
		}
	}
}
