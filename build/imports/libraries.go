package imports

// Library is a module that go.mod requires, where it may be used, and what it earns.
type Library struct {
	Path  string
	Users Set  // packages that may import it
	Tests bool // whether every _test.go file may too
	Why   string
}

// rule turns the library's place into a rule for everybody else.
func (l Library) rule() Rule {
	return Rule{
		Name: l.Path + " has its place", In: Set(everything).but(l.Users), Tests: !l.Tests,
		Forbids: under(l.Path), Why: l.Why,
	}
}

// Libraries lists every module that go.mod requires directly. The README's table of
// dependencies says the same in the users' words.
func Libraries() []Library {
	device := under("posd/drivers", "posd/display/oled", "posd/daemon")
	nobody := func(string) bool { return false }
	return []Library{
		{"go.etcd.io/bbolt", under("posd/daemon/journal"), true, "daemon/journal is the one place that knows the file on the card"},
		{"go.bug.st/serial", under("posd/drivers/serialport"), false, "drivers/serialport is the one place that knows a serial port's traps"},
		{"periph.io/x/host/v3", exactly("posd/daemon"), false, "host.Init changes the process: only the composition root calls it"},
		{"periph.io/x/conn/v3", device, true, "pins and buses are opened by daemon and used by drivers and the oled"},
		{"github.com/holoplot/go-evdev", under("posd/drivers/evdev"), false, "drivers/evdev is the one place that knows the kernel's input events"},
		{"golang.org/x/sys", under("posd/drivers", "posd/daemon"), true, "the operating system is daemon's and the drivers' business"},
		{"github.com/pelletier/go-toml/v2", under("posd/configs"), true, "the rest of posd sees configs.Config, not a file format"},
		{"github.com/coreos/go-systemd/v22", under("posd/daemon"), false, "only the daemon speaks to the service manager"},
		{"github.com/VictoriaMetrics/metrics", under("posd/daemon"), false, "parts report to health; daemon counts"},
		{"golang.org/x/crypto", under("posd/daemon/staff"), false, "daemon/staff is the one place that hashes what people type"},
		{"github.com/nats-io/nats-server/v2", under("posd/daemon/relay/jetstream"), false, "the relay's engine: posd links none of it, and the rest of the relay knows buckets"},
		{"github.com/nats-io/nats.go", under("posd/daemon/relay/jetstream"), false, "the relay's engine: posd links none of it, and the rest of the relay knows buckets"},
		{"github.com/nats-io/jwt/v2", nobody, true, "a NATS outside of the relay, which tests set up with accounts of its own"},
		{"github.com/nats-io/nkeys", nobody, true, "a NATS outside of the relay, which tests set up with accounts of its own"},
		{"golang.org/x/text", under("posd/printer", "posd/display", "posd/payment/alipay", "posd/payment/reconcile", "posd/payment/acquirer"), true, "encodings are the business of who writes the bytes"},
		{"golang.org/x/image", under("posd/display", "posd/printer", "posd/daemon"), true, "pictures are drawn by display and printer"},
		{"github.com/hajimehoshi/bitmapfont/v3", under("posd/display", "posd/printer"), true, "glyphs are drawn by display and printer"},
		{"github.com/go-fonts/dejavu", under("posd/printer/glyph/cut"), false, "printer/glyph is cut from fonts when it is made, not when it runs"},
		{"rsc.io/qr", under("posd/display", "posd/printer", "posd/daemon/admin", "posd/daemon/cmd/possim"), true, "codes are drawn where they are shown"},
		{"github.com/boombuler/barcode", under("posd/printer/escpos/escpostest", "posd/daemon/cmd/possim"), true, "the second opinion on our bar codes is for tests and the simulated counter"},
		{"github.com/creack/pty", under("posd/drivers/drivertest", "posd/daemon/cmd/possim"), true, "pseudo-terminals stand in for serial ports in tests and on the simulated counter"},
		{"github.com/rogpeppe/go-internal", nobody, true, "scripts tell the stories of tests"},
		{"github.com/getkin/kin-openapi", nobody, true, "the API's document is checked by tests"},
		{"pgregory.net/rapid", fakes, true, "properties are checked by tests"},
	}
}
