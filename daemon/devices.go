package daemon

import (
	"context"
	"fmt"
	"sync"

	"posd/configs"
	"posd/daemon/health"
	"posd/display"
	"posd/display/pole"
	"posd/drivers"
	"posd/drivers/evdev"
	"posd/drivers/hotplug"
	"posd/drivers/scanner"
	"posd/drivers/serialport"
	"posd/printer/escpos"
)

// openSerial opens a port by its path, or by what is plugged in.
func openSerial(port configs.Port, opts serialport.Opts) (drivers.Conn, error) {
	path := port.Path
	if !port.Match.IsZero() {
		var err error
		if path, err = serialport.Find("/", usbMatch(port.Match)); err != nil {
			return nil, err
		}
	}
	opts.Baud = port.Baud
	return serialport.Open(path, opts)
}

// plugged reports a device's presence to the health tree. While several devices share one problem, such as two scanners, one
// that works is enough.
func (d *Daemon) plugged(problem string, lost *losses, name string) func(hotplug.State) {
	return func(s hotplug.State) {
		d.log.Info("device_changed", "device", name, "up", s.Up, "cause", s.Cause)
		lost.note(name, s, func(cause error) {
			if cause != nil {
				d.health.Set(problem, d.ill(problem, cause))
				return
			}
			d.health.Set(problem, health.Well())
		})
	}
}

// device is a part that keeps a device in use.
func (d *Daemon) device(problem, name string, lost *losses, open hotplug.Open, serve hotplug.Serve) part {
	return part{name: name, run: func(ctx context.Context) error {
		return hotplug.Run(ctx, open, serve, d.plugged(problem, lost, name))
	}}
}

func (d *Daemon) scannerParts() []part {
	lost := newLosses()
	var parts []part
	for i, cfg := range d.cfg.Scanners {
		name := fmt.Sprintf("scanner_%d", i+1)
		parts = append(parts, d.device(probScanner, name, lost, func(context.Context) (drivers.Conn, error) {
			return openScanner(cfg)
		}, func(ctx context.Context, conn drivers.Conn) error {
			return scanner.ServeSerial(ctx, conn, name, framing(cfg), d.inbox.Deliver)
		}))
	}
	return parts
}

// openScanner opens a scanner on a serial line, or one that poses as a keyboard.
func openScanner(cfg configs.Scanner) (drivers.Conn, error) {
	if cfg.Kind != configs.KindEvdev {
		return openSerial(cfg.Port, serialport.Opts{})
	}
	paths := []string{cfg.Path}
	if !cfg.Match.IsZero() {
		var err error
		if paths, err = evdev.Find("/", usbMatch(cfg.Match)); err != nil {
			return nil, err
		}
	}
	return evdev.Open(evdev.Layout(cfg.Layout), paths...)
}

var suffixes = map[string]string{
	configs.SuffixCR: "\r", configs.SuffixLF: "\n", configs.SuffixCRLF: "\r\n", configs.SuffixTab: "\t", configs.SuffixNone: "",
}

func framing(cfg configs.Scanner) scanner.Framing {
	return scanner.Framing{
		Suffix: suffixes[cfg.Suffix], Prefix: cfg.Prefix, Gap: cfg.Gap, GapEnds: cfg.Kind == configs.KindEvdev,
	}
}

// shower is a customer display, or none.
type shower interface {
	Show(v display.View)
}

// noDisplay shows nothing to nobody.
type noDisplay struct{}

func (noDisplay) Show(display.View) {}

func (d *Daemon) displayParts() []part {
	p, ok := d.display.(*pole.Display)
	if !ok {
		return nil
	}
	return []part{d.device(probDisplay, "display", newLosses(), func(context.Context) (drivers.Conn, error) {
		return openSerial(d.cfg.Display.Port, serialport.Opts{})
	}, func(ctx context.Context, conn drivers.Conn) error { return p.Serve(ctx, conn) })}
}

func newDisplay(cfg configs.Display) shower {
	if cfg.Kind == configs.KindNone {
		return noDisplay{}
	}
	return pole.New(pole.Opts{Dialect: pole.Epson{Codes: display.Charset(cfg.Charset)}, Size: displaySize(cfg), Lang: cfg.Language})
}

func displaySize(cfg configs.Display) display.Size {
	return display.Size{Columns: cfg.Columns, Rows: cfg.Rows}
}

func (d *Daemon) printerParts() []part {
	if d.printer == nil {
		return nil
	}
	return []part{{name: "printing", run: d.printing}}
}

// printing keeps the printer connected and the queue at work. When posd ends, the queue ends first, so that the receipt which is
// coming out can still be proven.
func (d *Daemon) printing(ctx context.Context) error {
	linked, unlink := context.WithCancel(context.WithoutCancel(ctx))
	link := d.device(probPrinter, "printer", newLosses(), func(ctx context.Context) (drivers.Conn, error) {
		return openPrinter(ctx, d.cfg.Printer)
	}, func(ctx context.Context, conn drivers.Conn) error { return d.printer.Serve(ctx, conn) })
	var linking sync.WaitGroup
	linking.Go(func() { keepRunning(linked, d.log, link) })
	if d.fresh && d.cfg.Receipt.Ticket {
		linking.Go(func() {
			if err := d.firstTicket(ctx); err != nil {
				d.log.Warn("no_first_ticket", "error", err)
			}
		})
	}
	err := d.spool.Run(ctx)
	unlink()
	linking.Wait()
	return err
}

// printerProfile takes the model's profile and applies what the configuration says about it.
func printerProfile(cfg configs.Printer) escpos.Profile {
	profile, ok := escpos.ProfileNamed(cfg.Profile)
	if !ok {
		name := "generic-58"
		if cfg.Paper == 80 {
			name = "generic-80"
		}
		profile, _ = escpos.ProfileNamed(name)
	}
	if cfg.Status == configs.StatusOneWay {
		profile.Answers, profile.Proof = escpos.Never, escpos.NoProof
	}
	if cfg.Pace != 0 {
		profile.Pace = cfg.Pace
	}
	switch cfg.CJK {
	case configs.CJKGB18030:
		profile.Glyphs = escpos.GB18030
	case configs.CJKRaster:
		profile.Glyphs = escpos.Drawn
	case configs.CJKCodepage:
		profile.Glyphs = escpos.CodePage
	}
	return profile
}
