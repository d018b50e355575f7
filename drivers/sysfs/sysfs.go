// Package sysfs looks up in /sys, which is there without udev, what USB device stands behind a
// device node. It opens no device. Source: Documentation/ABI/stable/sysfs-bus-usb of the kernel.
package sysfs

import (
	"os"
	"path/filepath"
	"strings"
)

// USB is a USB device as sysfs shows it.
type USB struct {
	Dir    string // its folder in sysfs
	VID    string // four hexadecimal digits
	PID    string // the same
	Serial string // empty where it has none
}

// USBBehind climbs from a node, such as /sys/class/tty/ttyUSB0, to the USB device it belongs to:
// the nearest folder above that has an idVendor. root, whose links are resolved, bounds the climb. A
// node that goes away meanwhile has none.
func USBBehind(root, node string) (USB, bool) {
	dir, err := filepath.EvalSymlinks(node)
	if err != nil {
		return USB{}, false
	}
	for ; strings.HasPrefix(dir, root) && dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if vid := Attr(dir, "idVendor"); vid != "" {
			return USB{Dir: dir, VID: vid, PID: Attr(dir, "idProduct"), Serial: Attr(dir, "serial")}, true
		}
	}
	return USB{}, false
}

// Attr reads an attribute without its line's end; an absent one is empty.
func Attr(dir, name string) string {
	text, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(text))
}
