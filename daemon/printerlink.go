package daemon

import (
	"context"
	"errors"
	"net"
	"syscall"

	"posd/configs"
	"posd/configs/words"
	"posd/daemon/health"
	"posd/drivers"
	"posd/drivers/netport"
	"posd/drivers/serialport"
	"posd/drivers/usblp"
)

// openPrinter opens the printer on its serial port, its USB node or its network address, wherever it is plugged in by now.
func openPrinter(ctx context.Context, cfg configs.Printer) (drivers.Conn, error) {
	switch cfg.Kind { //nolint:exhaustive // the kinds of other devices are refused by the configuration
	case configs.KindUSB:
		return openUSBPrinter("/", cfg)
	case configs.KindNetwork:
		return netport.Open(ctx, cfg.Address, netport.Opts{})
	}
	return openSerial(cfg.Port, serialport.Opts{Flow: serialport.Flow(cfg.Flow)})
}

// openUSBPrinter opens /dev/usb/lp*. root is "/", but in tests.
func openUSBPrinter(root string, cfg configs.Printer) (drivers.Conn, error) {
	path := cfg.Path
	if path == "" {
		var err error
		if path, err = usblp.Find(root, usblp.Match{Match: usbMatch(cfg.Match), Model: cfg.Match.Model}); err != nil {
			return nil, err
		}
	}
	return usblp.Open(path, usblp.Opts{})
}

func usbMatch(m configs.Match) drivers.Match {
	return drivers.Match{VID: m.VID, PID: m.PID, Serial: m.Serial}
}

// ill is the report of a device that could not be opened or went away. Of a printer there is more to say than "not connected".
func (d *Daemon) ill(problem string, err error) health.Report {
	r := health.Ill(err.Error())
	if problem == probPrinter {
		r.Cause, r.Cure = printerFault(d.cfg.Printer.Kind, err)
	}
	return r
}

// printerFault says why there is no printer, and what to do about it on this kind of cable. Both are zero where nothing more is
// known than that it is not there.
func printerFault(kind configs.Kind, err error) (cause, cure words.Message) {
	key := words.Key("")
	switch {
	case errors.Is(err, drivers.ErrDenied):
		key = "health.printer_denied"
	case errors.Is(err, drivers.ErrBusy):
		key = "health.printer_busy"
	case errors.Is(err, drivers.ErrAmbiguous):
		key = "health.printer_ambiguous"
	case errors.Is(err, drivers.ErrUnfit):
		key = "health.printer_unfit"
	case kind == configs.KindUSB:
		key = "health.printer_usb"
	case kind == configs.KindNetwork:
		key = networkFault(err)
	default:
		return cause, cure
	}
	return words.Say(key), words.Say(key + "_do")
}

// networkFault tells a name nobody knows from a printer that is off, and both from one that lets nobody in.
func networkFault(err error) words.Key {
	if _, ok := errors.AsType[*net.DNSError](err); ok {
		return "health.printer_name"
	}
	if errors.Is(err, syscall.ECONNREFUSED) {
		return "health.printer_refused"
	}
	return "health.printer_unreached"
}
