package gpio_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"periph.io/x/conn/v3/gpio"
	"periph.io/x/conn/v3/gpio/gpiotest"
)

// pin is periph's double of an output, and writes down when it was switched.
type pin struct {
	gpiotest.Pin

	mu     sync.Mutex
	start  time.Time
	log    []string
	level  gpio.Level
	fails  int           // so many calls of Out from now on
	failOn gpio.Level    // ... with this level; both when broken
	broken bool          // all calls of Out fail
	slow   time.Duration // how long Out takes
}

var errPin = errors.New("no such line")

func newPin() *pin { return &pin{start: time.Now(), Pin: gpiotest.Pin{N: "GPIO17"}} }

func (p *pin) Out(l gpio.Level) error {
	if p.slow > 0 {
		<-time.After(p.slow)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.broken {
		return errPin
	}
	if p.fails > 0 && l == p.failOn {
		p.fails--
		return errPin
	}
	if len(p.log) == 0 || p.level != l {
		p.level = l
		p.log = append(p.log, fmt.Sprintf("%v %v", time.Since(p.start).Milliseconds(), l))
	}
	return p.Pin.Out(l)
}

// switched returns all changes as "milliseconds level", the first one being the safe state.
func (p *pin) switched() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return strings.Join(p.log, ", ")
}

// refuse makes the next n calls with this level fail.
func (p *pin) refuse(n int, l gpio.Level) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.fails, p.failOn = n, l
}

// ruin makes all calls fail from now on.
func (p *pin) ruin() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.broken = true
}
