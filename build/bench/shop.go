package main

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"slices"
	"time"

	"posd/daemon/book"
	"posd/daemon/journal"
	"posd/payment"
	"posd/payment/alipay"
	"posd/payment/alipay/alipaytest"
	"posd/payment/alipay/intl"
)

// Names in the shop's simulated contract.
const (
	clientID   = "BENCH-CLIENT"
	merchantID = "BENCH-MERCHANT"
)

// shop is a Cashier in this process with everything real behind it but the gateway: the book on a journal on a disk, the client
// of family intl, TLS on loopback, and a log that is written somewhere.
type shop struct {
	alipay  *alipaytest.Alipay
	key     *rsa.PrivateKey
	journal *journal.Journal
	client  *intl.Client
	cashier *payment.Cashier
	watch   *firstWrite

	paid  chan payment.Payment
	open  chan struct{} // is closed when the gate opens for the first time
	close func() error
}

// openShop lays a shop into dir and waits until it may sell.
func openShop(ctx context.Context, dir string) (*shop, error) {
	s := &shop{watch: &firstWrite{}, paid: make(chan payment.Payment, 1), open: make(chan struct{})}
	var undo closers
	s.close = undo.close
	for _, step := range []func(string, *closers) error{s.openGateway, s.openJournal, s.openCashier} {
		if err := step(dir, &undo); err != nil {
			return nil, errors.Join(err, undo.close())
		}
	}
	select {
	case <-s.open:
		return s, nil
	case <-ctx.Done():
		return nil, errors.Join(context.Cause(ctx), undo.close())
	}
}

// closers end what was begun, the newest first.
type closers []func() error

func (c *closers) add(f func() error) { *c = append(*c, f) }

func (c *closers) close() error {
	var errs []error
	for _, f := range slices.Backward(*c) {
		errs = append(errs, f())
	}
	*c = nil
	return errors.Join(errs...)
}

// openGateway makes both sides of a contract and a connection between them.
func (s *shop) openGateway(_ string, undo *closers) error {
	private, public, err := alipaytest.MerchantKey()
	if err != nil {
		return err
	}
	merchant, err := alipaytest.ParsePublicKey(public)
	if err != nil {
		return err
	}
	if s.key, err = alipay.ParsePrivateKey(private); err != nil {
		return err
	}
	if s.alipay, err = alipaytest.New(alipaytest.Opts{ClientID: clientID, MerchantID: merchantID, MerchantPublicKey: merchant}); err != nil {
		return err
	}
	undo.add(s.alipay.Close)
	l, err := new(net.ListenConfig).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- s.alipay.Serve(ctx, l) }()
	undo.add(func() error { stop(); return <-served })
	if s.client, err = s.dial(l.Addr().String()); err != nil {
		return err
	}
	undo.add(func() error { s.client.CloseIdle(); return nil })
	return nil
}

func (s *shop) dial(address string) (*intl.Client, error) {
	theirs, err := alipay.ParsePublicKey(s.alipay.AlipayPublicKeyPEM())
	if err != nil {
		return nil, err
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(s.alipay.CACertPEM())
	return intl.New(intl.Config{BaseURL: "https://" + address + "/api", ClientID: clientID, MerchantID: merchantID},
		intl.Parts{PrivateKey: s.key, AlipayKey: theirs, RootCAs: roots, Dial: s.watch.dial})
}

func (s *shop) openJournal(dir string, undo *closers) (err error) {
	if s.journal, err = journal.Open(filepath.Join(dir, "journal.db"), journal.Opts{Board: "bench"}); err != nil {
		return err
	}
	undo.add(s.journal.Close)
	s.watch.stats = s.journal.Stats
	return nil
}

func (s *shop) openCashier(_ string, undo *closers) error {
	b, err := book.New(s.journal, book.Opts{Zone: time.UTC, Now: time.Now})
	if err != nil {
		return err
	}
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	undo.add(null.Close)
	s.cashier, err = payment.NewCashier(payment.Parts{
		Gateway: s.client, Store: b, Rules: payment.DefaultPolicy(), Random: rand.Reader, Log: slog.New(slog.NewTextHandler(null, nil)),
		Listener: payment.Listener{Payment: s.hear, Gate: s.hearGate},
	})
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.cashier.Run(ctx) }()
	undo.add(func() error { stop(); return <-ended })
	return nil
}

func (s *shop) hear(n payment.Notice, p payment.Payment) {
	if n == payment.NoticePaid {
		s.paid <- p
	}
}

func (s *shop) hearGate(g payment.Gate) {
	if !g.Open {
		return
	}
	select {
	case <-s.open:
	default:
		close(s.open)
	}
}

// scanned is one sale as measured.
type scanned struct {
	took    time.Duration // from the scan to the request's first bytes having been written
	flushes uint64        // of the journal between the two
	bytes   uint64        // that it wrote
}

// sell makes one sale. Only what lies between the scan and the request is measured.
func (s *shop) sell(ctx context.Context) (scanned, error) {
	o := payment.Order{Subject: "coffee", Amount: payment.Amount{Minor: 1250, Currency: "CNY"}, Operator: "bench", Source: "api"}
	p, err := s.cashier.Begin(ctx, o, payment.Code{})
	if err != nil {
		return scanned{}, err
	}
	if err := s.client.Warm(ctx); err != nil {
		return scanned{}, err
	}
	digits, err := s.alipay.Mint("paid", 0)
	if err != nil {
		return scanned{}, err
	}
	code := payment.NewCode(digits)
	written := s.watch.arm()
	before := s.journal.Stats()
	start := time.Now()
	if _, err := s.cashier.Scan(ctx, p.ID, code); err != nil {
		return scanned{}, err
	}
	var first mark
	select {
	case first = <-written:
	case <-ctx.Done():
		return scanned{}, context.Cause(ctx)
	}
	select {
	case <-s.paid:
	case <-ctx.Done():
		return scanned{}, fmt.Errorf("payment %s: %w", p.ID, context.Cause(ctx))
	}
	got := scanned{first.at.Sub(start), first.stats.Flushes - before.Flushes, first.stats.Bytes - before.Bytes}
	return got, s.journal.Tend()
}
