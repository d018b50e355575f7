package drivers

import "strings"

// Match says which device is meant, wherever it is plugged in and whatever number it was given.
// Empty members fit any device.
type Match struct {
	VID    string // vendor of the USB device, four hexadecimal digits
	PID    string // product, the same
	Serial string // serial number, exactly as the device tells it
}

// Fits reports whether a device with these ids is meant.
func (m Match) Fits(vid, pid, serial string) bool {
	return fits(m.VID, strings.EqualFold(m.VID, vid)) && fits(m.PID, strings.EqualFold(m.PID, pid)) &&
		fits(m.Serial, m.Serial == serial)
}

func fits(want string, same bool) bool { return want == "" || same }

// String names the device for an error: "usb device 0403:6001 serial A10K".
func (m Match) String() string {
	s := "usb device " + orAny(m.VID) + ":" + orAny(m.PID)
	if m.Serial != "" {
		s += " serial " + m.Serial
	}
	return s
}

func orAny(id string) string {
	if id == "" {
		return "*"
	}
	return strings.ToLower(id)
}
