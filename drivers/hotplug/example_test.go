package hotplug_test

import (
	"context"
	"fmt"
	"time"

	"posd/drivers"
	"posd/drivers/hotplug"
	"posd/drivers/serialport"
)

func Example() {
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	link := hotplug.New(hotplug.Opts{Changed: func(s hotplug.State) {
		fmt.Println("printer up:", s.Up)
	}})
	err := link.Run(ctx, func(context.Context) (drivers.Conn, error) {
		return serialport.Open("/dev/serial/by-id/none", serialport.Opts{Baud: 19200, Flow: serialport.FlowRTSCTS})
	}, func(_ context.Context, conn drivers.Conn) error {
		_, err := conn.Write([]byte("\x1b@hello\n"))
		return err
	})
	fmt.Println("ended:", err)
	// Output:
	// printer up: false
	// ended: <nil>
}
