package evdev

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"posd/drivers"
)

// Match says which keyboard is meant by its ids; see [drivers.Match]. The serial number is the one
// that the device tells (input_dev.uniq), for Bluetooth its address.
type Match = drivers.Match

// keyboard is an event node that can type.
type keyboard struct {
	name   string // event3
	device string // the same for all nodes of a physical device
}

// Find returns the paths of all event nodes of the device that m means which can type digits, such as
// "/dev/input/event3", as things are plugged in now. root is the root of the file system: "/", but in
// tests. Errors: ErrGone when there is none, ErrAmbiguous when several devices fit.
//
// It reads /sys/class/input and opens no device.
func Find(root string, m Match) ([]string, error) {
	found, err := matching(root, m)
	if err != nil {
		return nil, fmt.Errorf("keyboard of %v: %w", m, drivers.FromOS(err))
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("keyboard of %v: %w", m, drivers.ErrGone)
	}
	paths := make([]string, 0, len(found))
	for _, k := range found {
		if first := found[0]; k.device != first.device {
			return nil, fmt.Errorf("keyboard of %v: %w: %s and %s: give a serial number or a path", m, drivers.ErrAmbiguous, first.name, k.name)
		}
		paths = append(paths, filepath.Join(root, "dev/input", k.name))
	}
	return paths, nil
}

func matching(root string, m Match) ([]keyboard, error) {
	class := filepath.Join(root, "sys/class/input")
	entries, err := os.ReadDir(class)
	if err != nil {
		return nil, err
	}
	var found []keyboard
	for _, e := range entries {
		dir := filepath.Join(class, e.Name(), "device")
		if !strings.HasPrefix(e.Name(), "event") || !typesDigits(attr(dir, "capabilities/key")) {
			continue
		}
		if uniq := attr(dir, "uniq"); m.Fits(attr(dir, "id/vendor"), attr(dir, "id/product"), uniq) {
			found = append(found, keyboard{name: e.Name(), device: physical(attr(dir, "phys"), e.Name()) + " " + uniq})
		}
	}
	slices.SortFunc(found, func(a, b keyboard) int {
		return cmp.Or(cmp.Compare(len(a.name), len(b.name)), strings.Compare(a.name, b.name))
	})
	return found, nil
}

// physical is where a device is plugged in: "usb-fd500000.pcie-1.2" of "usb-fd500000.pcie-1.2/input1".
// A device that does not tell is its own.
func physical(phys, node string) string {
	place, _, _ := strings.Cut(phys, "/input")
	return cmp.Or(place, node)
}

// typesDigits reads a bitmap of keys as the kernel prints it: hexadecimal words, the lowest last. The
// digits are bits 2 to 11, which are in the last word whatever its size.
func typesDigits(bitmap string) bool {
	words := strings.Fields(bitmap)
	if len(words) == 0 {
		return false
	}
	const digits = 0xffc
	low, err := strconv.ParseUint(words[len(words)-1], 16, 64)
	return err == nil && low&digits == digits
}

// attr reads an attribute of an input device; an absent one is empty.
func attr(dir, name string) string {
	text, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(text))
}
