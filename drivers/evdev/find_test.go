package evdev_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"posd/drivers"
	"posd/drivers/evdev"
)

// input is what sysfs says of an event node.
type input struct{ vendor, product, uniq, phys, keys string }

const (
	keyboardKeys   = "1000000000007 ff9f207ac14057ff febeffdfffefffff fffffffffffffffe" // 64-bit words
	keyboardKeys32 = "10000 7 ff9f207a c14057ff febeffdf ffefffff ffffffff fffffffe"
	mediaKeys      = "3f000301ff 0 0 483ffff17aff32d bfd4444600000000 1 130ff38b17c007 ffe77bfad941dfff febeffdffffffff0"
	buttonKeys     = "ffff0000 0 0 0 0"
)

func sysfs(t *testing.T, nodes map[string]input) string {
	t.Helper()
	root := t.TempDir()
	for name, in := range nodes {
		dir := filepath.Join(root, "sys/class/input", name, "device")
		for file, text := range map[string]string{
			"id/vendor": in.vendor, "id/product": in.product, "uniq": in.uniq, "phys": in.phys, "capabilities/key": in.keys,
		} {
			path := filepath.Join(dir, file)
			if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text+"\n"), 0o644)); err != nil {
				t.Fatal(err)
			}
		}
	}
	return root
}

func TestFind(t *testing.T) {
	t.Parallel()
	root := sysfs(t, map[string]input{
		"event10": {"0c2e", "0b61", "17A", "usb-pcie-1.2/input0", keyboardKeys},
		"event9":  {"0c2e", "0b61", "17A", "usb-pcie-1.2/input1", keyboardKeys32},
		"event8":  {"0c2e", "0b61", "17A", "usb-pcie-1.2/input2", mediaKeys},
		"event1":  {"0000", "0001", "", "gpio-keys/input0", buttonKeys},
		"event2":  {"05fe", "1010", "", "usb-pcie-1.3/input0", keyboardKeys},
		"event3":  {"05fe", "1010", "", "usb-pcie-1.4/input0", keyboardKeys},
		"event4":  {"05f9", "2204", "a4:c1:38:01", "b8:27:eb:00", keyboardKeys},
		"event5":  {"05f9", "2204", "a4:c1:38:02", "b8:27:eb:00", keyboardKeys},
		"mouse0":  {"05fe", "1010", "", "usb-pcie-1.3/input1", keyboardKeys},
		"event6":  {"1a2c", "2124", "", "", ""},
		"event7":  {"1a2d", "2124", "", "", "not hexadecimal"},
	})
	for _, tt := range []struct {
		match evdev.Match
		want  []string
		err   error
	}{
		{evdev.Match{VID: "0C2E", PID: "0B61"}, []string{"/dev/input/event9", "/dev/input/event10"}, nil},
		{evdev.Match{VID: "05f9", Serial: "a4:c1:38:02"}, []string{"/dev/input/event5"}, nil},
		{evdev.Match{VID: "05f9"}, nil, drivers.ErrAmbiguous},
		{evdev.Match{VID: "05fe", PID: "1010"}, nil, drivers.ErrAmbiguous},
		{evdev.Match{VID: "0000", PID: "0001"}, nil, drivers.ErrGone},
		{evdev.Match{VID: "1a2c"}, nil, drivers.ErrGone},
		{evdev.Match{VID: "1a2d"}, nil, drivers.ErrGone},
		{evdev.Match{VID: "dead"}, nil, drivers.ErrGone},
	} {
		got, err := evdev.Find(root, tt.match)
		for i := range tt.want {
			tt.want[i] = filepath.Join(root, tt.want[i])
		}
		if !slices.Equal(got, tt.want) || !errors.Is(err, tt.err) {
			t.Errorf("%v: got %q, %v", tt.match, got, err)
		}
	}
	if _, err := evdev.Find(t.TempDir(), evdev.Match{}); !errors.Is(err, drivers.ErrGone) {
		t.Errorf("without sysfs: %v", err)
	}
}
