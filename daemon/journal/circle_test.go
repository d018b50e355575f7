package journal

import (
	"errors"
	"time"
)

// cutTime is how much of a processor all tests may take while one state is looked at, which takes some milliseconds of it.
const cutTime = 2 * time.Minute

// errCircle says that a look at a state has no end.
var errCircle = errors.New("it is read round in circles, or takes minutes")

// soon looks at a state, and at the latest when the time is over comes back without it: pages that lead to each other hold bbolt up for
// ever. What is left behind ends with the process.
func soon(look func() error) error {
	done := make(chan error, 1)
	go func() { done <- look() }()
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for from := spent(); spent()-from < cutTime; {
		select {
		case err := <-done:
			return err
		case <-tick.C:
		}
	}
	return errCircle
}
