package serialport

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"posd/drivers"
	"posd/drivers/sysfs"
)

// Match says which port is meant by the USB device behind it; see [drivers.Match].
type Match = drivers.Match

// usbPort is a terminal line with a USB device behind it.
type usbPort struct {
	name   string // ttyUSB0
	device string // its folder in sysfs
	serial string
}

// Find returns the path of the port that m means, such as "/dev/ttyUSB0", as things are plugged in
// now. root is the root of the file system: "/", but in tests. A device with several ports, as
// multi-port adapters are, is found at its first. Errors: ErrGone when there is none, ErrAmbiguous
// when several devices fit: a terminal must not print receipts on the customer display.
//
// It reads /sys/class/tty (Documentation/ABI/stable/sysfs-bus-usb of the kernel), which is there
// without udev, and opens no port.
func Find(root string, m Match) (string, error) {
	base, err := filepath.EvalSymlinks(root)
	if err != nil {
		return "", fmt.Errorf("serial port of %v: %w", m, drivers.FromOS(err))
	}
	ports, err := matching(base, m)
	if err != nil {
		return "", fmt.Errorf("serial port of %v: %w", m, drivers.FromOS(err))
	}
	if len(ports) == 0 {
		return "", fmt.Errorf("serial port of %v: %w", m, drivers.ErrGone)
	}
	first := ports[0]
	for _, p := range ports[1:] {
		if p.device != first.device {
			return "", fmt.Errorf("serial port of %v: %w: %s (serial %q) and %s (serial %q): give a serial number or a path", m,
				drivers.ErrAmbiguous, first.name, first.serial, p.name, p.serial)
		}
	}
	return filepath.Join(root, "dev", first.name), nil
}

// matching returns the ports that m means, ttyUSB2 before ttyUSB10.
func matching(root string, m Match) ([]usbPort, error) {
	class := filepath.Join(root, "sys/class/tty")
	entries, err := os.ReadDir(class)
	if err != nil {
		return nil, err
	}
	var found []usbPort
	for _, e := range entries {
		// Virtual consoles and pseudo-terminals have no device.
		if _, err := os.Lstat(filepath.Join(class, e.Name(), "device")); err != nil {
			continue
		}
		if d, ok := sysfs.USBBehind(root, filepath.Join(class, e.Name())); ok && m.Fits(d.VID, d.PID, d.Serial) {
			found = append(found, usbPort{name: e.Name(), device: d.Dir, serial: d.Serial})
		}
	}
	slices.SortFunc(found, func(a, b usbPort) int {
		return cmp.Or(cmp.Compare(len(a.name), len(b.name)), strings.Compare(a.name, b.name))
	})
	return found, nil
}
