package daemon_test

import (
	"context"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"posd/daemon"
	"posd/payment/alipay/alipaytest"
	"posd/payment/alipay/keytest"
)

// TestEveryFamilyTellsTheTime: a terminal that woke up in 1970 reaches its gateway, and its first answer brings the time, whatever
// family it speaks (promise 20). Without it, a board without a battery and without NTP would never sell.
func TestEveryFamilyTellsTheTime(t *testing.T) {
	t.Parallel()
	identity, err := alipaytest.IdentityOf(keytest.RSA(0), keytest.RSA(1), keytest.RSA(2))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			c := f.sign(t, t.TempDir(), identity)
			synctest.Test(t, func(t *testing.T) {
				bank, err := alipaytest.New(c.opts)
				if err != nil {
					t.Fatal(err)
				}
				listener := alipaytest.NewPipeListener()
				ctx, cancel := context.WithCancel(t.Context())
				served := make(chan error, 1)
				go func() { served <- bank.Serve(ctx, listener) }()
				var told []time.Time
				dial := func(ctx context.Context, _, _ string) (net.Conn, error) { return listener.Dial(ctx) }
				client, err := daemon.OpenGatewayWithoutTime(c.cfg, dial, time.Now().AddDate(-9, 0, 0), func(at time.Time) { told = append(told, at) })
				if err != nil {
					t.Fatal(err)
				}
				a := client.Probe(t.Context()) // its own time may make the gateway refuse it: that is an answer as well
				if len(told) == 0 || time.Until(told[0]).Abs() > time.Minute {
					t.Errorf("the gateway answered %s (%s), the terminal was told %v", a.Outcome, a.Detail, told)
				}
				if kept, ok := client.(interface{ CloseIdle() }); ok {
					kept.CloseIdle()
				}
				cancel()
				if err := <-served; err != nil {
					t.Error(err)
				}
			})
		})
	}
}
