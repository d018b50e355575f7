package configs

import (
	"net"
	"net/netip"
	"regexp"
	"strconv"
	"time"

	"posd/configs/words"
)

const (
	maxScanners = 4
	maxPrefix   = 8 // characters

	minGap, maxGap = 10 * time.Millisecond, time.Second

	minColumns, maxColumns = 8, 40
	minRows, maxRows       = 1, 4

	// ESC p takes its pulse in 2 ms steps up to 510 ms (Epson, ESC/POS command
	// reference); a drawer's coil is not made for more.
	minPulse, maxPulse = 10, 500

	minLeftOpen, maxLeftOpen = 5 * time.Second, time.Hour

	minPace, maxPace = 100, 100_000 // bytes per second; 9600 baud carry 960
)

var (
	usbIDShape = regexp.MustCompile(`^[0-9a-f]{4}$`)
	pinShape   = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_.:-]{0,31}$`)
	slugShape  = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$`)

	// bauds are the speeds that termios names and devices of this kind offer.
	bauds = []int{1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200, 230400}
)

func (k *checker) scanners(list []Scanner) {
	if len(list) > maxScanners {
		k.fault("scanner", "", "config.too_many", maxScanners)
	}
	for i, s := range list {
		k.scanner(entry("scanner", i), s)
	}
}

func (k *checker) scanner(at string, s Scanner) {
	if k.oneOf(at+".kind", string(s.Kind), string(KindSerial), string(KindEvdev)) {
		k.port(at, s.Port)
	}
	k.amongNumbers(at+".baud", s.Baud, bauds...)
	k.oneOf(at+".suffix", s.Suffix, SuffixCR, SuffixLF, SuffixCRLF, SuffixTab, SuffixNone)
	if len(s.Prefix) > maxPrefix {
		k.fault(at+".prefix", strconv.Quote(s.Prefix), "config.too_long", maxPrefix)
	}
	k.lasts(at+".gap", s.Gap, minGap, maxGap)
	k.oneOf(at+".layout", s.Layout, "us", "fr", "de")
}

func (k *checker) printer(p Printer) {
	kinds := []string{string(KindSerial), string(KindUSB), string(KindNetwork), string(KindNone)}
	if k.oneOf("printer.kind", string(p.Kind), kinds...) {
		k.printerPlace(p)
	}
	k.amongNumbers("printer.baud", p.Baud, bauds...)
	k.oneOf("printer.flow", p.Flow, FlowNone, FlowRTSCTS, FlowDTRDSR, FlowXONXOFF)
	if p.Pace != 0 {
		k.between("printer.pace", p.Pace, minPace, maxPace)
	}
	if k.required("printer.profile", p.Profile) {
		k.shaped("printer.profile", p.Profile, slugShape, "config.bad_id")
	}
	k.amongNumbers("printer.paper", p.Paper, 58, 80)
	k.language("printer.language", string(p.Language))
	k.oneOf("printer.status", p.Status, StatusAuto, StatusOneWay)
	k.oneOf("printer.cjk", p.CJK, CJKAuto, CJKGB18030, CJKRaster, CJKCodepage)
}

// receipt checks the looks of a receipt.
func (k *checker) receipt(r Receipt) {
	if r.Logo != "" {
		k.filePath("receipt.logo", r.Logo)
	}
	if r.Template != "" {
		k.filePath("receipt.template", r.Template)
		if len(r.Hide) > 0 {
			k.fault("receipt.hide", "", "config.hide_and_template")
		}
	}
	for i, field := range r.Hide {
		k.oneOf(entry("receipt.hide", i), field, FieldStore, FieldTerminal, FieldCashier, FieldItem, FieldTrade, FieldBuyer, FieldBarcode)
	}
}

// printerPlace checks that the printer is named in the way of its kind.
func (k *checker) printerPlace(p Printer) {
	switch p.Kind { //nolint:exhaustive // the kinds of other devices are refused before
	case KindSerial:
		k.port("printer", p.Port)
	case KindUSB:
		k.usbPrinter(p.Port)
	case KindNetwork:
		k.address("printer.address", p.Address)
		if p.Path != "" || !p.Match.IsZero() {
			k.fault("printer.path", "", "config.network_has_address")
		}
	}
	if p.Kind != KindNetwork && p.Address != "" {
		k.fault("printer.address", strconv.Quote(p.Address), "config.only_network")
	}
}

// usbPrinter checks a printer of /dev/usb, whose model names it as well as its ids do.
func (k *checker) usbPrinter(p Port) {
	if p.Path == "" && p.Match.Model != "" && p.Match.VID == "" && p.Match.PID == "" {
		k.text("printer.match.model", p.Match.Model, maxID)
		k.text("printer.match.serial", p.Match.Serial, maxID)
		return
	}
	k.text("printer.match.model", p.Match.Model, maxID)
	p.Match.Model = ""
	k.port("printer", p)
}

// address checks a host with or without a port.
func (k *checker) address(key, address string) {
	if !k.required(key, address) {
		return
	}
	host, port := address, ""
	if h, p, err := net.SplitHostPort(address); err == nil {
		host, port = h, p
		if n, err := strconv.Atoi(port); err != nil || n < 1 || n > 65535 {
			k.fault(key, strconv.Quote(address), "config.bad_address")
			return
		}
	}
	if _, err := netip.ParseAddr(host); err != nil && !hostShape.MatchString(host) {
		k.fault(key, strconv.Quote(address), "config.bad_address")
	}
}

