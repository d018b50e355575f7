package serialport

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"posd/drivers"
)

// Match names a USB serial device by what it is, wherever it is plugged in. VID and PID are four hexadecimal digits in lower
// case; an empty Serial fits any.
type Match struct{ VID, PID, Serial string }

// Find returns the path of the only port that fits m. root is "/" outside of tests. No such port is ErrGone; two of them are an
// error that names both, since a terminal must not print receipts on the customer display.
//
// Source: Linux, Documentation/ABI/stable/sysfs-bus-usb: idVendor, idProduct and serial of the device above the tty.
func Find(root string, m Match) (string, error) {
	class := filepath.Join(root, "sys/class/tty")
	entries, err := os.ReadDir(class)
	if err != nil {
		return "", fmt.Errorf("list serial ports: %w", err)
	}
	var found []string
	for _, e := range entries {
		if m.fits(usbDevice(filepath.Join(class, e.Name(), "device"))) {
			found = append(found, filepath.Join(root, "dev", e.Name()))
		}
	}
	slices.Sort(found)
	switch len(found) {
	case 0:
		return "", fmt.Errorf("%w: no serial port of USB device %s", drivers.ErrGone, m)
	case 1:
		return found[0], nil
	default:
		return "", fmt.Errorf("USB device %s is there %d times, at %s: give its serial number or a path", m, len(found), strings.Join(found, " and "))
	}
}

// String returns "1a86:7523", with the serial number if there is one.
func (m Match) String() string {
	s := m.VID + ":" + m.PID
	if m.Serial != "" {
		s += ":" + m.Serial
	}
	return s
}

func (m Match) fits(dir string) bool {
	if dir == "" || attribute(dir, "idVendor") != m.VID || attribute(dir, "idProduct") != m.PID {
		return false
	}
	return m.Serial == "" || attribute(dir, "serial") == m.Serial
}

// usbDevice climbs from a port's device to the USB device that holds it; "" when there is none.
func usbDevice(link string) string {
	dir, err := filepath.EvalSymlinks(link)
	if err != nil {
		return ""
	}
	for range 6 { // tty, port, interface, device: never more than a hub's depth above the interface
		if attribute(dir, "idVendor") != "" {
			return dir
		}
		dir = filepath.Dir(dir)
	}
	return ""
}

func attribute(dir, name string) string {
	b, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(b))
}
