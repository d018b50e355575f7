package configs

import (
	"strconv"
	"time"

	"posd/configs/words"
)

// Kind says what a device is, or by which way it is reached.
type Kind string

// The kinds of device; each section takes some of them.
const (
	KindNone    Kind = "none"    // there is none
	KindSerial  Kind = "serial"  // scanner, printer: a serial port, USB ones included
	KindUSB     Kind = "usb"     // printer: /dev/usb/lp*
	KindNetwork Kind = "network" // printer: TCP, port 9100
	KindEvdev   Kind = "evdev"   // scanner: a USB keyboard to the kernel
	KindPole    Kind = "pole"    // display: a pole display on a serial port
	KindPrinter Kind = "printer" // drawer: plugged into the receipt printer
	KindGPIO    Kind = "gpio"    // drawer: on a relay at a pin of the board
)

// Port names a device by its path or by what it is; exactly one of the two.
type Port struct {
	Path  string `toml:"path"`  // such as /dev/serial/by-id/usb-...; relative to the configuration
	Match Match  `toml:"match"` // where the path changes with the socket
	Baud  int    `toml:"baud"`  // serial only
}

// Match identifies a USB device wherever it is plugged in.
type Match struct {
	VID    string `toml:"vid"`    // vendor, four hexadecimal digits in lower case
	PID    string `toml:"pid"`    // product, the same
	Serial string `toml:"serial"` // serial number; empty: any
	Model  string `toml:"model"`  // of its IEEE 1284 device id, such as "TM-T20II"; printers of KindUSB only
}

// IsZero reports whether m names nothing.
func (m Match) IsZero() bool { return m == Match{} }

// Scanner reads payment codes.
type Scanner struct {
	Kind Kind `toml:"kind"` // KindSerial or KindEvdev
	Port
	Suffix string        `toml:"suffix"` // what ends a code: SuffixCR, SuffixLF, SuffixCRLF, SuffixTab or SuffixNone
	Prefix string        `toml:"prefix"` // what the scanner puts before a code, taken off; at most 8 characters
	Gap    time.Duration `toml:"gap"`    // silence that ends a code without suffix: 10 ms..1 s
	Layout string        `toml:"layout"` // evdev: the keyboard it poses as: us, fr or de
}

// The ends of a code that a scanner can be set to send.
const (
	SuffixCR   = "cr"
	SuffixLF   = "lf"
	SuffixCRLF = "crlf"
	SuffixTab  = "tab"
	SuffixNone = "none"
)

// Printer prints receipts.
type Printer struct {
	Kind Kind `toml:"kind"` // KindSerial, KindUSB, KindNetwork or KindNone
	Port
	Address  string     `toml:"address"`  // KindNetwork: host, or host:port; port 9100 if left out
	Flow     string     `toml:"flow"`     // KindSerial: FlowRTSCTS, FlowDTRDSR, FlowXONXOFF or FlowNone
	Pace     int        `toml:"pace"`     // bytes per second to keep to, 100..100000; 0: as the model's profile says
	Profile  string     `toml:"profile"`  // model, from the printer's own table; "generic" is safe
	Paper    int        `toml:"paper"`    // width in mm: 58 or 80
	Language words.Lang `toml:"language"` // of the receipt; the terminal's where the file gives none
	Status   string     `toml:"status"`   // StatusAuto, or StatusOneWay for a printer that never answers
	CJK      string     `toml:"cjk"`      // how hanzi are sent: CJKAuto, CJKGB18030, CJKRaster or CJKCodepage
}

// Receipt says what a receipt looks like, beside Merchant.Header and
// Merchant.Footer.
type Receipt struct {
	Logo     string   `toml:"logo"`     // PNG above the merchant's name, shrunk to the paper; relative to the configuration
	Hide     []string `toml:"hide"`     // fields that are left out: Field...; not together with Template
	Template string   `toml:"template"` // file of a Template; relative to the configuration; empty: posd's own form
	Ticket   bool     `toml:"ticket"`   // prints the configuration ticket when the terminal starts for the first time
}

