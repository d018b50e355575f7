package paymenttest

import (
	"context"
	"log/slog"
	"maps"
	"net"
	"testing"
	"time"

	"posd/payment"
	"posd/payment/alipay/alipaytest"
)

// Client is what a family's client is to its user.
type Client interface {
	payment.Gateway
	// Warm makes a connection ready for the next call.
	Warm(ctx context.Context) error
	// CloseIdle closes the kept connections.
	CloseIdle()
}

// Family is one wire family to hold to the contract of [payment.Gateway]: the options of its simulated Alipay, and the way to open
// the real client before it.
type Family struct {
	// Opts make the simulated Alipay. Identity should be one that all tests of a binary share: making keys takes long.
	Opts alipaytest.Opts
	// Open makes the client. It is called inside a synctest bubble.
	Open func(t *testing.T, l Line) Client
	// Amount is what a sale costs; the zero value is 12.50 USD.
	Amount payment.Amount
	// Amounts are further ones that must arrive as they are.
	Amounts []payment.Amount
	// Scripts replace those of [Scripts] where the family documents another outcome. Each needs a reason beside it.
	Scripts map[string]string
	// Secrets are what may never be in a log or a detail, beside payment codes.
	Secrets []string
	// Unscanned is what a query of a number answers whose code nobody has scanned; 0 means NotFound.
	Unscanned payment.Outcome
	// ShowLife is how long a code to show lives in a family whose request cannot say it; 0: as long as the request says.
	ShowLife time.Duration
	// Deadline is the time limit of one call; 0 means 5 s.
	Deadline time.Duration
}

// Line is the client's way to the simulated Alipay.
type Line struct {
	Alipay *alipaytest.Alipay // whose keys and certificate authority the client trusts
	Dial   func(ctx context.Context, network, address string) (net.Conn, error)
	Log    *slog.Logger
}

func (f Family) withDefaults() Family {
	if f.Amount == (payment.Amount{}) {
		f.Amount = payment.Amount{Minor: 1250, Currency: "USD"}
	}
	if f.Deadline == 0 {
		f.Deadline = 5 * time.Second
	}
	if f.Unscanned == payment.Unknown {
		f.Unscanned = payment.NotFound
	}
	scripts := Scripts()
	maps.Copy(scripts, f.Scripts)
	f.Scripts = scripts
	return f
}

// TestGateway holds a family's real client to the contract of [payment.Gateway], over TLS and HTTP on pipes before the simulated
// Alipay, in virtual time: every scenario, every refusal, every way in which the line or the gateway fails. What each call may
// conclude is in [Scripts].
func TestGateway(t *testing.T, f Family) {
	t.Helper()
	f = f.withDefaults()
	for _, x := range []struct {
		name string
		test func(*testing.T, Family)
	}{
		{"scenarios", testScenarios},
		{"refusals", testRefusals},
		{"amounts", testAmounts},
		{"repeats", testRepeats},
		{"codes to show", testPresent},
		{"refunds", testRefunds},
		{"refund queries", testRefundQueries},
		{"probe", testProbe},
		{"gateway down", testGatewayDown},
		{"denial", testDenial},
		{"dialling errors", testDiallingErrors},
		{"warm", testWarm},
		{"invalid requests", testInvalidRequests},
		{"concurrent calls", testConcurrentCalls},
		{"caller goes away", testCallerGoesAway},
	} {
		t.Run(x.name, func(t *testing.T) {
			t.Parallel()
			x.test(t, f)
		})
	}
}
