package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"posd/daemon/cmd/possim/counter"
)

// stand is the real posd on a simulated counter, with a tap on the line to its gateway.
type stand struct {
	*counter.Counter

	api  *counter.Client
	tap  *tap
	name string // of the process
}

// openStand lays a counter into dir, whose journal may be there already. posd is started by start. edits are made to its
// configuration.
func openStand(dir, posd string, edits ...func(toml string) string) (*stand, error) {
	s := &stand{name: cut(filepath.Base(posd), 15)}
	var tapped error
	c, err := counter.Open(counter.Opts{Dir: dir, Posd: posd, Change: func(toml string) string {
		for _, edit := range edits {
			toml = edit(toml)
		}
		toml, tapped = s.tapInto(toml)
		return toml
	}})
	if err != nil {
		return nil, err
	}
	s.Counter, s.api = c, c.Client()
	if tapped != nil {
		return nil, errors.Join(tapped, s.close())
	}
	c.Printer.Speed(0) // the paper is not what is measured
	return s, nil
}

func cut(s string, limit int) string { return s[:min(len(s), limit)] }

// oneWay makes posd take the printer for one that answers nothing, and so ask it nothing.
func oneWay(toml string) string {
	return strings.Replace(toml, "[printer]\n", "[printer]\nstatus = \"one-way\"\n", 1)
}

var gatewayAddress = regexp.MustCompile(`(?m)^(url = "https://)([^/"]+)`)

// tapInto puts the tap into the configuration in place of the gateway.
func (s *stand) tapInto(toml string) (string, error) {
	found := gatewayAddress.FindStringSubmatch(toml)
	if found == nil {
		return toml, errors.New("the counter's configuration names no gateway")
	}
	var err error
	if s.tap, err = openTap(found[2]); err != nil {
		return toml, err
	}
	return gatewayAddress.ReplaceAllString(toml, "${1}"+s.tap.near.Addr().String()), nil
}

func (s *stand) close() error {
	err := s.Close()
	if s.tap != nil {
		err = errors.Join(err, s.tap.close())
	}
	return err
}

// start starts posd and returns how long it took until a sale could begin.
func (s *stand) start(ctx context.Context) (time.Duration, error) {
	began := time.Now()
	if err := s.Posd().Start(); err != nil {
		return 0, err
	}
	look := time.NewTicker(time.Millisecond)
	defer look.Stop()
	for {
		if till, err := s.api.Till(ctx); err == nil && till.Ready {
			return time.Since(began), nil
		}
		select {
		case <-look.C:
		case <-s.Posd().Ended():
			return 0, fmt.Errorf("posd ended:\n%s", strings.Join(s.Posd().Log(), "\n"))
		case <-ctx.Done():
			return 0, context.Cause(ctx)
		}
	}
}

// sellByAPI makes one sale whose code comes with the order, up to its printed receipt.
func (s *stand) sellByAPI(ctx context.Context) error {
	code, err := s.Alipay.Mint("paid", 0)
	if err != nil {
		return err
	}
	body := map[string]any{
		"subject": "coffee", "amount": counter.Amount{Value: "1250", Currency: counter.Currency}, "payment_code": code, "operator": "bench",
	}
	var p counter.Payment
	if err := s.api.Do(ctx, http.MethodPost, "/api/v1/payments?wait=60", "", body, &p); err != nil {
		return err
	}
	return s.printed(ctx, p.ID)
}

// printed waits until a payment is paid and its receipt printed.
func (s *stand) printed(ctx context.Context, id string) error {
	for {
		changed := s.Changed()
		p, err := s.api.Payment(ctx, id)
		if err != nil {
			return err
		}
		if p.Settled && p.State != "paid" {
			return fmt.Errorf("payment %s is %s", id, p.State)
		}
		if p.Receipt != nil && p.Receipt.State == "printed" {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return fmt.Errorf("receipt of %s: %w", id, context.Cause(ctx))
		}
	}
}

// shown is one sale as it was seen from outside.
type shown struct {
	asked time.Duration // from the scanner's bytes to the request at the gateway
	paid  time.Duration // from the verdict's bytes to "paid" on the display
	slip  time.Duration // from there to the receipt's first bytes at the printer
}

// sellByScanner makes one sale that waits for its code, up to its printed receipt.
func (s *stand) sellByScanner(ctx context.Context) (shown, error) {
	p, err := s.api.Sell(ctx, 1250, "coffee", "", "")
	if err != nil {
		return shown{}, err
	}
	if _, err := s.api.AwaitTill(ctx, func(t counter.Till) bool { return t.Armed }); err != nil {
		return shown{}, err
	}
	code, err := s.Alipay.Mint("paid", 0)
	if err != nil {
		return shown{}, err
	}
	asked, paid, slip := s.tap.arm(), s.whenPaid(ctx), s.whenPrinting(ctx)
	scan := time.Now()
	if err := s.Scan(code); err != nil {
		return shown{}, err
	}
	if err := s.printed(ctx, p.ID); err != nil {
		return shown{}, err
	}
	verdict, atPaid, atSlip := s.tap.lastAnswer(), <-paid, <-slip
	return shown{(<-asked).Sub(scan), atPaid.Sub(verdict), atSlip.Sub(atPaid)}, nil
}

// whenPaid returns a channel that gets the time at which the customer display says so.
func (s *stand) whenPaid(ctx context.Context) <-chan time.Time {
	return when(ctx, s.Pole.Changed, func() bool { return strings.Contains(strings.Join(s.Pole.Lines(), "\n"), "Paid") })
}

// receiptAtLeast is more than posd ever sends to a printer in one piece without printing, in bytes.
const receiptAtLeast = 100

// whenPrinting returns a channel that gets the time at which the beginning of a receipt has come to the printer.
func (s *stand) whenPrinting(ctx context.Context) <-chan time.Time {
	before := s.Printer.State().Received
	return when(ctx, s.Printer.Changed, func() bool {
		now := s.Printer.State().Received
		grown := now - before
		before = now
		return grown >= receiptAtLeast
	})
}

// when returns a channel that gets the time at which ok first holds, looked at after each change, or the zero time when ctx ends.
func when(ctx context.Context, changed func() <-chan struct{}, ok func() bool) <-chan time.Time {
	at := make(chan time.Time, 1)
	next := changed()
	go func() {
		for {
			select {
			case <-next:
			case <-ctx.Done():
				at <- time.Time{}
				return
			}
			now := time.Now()
			next = changed()
			if ok() {
				at <- now
				return
			}
		}
	}()
	return at
}
