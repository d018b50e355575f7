package evdev_test

import (
	"context"
	"time"

	"posd/drivers"
	"posd/drivers/evdev"
	"posd/drivers/hotplug"
	"posd/drivers/scanner"
)

// A USB scanner that poses as a German keyboard, wherever it is plugged in.
func Example() {
	inbox := scanner.NewInbox(nil)
	open := func(context.Context) (drivers.Conn, error) {
		paths, err := evdev.Find("/", evdev.Match{VID: "0c2e", PID: "0b61"})
		if err != nil {
			return nil, err
		}
		return evdev.Open(evdev.DE, paths...)
	}
	serve := func(ctx context.Context, conn drivers.Conn) error {
		framing := scanner.Framing{Suffix: "\r", GapEnds: true}
		return scanner.ServeSerial(ctx, conn, "counter", framing, inbox.Deliver)
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Millisecond)
	defer cancel()
	_ = hotplug.New(hotplug.Opts{}).Run(ctx, open, serve)
	// Output:
}
