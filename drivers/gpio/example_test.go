package gpio_test

import (
	"context"
	"fmt"
	"time"

	"periph.io/x/conn/v3/gpio/gpiotest"

	"posd/drivers/gpio"
)

func Example() {
	// In the daemon the pins come from gpioreg.ByName, after host.Init.
	lamp, err := gpio.NewLamp(&gpiotest.Pin{N: "GPIO22"}, gpio.OutOpts{})
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := lamp.Show(gpio.Flashes(3)); err != nil { // "third fault of the table on the lid"
		fmt.Println(err)
	}
	drawer, err := gpio.NewDrawer(&gpiotest.Pin{N: "GPIO17"}, gpio.DrawerOpts{Pulse: 60 * time.Millisecond, ActiveLow: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("opened:", drawer.Open(context.Background()))
	fmt.Println("closed:", drawer.Close(), lamp.Close())
	// Output:
	// opened: <nil>
	// closed: <nil> <nil>
}
