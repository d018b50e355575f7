package evdev

import (
	"errors"
	"io"
	"os"
	"testing"

	lib "github.com/holoplot/go-evdev"

	"posd/drivers"
)

// TestAVirtualKeyboard drives a keyboard of the kernel's own through /dev/uinput.
func TestAVirtualKeyboard(t *testing.T) {
	t.Parallel()
	uinput, err := os.OpenFile("/dev/uinput", os.O_WRONLY, 0)
	if err != nil {
		t.Skipf("needs /dev/uinput (modprobe uinput, as root): %v", err)
	}
	_ = uinput.Close()
	var all []lib.EvCode
	for code := lib.EvCode(lib.KEY_ESC); code <= lib.KEY_KPDOT; code++ {
		all = append(all, code)
	}
	id := lib.InputID{BusType: 3, Vendor: 0x1209, Product: 0x7053, Version: 1}
	virtual, err := lib.CreateDevice("posd test keyboard", id, map[lib.EvType][]lib.EvCode{lib.EV_KEY: all})
	if err != nil {
		t.Fatal(err)
	}
	pulled := false
	defer func() {
		if !pulled {
			_ = lib.DestroyDevice(virtual)
		}
	}()

	paths, err := Find("/", Match{VID: "1209", PID: "7053"})
	if err != nil {
		t.Fatal(err)
	}
	d, err := Open(US, paths...)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if _, err := Open(US, paths...); !errors.Is(err, drivers.ErrBusy) {
		t.Errorf("grabbed twice: %v", err)
	}
	for _, e := range tap(lib.KEY_2, lib.KEY_8, lib.KEY_ENTER) {
		if err := virtual.WriteOne(&lib.InputEvent{Type: lib.EvType(e.Type), Code: lib.EvCode(e.Code), Value: e.Value}); err != nil {
			t.Fatal(err)
		}
	}
	got := make([]byte, 3)
	if _, err := io.ReadFull(d, got); err != nil || string(got) != "28\r" {
		t.Errorf("read %q, %v", got, err)
	}
	pulled = true
	if err := lib.DestroyDevice(virtual); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Read(got); !errors.Is(err, drivers.ErrGone) {
		t.Errorf("after it was pulled: %v", err)
	}
}
