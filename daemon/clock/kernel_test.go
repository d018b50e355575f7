package clock

import (
	"os"
	"path/filepath"
	"testing"
)

func TestTheKernelSaysWhereItsClockIsFrom(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		devices map[string]string
		want    bool
	}{
		"none": {}, "unused": {map[string]string{"rtc0": "0\n"}, false}, "second": {map[string]string{"rtc0": "0\n", "rtc1": "1\n"}, true},
	} {
		root := t.TempDir()
		for device, text := range c.devices {
			dir := filepath.Join(root, "sys/class/rtc", device)
			if err := os.MkdirAll(dir, 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, "hctosys"), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if got := fromBattery(root); got != c.want {
			t.Errorf("%s: %t", name, got)
		}
	}
	Kernel() // whatever it is here
}
