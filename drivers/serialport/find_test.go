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

// sysfs lays out a file system with these lines: name -> path of the folder in /sys/devices, and USB
// devices: folder -> idVendor, idProduct, serial.
func sysfs(t *testing.T, lines map[string]string, usb map[string][3]string) string {
	t.Helper()
	root := t.TempDir()
	put := func(path, text string) {
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text+"\n"), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	for dir, ids := range usb {
		for i, name := range []string{"idVendor", "idProduct", "serial"} {
			if ids[i] != "" {
				put(filepath.Join(root, "sys/devices", dir, name), ids[i])
			}
		}
	}
	class := filepath.Join(root, "sys/class/tty")
	if err := os.MkdirAll(class, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, dir := range lines {
		line := filepath.Join(root, "sys/devices", dir, "tty", name)
		put(filepath.Join(line, "dev"), "188:0")
		if dir != "virtual" {
			if err := os.Symlink("../..", filepath.Join(line, "device")); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.Symlink(filepath.Join("../../devices", dir, "tty", name), filepath.Join(class, name)); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

// The layout is that of a Raspberry Pi 4 with a hub, two FTDI adapters (one with two ports), a CDC scanner with two
// interfaces, a UART and a console.
func TestFind(t *testing.T) {
	t.Parallel()
	const bus = "platform/scb/fd500000.pcie/usb1/1-1"
	root := sysfs(t, map[string]string{
		"tty0":     "virtual",
		"ttyAMA0":  "platform/soc/fe201000.serial",
		"ttyUSB10": bus + "/1-1.2/1-1.2:1.0/ttyUSB10",
		"ttyUSB9":  bus + "/1-1.3/1-1.3:1.1/ttyUSB9",
		"ttyUSB11": bus + "/1-1.3/1-1.3:1.0/ttyUSB11",
		"ttyACM1":  bus + "/1-1.4/1-1.4:1.2",
		"ttyACM0":  bus + "/1-1.4/1-1.4:1.0",
		"ttyUSB3":  bus + "/1-1.1/1-1.1:1.0/ttyUSB3",
	}, map[string][3]string{
		bus:            {"2109", "3431", ""},
		bus + "/1-1.2": {"0403", "6001", "A10K"},
		bus + "/1-1.3": {"0403", "6001", "A10L"},
		bus + "/1-1.4": {"0c2e", "0b61", "22173B"},
		bus + "/1-1.1": {"1a86", "7523", ""},
	})
	for _, tt := range []struct {
		match serialport.Match
		want  string
		err   error
	}{
		{serialport.Match{VID: "1a86", PID: "7523"}, "/dev/ttyUSB3", nil},
		{serialport.Match{VID: "0C2E"}, "/dev/ttyACM0", nil},
		{serialport.Match{VID: "0403", PID: "6001", Serial: "A10K"}, "/dev/ttyUSB10", nil},
		{serialport.Match{Serial: "A10L"}, "/dev/ttyUSB9", nil},
		{serialport.Match{VID: "0403", PID: "6001"}, "", drivers.ErrAmbiguous},
		{serialport.Match{VID: "2109", PID: "3431"}, "", drivers.ErrGone},
		{serialport.Match{VID: "1a86", PID: "7523", Serial: "x"}, "", drivers.ErrGone},
	} {
		got, err := serialport.Find(root, tt.match)
		if strings.TrimPrefix(got, root) != tt.want || !errors.Is(err, tt.err) {
			t.Errorf("%v: got %q, %v", tt.match, got, err)
		}
	}
}

func TestFindWithoutSysfs(t *testing.T) {
	t.Parallel()
	if _, err := serialport.Find(t.TempDir(), serialport.Match{VID: "0403"}); !errors.Is(err, drivers.ErrGone) {
		t.Errorf("got %v", err)
	}
}
