package daemon

import (
	"os"
	"strings"

	"posd/configs"
)

// serialNumberFile is where a Raspberry Pi's firmware gives the board's serial number (Documentation/devicetree/bindings, root
// node, "serial-number").
const serialNumberFile = "/proc/device-tree/serial-number"

// board names the board in every record: its serial number where it has one, else the name that was configured.
func board(cfg configs.Config) string {
	text, err := os.ReadFile(serialNumberFile)
	if serial := strings.TrimRight(string(text), "\x00\n"); err == nil && serial != "" && len(serial) <= 64 {
		return serial
	}
	return cfg.Terminal.Board
}