func (k *checker) display(d Display) {
	if k.oneOf("display.kind", string(d.Kind), string(KindPole), string(KindNone)) && d.Kind != KindNone {
		k.port("display", d.Port)
	}
	k.oneOf("display.dialect", d.Dialect, DialectEpson)
	k.amongNumbers("display.baud", d.Baud, bauds...)
	k.between("display.columns", d.Columns, minColumns, maxColumns)
	k.between("display.rows", d.Rows, minRows, maxRows)
	k.oneOf("display.charset", d.Charset, CharsetGB18030, CharsetASCII)
	k.language("display.language", string(d.Language))
	if d.Charset == CharsetASCII && d.Language != words.En {
		k.fault("display.language", strconv.Quote(string(d.Language)), "config.ascii_chinese")
	}
}

// language takes a device's language. One left out is the terminal's, whose own
// fault says it all.
func (k *checker) language(key, lang string) {
	if lang != "" {
		k.oneOf(key, lang, "zh", "en", "both")
	}
}

func (k *checker) drawer(d Drawer, p Printer) {
	kinds := []string{string(KindPrinter), string(KindGPIO), string(KindNone)}
	if !k.oneOf("drawer.kind", string(d.Kind), kinds...) {
		return
	}
	if d.Kind == KindPrinter {
		k.oneOf("drawer.pin", d.Pin, "2", "5")
		if p.Kind == KindNone {
			k.fault("drawer.kind", strconv.Quote(string(d.Kind)), "config.drawer_without_printer")
		}
	}
	if d.Kind == KindGPIO {
		k.shaped("drawer.pin", d.Pin, pinShape, "config.bad_pin")
	}
	k.between("drawer.pulse_ms", d.PulseMS, minPulse, maxPulse)
	k.drawerSense(d, p)
}

// drawerSense checks what tells whether the drawer is open.
func (k *checker) drawerSense(d Drawer, p Printer) {
	k.oneOf("drawer.open_is", d.OpenIs, LevelHigh, LevelLow)
	if d.LeftOpen != 0 {
		k.lasts("drawer.left_open", d.LeftOpen, minLeftOpen, maxLeftOpen)
	}
	switch {
	case d.Sense == "":
	case d.Kind == KindNone:
		k.fault("drawer.sense", strconv.Quote(d.Sense), "config.sense_without_drawer")
	case d.Sense == SensePrinter && (p.Kind == KindNone || p.Status == StatusOneWay):
		k.fault("drawer.sense", strconv.Quote(d.Sense), "config.sense_without_printer")
	}
}

// gpio checks the pins' names and that no pin has two tasks.
func (k *checker) gpio(g GPIO, d Drawer) {
	taken := map[string]string{}
	claim := func(key, pin string) {
		if pin == "" {
			return
		}
		if other, ok := taken[pin]; ok {
			k.fault(key, strconv.Quote(pin), "config.same_pin", other)
			return
		}
		taken[pin] = key
		k.shaped(key, pin, pinShape, "config.bad_pin")
	}
	if d.Kind == KindGPIO {
		taken[d.Pin] = "drawer.pin"
	}
	if d.Kind != KindNone && d.Sense != SensePrinter {
		claim("drawer.sense", d.Sense)
	}
	claim("gpio.lamp_ready", g.LampReady)
	claim("gpio.lamp_fault", g.LampFault)
	claim("gpio.buzzer", g.Buzzer)
	claim("gpio.stop_button", g.StopButton)
}

// port checks that a device is named in exactly one way.
func (k *checker) port(at string, p Port) {
	switch {
	case p.Path == "" && p.Match.IsZero():
		k.fault(at+".path", "", "config.no_port")
	case p.Path != "" && !p.Match.IsZero():
		k.fault(at+".match", "", "config.path_and_match")
	case p.Path != "":
		k.filePath(at+".path", p.Path)
	default:
		k.match(at+".match", p.Match)
	}
}

// match checks the ids of a USB device.
func (k *checker) match(at string, m Match) {
	if k.required(at+".vid", m.VID) {
		k.shaped(at+".vid", m.VID, usbIDShape, "config.bad_usb_id")
	}
	if k.required(at+".pid", m.PID) {
		k.shaped(at+".pid", m.PID, usbIDShape, "config.bad_usb_id")
	}
	k.text(at+".serial", m.Serial, maxID)
	if m.Model != "" {
		k.fault(at+".model", strconv.Quote(m.Model), "config.only_usb_printer")
	}
}

// samePort finds two devices on one port: each would read and garble what is
// the other's.
func (k *checker) samePort(c Config) {
	taken := map[Port]string{}
	claim := func(at string, kind Kind, p Port) {
		p.Baud = 0
		if kind == KindNone || p == (Port{}) {
			return
		}
		if other, ok := taken[p]; ok {
			k.fault(at+".path", "", "config.same_port", other)
			return
		}
		taken[p] = at
	}
	claim("printer", c.Printer.Kind, c.Printer.Port)
	claim("display", c.Display.Kind, c.Display.Port)
	for i, s := range c.Scanners {
		claim(entry("scanner", i), s.Kind, s.Port)
	}
}
