// Package gpio drives what hangs on the pins of the board: lamps, a buzzer, a stop button, and the
// solenoid of a cash drawer and the contact in it.
//
// # Wiring
//
//   - [Lamp]: an LED of up to 8 mA with its resistor, or a transistor, between the pin and ground.
//   - [Buzzer]: an active one, which sounds on plain voltage, behind a transistor. A passive one
//     needs a tone, which the kernel's interface for pins does not give.
//   - [Button]: between the pin and ground; the board's own pull-up does the rest.
//   - [Sensor]: a contact in the drawer, wired as a button.
//   - [Drawer]: a relay or power transistor with a flyback diode. Never the solenoid itself: it takes
//     24 V and an ampere. Its coil is made for pulses and burns when it stays on, so put a module
//     with a time limit of its own between where one can be had.
//
// # Rules
//
// Each driver takes the opened pin (only the composition root knows of boards) and puts it into its
// safe state, off, when it is made and when it is closed. A pin belongs to one driver.
//
// A drawer's pulse is as long as asked, within 50 ms, or it is cut short; it is always switched off,
// also when the context ends in the middle, and the failure to do so is an error that says so.
//
// # What stands behind it
//
// periph.io/x/conn/v3/gpio. Its GPIO character device driver (host/v3/gpioioctl v3.8.5) waits for ever
// in WaitForEdge(0), and not at all in WaitForEdge(-1), the other way round than documented; so all
// waits here have a length.
//
// # Caveats
//
// A pin that is active low is driven active for some microseconds when it first becomes an output:
// the driver configures it before it sets the level.
//
// kill -9 and a power cut leave a pin as it is until the next start. A drawer's coil may be on: hence
// the module with the time limit.
package gpio
