package usblp

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

// Match says which printer is meant. Empty members fit any printer.
type Match struct {
	drivers.Match

	// Model is the model of the IEEE 1284 device id, such as "TM-T20II", in any case; with the maker
	// before it, as in "EPSON TM-T20II", that has to fit too.
	Model string
}

// String names the printer for an error.
func (m Match) String() string {
	var parts []string
	if m.Match != (drivers.Match{}) || m.Model == "" {
		parts = append(parts, m.Match.String())
	}
	if m.Model != "" {
		parts = append(parts, "model "+m.Model)
	}
	return strings.Join(parts, ", ")
}

// node is a printer as sysfs shows it.
type node struct {
	name string // lp0
	usb  sysfs.USB
	id   ID
}

// Find returns the path of the printer that m means, such as "/dev/usb/lp0", as things are plugged
// in now. root is the root of the file system: "/", but in tests. Errors: ErrGone when there is
// none, ErrAmbiguous when several printers fit.
func Find(root string, m Match) (string, error) {
	base, err := filepath.EvalSymlinks(root)
	if err != nil {
		return "", fmt.Errorf("usb printer (%v): %w", m, drivers.FromOS(err))
	}
	all, err := nodes(base)
	if err != nil {
		return "", fmt.Errorf("usb printer (%v): %w", m, drivers.FromOS(err))
	}
	found := slices.DeleteFunc(slices.Clone(all), func(n node) bool { return !m.fits(n) })
	switch len(found) {
	case 0:
		return "", fmt.Errorf("usb printer (%v): %w%s", m, drivers.ErrGone, others(all))
	case 1:
		return filepath.Join(root, "dev/usb", found[0].name), nil
	}
	return "", fmt.Errorf("usb printer (%v): %w: give a serial number or a path%s", m, drivers.ErrAmbiguous, others(found))
}

func (m Match) fits(n node) bool {
	return m.Fits(n.usb.VID, n.usb.PID, n.usb.Serial) && (m.Model == "" || n.id.Is(m.Model))
}

// others names the printers that are there, for whoever has to write the match.
func others(all []node) string {
	if len(all) == 0 {
		return ""
	}
	var names []string
	for _, n := range all {
		names = append(names, fmt.Sprintf("%s %s:%s serial %q model %q", n.name, n.usb.VID, n.usb.PID, n.usb.Serial, n.id.Model))
	}
	return "; there: " + strings.Join(names, ", ")
}

// nodes returns every printer, lp2 before lp10. A kernel without usblp, or that has not seen a
// printer yet, has no such class.
func nodes(root string) ([]node, error) {
	class := filepath.Join(root, "sys/class/usbmisc")
	entries, err := os.ReadDir(class)
	if err != nil {
		return nil, err
	}
	var all []node
	for _, e := range entries {
		dir := filepath.Join(class, e.Name())
		if !strings.HasPrefix(e.Name(), "lp") {
			continue // usbmisc holds modems and others too
		}
		if usb, ok := sysfs.USBBehind(root, dir); ok {
			all = append(all, node{name: e.Name(), usb: usb, id: ParseID(sysfs.Attr(filepath.Join(dir, "device"), "ieee1284_id"))})
		}
	}
	slices.SortFunc(all, func(a, b node) int {
		return cmp.Or(cmp.Compare(len(a.name), len(b.name)), strings.Compare(a.name, b.name))
	})
	return all, nil
}
