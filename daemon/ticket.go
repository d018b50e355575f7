package daemon

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"net/url"
	"runtime"
	"strings"
	"time"

	"posd/configs"
	"posd/configs/words"
	"posd/daemon/admin"
	"posd/printer"
	"posd/printer/spool"
)

// address is one of this machine's on a network.
type address struct {
	device string
	ip     netip.Addr
}

// addresses lists where others reach this machine: IPv4 first, without loopback and link-local ones.
func addresses() []address {
	devices, err := net.Interfaces()
	if err != nil {
		return nil
	}
	var v4, v6 []address
	for _, device := range devices {
		nets, err := device.Addrs()
		if err != nil || device.Flags&net.FlagUp == 0 {
			continue
		}
		for _, n := range nets {
			prefix, err := netip.ParsePrefix(n.String())
			if err != nil || !prefix.Addr().IsGlobalUnicast() {
				continue
			}
			if prefix.Addr().Is4() {
				v4 = append(v4, address{device.Name, prefix.Addr()})
			} else {
				v6 = append(v6, address{device.Name, prefix.Addr()})
			}
		}
	}
	return append(v4, v6...)
}

// pageLink is where others find the status page; empty where only this machine reaches it.
func pageLink(listen string, here []address) string {
	host, port, err := net.SplitHostPort(listen)
	if err != nil {
		return ""
	}
	ip, err := netip.ParseAddr(host)
	switch {
	case host == "", err == nil && ip.IsUnspecified():
		if len(here) == 0 {
			return ""
		}
		host = here[0].ip.String()
	case host == "localhost", err == nil && ip.IsLoopback():
		return ""
	}
	return (&url.URL{Scheme: "http", Host: net.JoinHostPort(host, port), Path: "/"}).String()
}

// ticketSlip tells a technician how a terminal is set up and where its status page is. It holds no secret: no key, no id of the
// merchant's account.
func ticketSlip(cfg configs.Config, f form, parts Parts, now time.Time, here []address) printer.Receipt {
	lang := reportLang(cfg, f)
	say := func(key words.Key, args ...any) string { return words.Text(lang, key, args...) }
	var lines []printer.Line
	row := func(key words.Key, value string) {
		if value != "" {
			lines = append(lines, printer.Line{Left: printer.Label(lang, key), Right: value})
		}
	}
	profile := printerProfile(cfg.Printer)
	row("printer.ticket_version", parts.Version)
	row("printer.ticket_board", cfg.Terminal.Board)
	if serial := board(cfg); serial != cfg.Terminal.Board {
		row("printer.ticket_serial", serial)
	}
	row("printer.ticket_machine", runtime.GOOS+"/"+runtime.GOARCH)
	row("printer.ticket_gateway", strings.TrimSpace(cfg.Gateway.Family+" "+hostOf(cfg.Gateway.URL)))
	row("printer.ticket_currency", cfg.Terminal.Currency)
	row("printer.ticket_zone", cfg.Terminal.Timezone)
	row("printer.ticket_day", cfg.Terminal.DayEnds.String())
	lines = append(lines, printer.Line{})
	row("printer.test_profile", profile.Name)
	row("printer.test_port", printerPlace(cfg.Printer))
	row("printer.ticket_scanner", devicesOf(cfg))
	row("printer.ticket_display", string(cfg.Display.Kind))
	row("printer.ticket_drawer", string(cfg.Drawer.Kind))
	lines = append(lines, printer.Line{})
	for _, a := range here {
		lines = append(lines, printer.Line{Left: a.device, Right: a.ip.String()})
	}
	link := pageLink(cfg.Admin.Listen, here)
	if len(here) == 0 {
		lines = append(lines, printer.Line{Left: say("printer.ticket_no_network")})
	}
	lines = append(lines, printer.Line{Left: printer.Label(lang, "printer.ticket_page"), Bold: true})
	if link == "" {
		lines = append(lines, printer.Line{Left: say("printer.ticket_page_here", "http://"+cfg.Admin.Listen+"/")})
	} else {
		lines = append(lines, printer.Line{Left: link})
	}
	return printer.Receipt{
		Kind: printer.KindTicket, Merchant: cfg.Merchant.Name, Store: cfg.Merchant.StoreName, Terminal: cfg.Terminal.ID, Time: now, Lines: lines,
		Link: link,
	}
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Host
}

// devicesOf names the kinds of scanners.
func devicesOf(cfg configs.Config) string {
	kinds := make([]string, len(cfg.Scanners))
	for i, s := range cfg.Scanners {
		kinds[i] = string(s.Kind)
	}
	return strings.Join(kinds, ", ")
}

// PrintTicket implements admin.Testing.
func (t printerTests) PrintTicket(_ context.Context, operator string) (admin.ReceiptJob, error) {
	job, err := t.d.printTicket("ticket-"+t.d.parts.Now().UTC().Format("20060102T150405.000"), operator)
	return apiJob(job), err
}

func (d *Daemon) printTicket(id, operator string) (spool.Job, error) {
	slip := ticketSlip(d.cfg, *d.form.Load(), d.parts, d.parts.Now().In(d.zone), addresses())
	slip.Cashier = operator
	return d.spool.Enqueue(id, slip)
}

// The ticket of the first start waits for a network, and not for ever: a shop may have none yet.
const (
	ticketWait = time.Minute
	ticketLook = time.Second
)

// firstTicket prints the ticket when a terminal starts with an empty journal: whoever has just set it up reads the address off it.
func (d *Daemon) firstTicket(ctx context.Context) error {
	tick := time.NewTicker(ticketLook)
	defer tick.Stop()
	for end := time.Now().Add(ticketWait); len(addresses()) == 0 && time.Now().Before(end); {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return nil
		}
	}
	if _, err := d.spool.Job(firstTicketID); !errors.Is(err, spool.ErrUnknown) {
		return err
	}
	_, err := d.printTicket(firstTicketID, "")
	return err
}

// firstTicketID names the job of the first ticket, so that it comes once.
const firstTicketID = "ticket-first"
