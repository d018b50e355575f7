package daemon

import (
	"context"
	"net"
	"sync"
	"time"

	"posd/configs"
	"posd/configs/words"
	"posd/daemon/admin"
	"posd/daemon/journal"
	"posd/daemon/till"
	"posd/display"
	"posd/payment"
	"posd/printer/spool"
)

// front is the local API and the status page.
type front struct {
	server    *admin.Server
	cfg       configs.Admin
	listening func() // called by each run once it listens, or cannot
}

func newFront(server *admin.Server, cfg configs.Admin, listening func()) *front {
	if listening == nil {
		listening = func() {}
	}
	return &front{server, cfg, sync.OnceFunc(listening)}
}

// run opens the listeners and serves until ctx ends.
func (f *front) run(ctx context.Context) error {
	listeners, err := f.listen(ctx)
	f.listening()
	for _, l := range listeners {
		defer func() { _ = l.Close() }() // the server closes it too
	}
	if err != nil {
		return err
	}
	return f.server.Serve(ctx, listeners...)
}

// listen opens the listeners. With an error it returns those that it had opened by then.
func (f *front) listen(ctx context.Context) ([]net.Listener, error) {
	var lc net.ListenConfig
	tcp, err := lc.Listen(ctx, "tcp", f.cfg.Listen)
	if err != nil {
		return nil, err
	}
	if f.cfg.Socket == "" {
		return []net.Listener{tcp}, nil
	}
	socket, err := admin.ListenSocket(f.cfg.Socket)
	if err != nil {
		return []net.Listener{tcp}, err
	}
	return []net.Listener{tcp, socket}, nil
}

func (d *Daemon) makeAdmin() error {
	token, err := adminToken(d.cfg.Admin)
	if err != nil {
		return err
	}
	parts := admin.Parts{
		Till: apiTill{d.till, d}, Payments: d.book, Totals: d.book, Health: d.health, Journal: journalLog{d.journal}, Clock: d.clock,
		Bills: billDesk{d.bills, d}, Gate: d.cashier.Gate, Ready: d.ready, Lines: d.displayLines, Metrics: d.metrics, Limits: limits(d.cfg), Shows: d.cfg.ShowCode.Enabled,
		Build: build(d.cfg, d.parts), Started: d.started, Zone: d.zone, Lang: d.cfg.Terminal.Language, Hosts: d.cfg.Admin.Hosts,
		Token: token, Now: d.parts.Now, Log: d.log,
	}
	parts.Reports, parts.Staff = reports{d}, d.staff
	parts.Refunds = admin.RefundRules{Reason: d.cfg.Staff.RefundReason, PIN: d.cfg.Staff.RefundPIN, Today: d.refundedToday}
	if d.drawer != nil {
		parts.Drawer = drawerDesk{d}
	}
	if d.spool != nil {
		parts.Receipts, parts.Testing = receiptJobs{d.spool, d.spare, d.book}, printerTests{d}
		parts.Design = &design{d: d}
	}
	server, err := admin.New(parts)
	if err != nil {
		return err
	}
	d.admin = newFront(server, d.cfg.Admin, d.parts.Listening)
	return nil
}

// apiTill is the till as the API has it.
type apiTill struct {
	*till.Till

	d *Daemon
}

// Refund implements admin.Till. A new refund waits until there is room for it; one that was asked for before is told as it stands.
func (c apiTill) Refund(ctx context.Context, id payment.ID, ask payment.Refund) (payment.Payment, payment.Refund, error) {
	p, err := c.d.book.Get(id)
	if err != nil {
		return p, payment.Refund{}, err
	}
	if _, known := p.RefundByKey(ask.Key); !known {
		if err := c.d.spare(); err != nil {
			return p, payment.Refund{}, err
		}
	}
	return c.Till.Refund(ctx, id, ask)
}

func adminToken(cfg configs.Admin) (admin.Token, error) {
	if cfg.TokenFile == "" {
		return admin.Token{}, nil
	}
	return admin.ReadToken(cfg.TokenFile)
}

func build(cfg configs.Config, parts Parts) admin.Build {
	b := admin.Build{Version: parts.Version, Terminal: cfg.Terminal.ID, Board: board(cfg), Shop: cfg.Merchant.Name}
	if !parts.Committed.IsZero() {
		b.Commit = parts.Committed.Format(time.DateOnly)
	}
	return b
}

// limits are the merchant's bounds on amounts; the configuration has checked that they are amounts.
func limits(cfg configs.Config) admin.Limits {
	currency := payment.Currency(cfg.Terminal.Currency)
	l := admin.Limits{Currency: currency}
	if least, err := payment.ParseAmount(cfg.Policy.MinAmount, currency); err == nil {
		l.Min = least.Minor
	}
	if most, err := payment.ParseAmount(cfg.Policy.MaxAmount, currency); err == nil {
		l.Max = most.Minor
	}
	return l
}

// displayLines renders a view as the customer display shows it.
func (d *Daemon) displayLines(v display.View) []string {
	if d.cfg.Display.Kind == configs.KindNone {
		return display.Lines(v, display.Size{Columns: 20, Rows: 2}, words.Bilingual, display.GB18030)
	}
	return display.Lines(v, displaySize(d.cfg.Display), d.cfg.Display.Language, display.Charset(d.cfg.Display.Charset))
}

// journalLog is the journal as the API's list of events.
type journalLog struct{ *journal.Journal }

// Head implements admin.Log.
func (l journalLog) Head() uint64 { return l.Len() }

// After implements admin.Log.
func (l journalLog) After(seq uint64, limit int) ([]admin.Event, error) {
	var events []admin.Event
	if limit < 1 {
		return nil, nil
	}
	for e, err := range l.Entries(seq+1, seq+uint64(limit)) {
		if err != nil {
			return nil, err
		}
		events = append(events, admin.Event{
			Seq: e.Seq, At: e.Time, Stream: apiStream(e.Stream), Kind: e.Kind, Key: e.Key, Version: e.Version, Body: e.Body,
			Hash: e.Hash.String(),
		})
	}
	return events, nil
}

// apiStream is what the API calls a stream of the journal.
func apiStream(stream string) string {
	if stream == spool.Stream {
		return admin.StreamReceipt
	}
	return stream
}
