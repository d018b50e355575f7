package serialport_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"posd/drivers"
	"posd/drivers/serialport"
)

// sysfs builds a tree in which each port hangs below a USB device, as the kernel shows it.
func sysfs(t *testing.T, ports map[string][3]string) string {
	t.Helper()
	root := t.TempDir()
	write := func(path, text string) {
		if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for port, id := range ports {
		usb := filepath.Join(root, "sys/devices/usb1", port)
		write(filepath.Join(usb, "idVendor"), id[0])
		write(filepath.Join(usb, "idProduct"), id[1])
		write(filepath.Join(usb, "serial"), id[2])
		tty := filepath.Join(usb, "1-1:1.0", port)
		class := filepath.Join(root, "sys/class/tty", port)
		for _, dir := range []string{tty, class} {
			if err := os.MkdirAll(dir, 0o750); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.Symlink(tty, filepath.Join(class, "device")); err != nil {
			t.Fatal(err)
		}
	}
	write(filepath.Join(root, "sys/class/tty/tty0/dev"), "4:0")
	return root
}

func TestFind(t *testing.T) {
	t.Parallel()
	root := sysfs(t, map[string][3]string{"ttyUSB0": {"1a86", "7523", "A"}, "ttyUSB1": {"1a86", "7523", "B"}, "ttyACM0": {"0c2e", "0b6a", ""}})
	if path, err := serialport.Find(root, serialport.Match{VID: "0c2e", PID: "0b6a"}); err != nil || !strings.HasSuffix(path, "/dev/ttyACM0") {
		t.Errorf("%s, %v", path, err)
	}
	if path, err := serialport.Find(root, serialport.Match{VID: "1a86", PID: "7523", Serial: "B"}); err != nil || !strings.HasSuffix(path, "/dev/ttyUSB1") {
		t.Errorf("%s, %v", path, err)
	}
	if _, err := serialport.Find(root, serialport.Match{VID: "1a86", PID: "7523"}); err == nil || !strings.Contains(err.Error(), "ttyUSB0") {
		t.Errorf("two of a kind: %v", err)
	}
	if _, err := serialport.Find(root, serialport.Match{VID: "dead", PID: "beef"}); !errors.Is(err, drivers.ErrGone) {
		t.Errorf("none: %v", err)
	}
}
