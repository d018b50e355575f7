package serialport

import (
	"fmt"
	"time"

	"go.bug.st/serial"

	"posd/drivers"
)

// Flow is how a device says that it can take no more bytes.
type Flow string

// Kinds of flow control.
const (
	FlowNone    Flow = "none"    // it never says; the driver paces itself
	FlowRTSCTS  Flow = "rtscts"  // by the line CTS, obeyed by the kernel
	FlowXONXOFF Flow = "xonxoff" // by the bytes 13h and 11h, obeyed by the kernel
	// FlowDTRDSR is what most Epson-like printers do by default: their DTR, our DSR, falls when they
	// are busy. Linux knows nothing of it, so the port looks at DSR before every 64 bytes, and lets
	// no more than those be on their way.
	FlowDTRDSR Flow = "dtrdsr"
)

// Parity of each byte on the line.
type Parity string

// Parities.
const (
	ParityNone Parity = "none"
	ParityOdd  Parity = "odd"
	ParityEven Parity = "even"
)

// Opts are the line's parameters; the zero value is 9600 8N1 without flow control.
type Opts struct {
	Baud     int    // bits per second, 50..4,000,000; 9600 when 0
	DataBits int    // 7 or 8; 8 when 0
	Parity   Parity // ParityNone when empty
	StopBits int    // 1 or 2; 1 when 0
	Flow     Flow   // FlowNone when empty
	// WriteTimeout is how long Write waits for the device to take the next 256 bytes (64 with
	// FlowDTRDSR); 5 s when 0. A device that is slow but moves never times out.
	WriteTimeout time.Duration
	// Linger is how long Close waits for bytes already written to leave the line, before it throws
	// them away; 250 ms when 0. Without a limit the kernel itself waits for half a minute.
	Linger time.Duration
}

const (
	defaultWriteTimeout = 5 * time.Second
	defaultLinger       = 250 * time.Millisecond
)

// complete returns o with its defaults, or an ErrUnfit that says what cannot be.
func (o Opts) complete() (Opts, error) {
	o.Baud = orElse(o.Baud, 9600)
	o.DataBits = orElse(o.DataBits, 8)
	o.StopBits = orElse(o.StopBits, 1)
	o.Parity = orElse(o.Parity, ParityNone)
	o.Flow = orElse(o.Flow, FlowNone)
	o.WriteTimeout = orElse(o.WriteTimeout, defaultWriteTimeout)
	o.Linger = orElse(o.Linger, defaultLinger)
	switch {
	case o.Baud < 50 || o.Baud > 4_000_000:
		return o, fmt.Errorf("%w: %d baud", drivers.ErrUnfit, o.Baud)
	case o.DataBits != 7 && o.DataBits != 8:
		return o, fmt.Errorf("%w: %d data bits", drivers.ErrUnfit, o.DataBits)
	case o.StopBits != 1 && o.StopBits != 2:
		return o, fmt.Errorf("%w: %d stop bits", drivers.ErrUnfit, o.StopBits)
	case o.WriteTimeout < 0 || o.Linger < 0:
		return o, fmt.Errorf("%w: a wait below zero", drivers.ErrUnfit)
	}
	if _, ok := parities()[o.Parity]; !ok {
		return o, fmt.Errorf("%w: parity %q", drivers.ErrUnfit, o.Parity)
	}
	switch o.Flow {
	case FlowNone, FlowRTSCTS, FlowXONXOFF, FlowDTRDSR:
		return o, nil
	}
	return o, fmt.Errorf("%w: flow control %q", drivers.ErrUnfit, o.Flow)
}

func orElse[T comparable](v, otherwise T) T {
	var zero T
	if v == zero {
		return otherwise
	}
	return v
}

func parities() map[Parity]serial.Parity {
	return map[Parity]serial.Parity{
		ParityNone: serial.NoParity, ParityOdd: serial.OddParity, ParityEven: serial.EvenParity,
	}
}

// mode is o as the library wants it.
func (o Opts) mode() *serial.Mode {
	stop := serial.OneStopBit
	if o.StopBits == 2 {
		stop = serial.TwoStopBits
	}
	return &serial.Mode{BaudRate: o.Baud, DataBits: o.DataBits, Parity: parities()[o.Parity], StopBits: stop}
}