// The fields of a receipt that may be left out. Order number and amount have to
// be on it, since refunds start from them (Alipay's acceptance cases).
const (
	FieldStore    = "store"
	FieldTerminal = "terminal"
	FieldCashier  = "cashier"
	FieldItem     = "item"
	FieldTrade    = "trade"
	FieldBuyer    = "buyer"
	FieldBarcode  = "barcode"
)

// Flow control of a serial printer.
const (
	FlowNone    = "none"
	FlowRTSCTS  = "rtscts"
	FlowDTRDSR  = "dtrdsr"
	FlowXONXOFF = "xonxoff"
)

// Whether a printer is asked for its status.
const (
	StatusAuto   = "auto"
	StatusOneWay = "one-way"
)

// How a printer is given Chinese text.
const (
	CJKAuto     = "auto" // as the model's profile says
	CJKGB18030  = "gb18030"
	CJKCodepage = "codepage" // not at all: English only
	CJKRaster   = "raster"   // as pictures, on a printer without a Chinese font
)

// Display shows the sale to the customer.
type Display struct {
	Kind    Kind   `toml:"kind"`    // KindPole or KindNone
	Dialect string `toml:"dialect"` // DialectEpson
	Port
	Columns  int        `toml:"columns"`  // 8..40; a hanzi takes two
	Rows     int        `toml:"rows"`     // 1..4
	Charset  string     `toml:"charset"`  // CharsetGB18030, or CharsetASCII, which leaves English only
	Language words.Lang `toml:"language"` // for the customer; the terminal's where the file gives none
}

// DialectEpson is the command set of Epson's DM-D displays, which most follow.
const DialectEpson = "epson"

// The character sets of a pole display.
const (
	CharsetGB18030 = "gb18030"
	CharsetASCII   = "ascii"
)

// Drawer is the cash drawer.
type Drawer struct {
	Kind    Kind   `toml:"kind"`     // KindPrinter, KindGPIO or KindNone
	Pin     string `toml:"pin"`      // "2" or "5" of the printer's socket, or a pin's name such as "GPIO17"
	PulseMS int    `toml:"pulse_ms"` // length of the pulse, 10..500 ms
	OnSale  bool   `toml:"on_sale"`  // opens with every paid sale

	Sense    string        `toml:"sense"`     // what tells whether it is open: SensePrinter, a pin's name, or nothing
	OpenIs   string        `toml:"open_is"`   // level of the contact while it is open: LevelHigh or LevelLow
	LeftOpen time.Duration `toml:"left_open"` // open for so long is an alarm: 5 s..1 h; 0: never
	Alarm    bool          `toml:"alarm"`     // the buzzer sounds while it is left open
}

// SensePrinter is the contact at the printer's drawer socket.
const SensePrinter = "printer"

// The levels of a drawer's contact.
const (
	LevelHigh = "high"
	LevelLow  = "low"
)

// SensePin returns the pin of the board that tells whether the drawer is open,
// or nothing.
func (d Drawer) SensePin() string {
	if d.Kind == KindNone || d.Sense == SensePrinter {
		return ""
	}
	return d.Sense
}

// Connector returns the pin of the printer's drawer socket, 2 or 5, for
// KindPrinter; else 0.
func (d Drawer) Connector() int {
	if d.Kind != KindPrinter {
		return 0
	}
	n, err := strconv.Atoi(d.Pin)
	if err != nil {
		return 0
	}
	return n
}

// GPIO names the pins of the board that posd uses; an empty name is not wired.
type GPIO struct {
	LampReady  string `toml:"lamp_ready"`
	LampFault  string `toml:"lamp_fault"`
	Buzzer     string `toml:"buzzer"`
	StopButton string `toml:"stop_button"`
}
