package usblp_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// lp is a printer as the kernel would show it.
type lp struct {
	name, bus        string // lp0, 1-1.2
	vid, pid, serial string
	id               string // IEEE 1284
}

// tree lays out a file system with these printers and a modem, which is of the class usbmisc too.
func tree(t *testing.T, printers ...lp) string {
	t.Helper()
	root := t.TempDir()
	put := func(path, text string) {
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text+"\n"), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	class := filepath.Join(root, "sys/class/usbmisc")
	if err := os.MkdirAll(class, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, p := range append(printers, lp{name: "cdc-wdm0", bus: "1-1.9", vid: "04b8", pid: "0202"}) {
		usb := filepath.Join("devices/platform/soc/usb1/1-1", p.bus)
		for name, text := range map[string]string{"idVendor": p.vid, "idProduct": p.pid, "serial": p.serial} {
			if text != "" {
				put(filepath.Join(root, "sys", usb, name), text)
			}
		}
		intf := filepath.Join(usb, p.bus+":1.0")
		put(filepath.Join(root, "sys", intf, "ieee1284_id"), p.id)
		put(filepath.Join(root, "sys", intf, "usbmisc", p.name, "dev"), "180:0")
		for link, to := range map[string]string{
			filepath.Join(root, "sys", intf, "usbmisc", p.name, "device"): "../../../" + p.bus + ":1.0",
			filepath.Join(class, p.name):                                  filepath.Join("../..", intf, "usbmisc", p.name),
		} {
			if err := os.Symlink(to, link); err != nil {
				t.Fatal(err)
			}
		}
	}
	return root
}
