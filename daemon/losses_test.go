package daemon

import (
	"errors"
	"testing"

	"posd/drivers/hotplug"
)

func TestOneDeviceThatWorksIsEnough(t *testing.T) {
	t.Parallel()
	left, right := errors.New("left is unplugged"), errors.New("right is unplugged")
	l := newLosses()
	for i, step := range []struct {
		name  string
		state hotplug.State
		want  error
	}{
		{"left", hotplug.State{Cause: left}, left}, // nobody has seen the right one yet
		{"right", hotplug.State{Up: true}, nil},
		{"left", hotplug.State{Up: true}, nil},
		{"right", hotplug.State{Cause: right}, nil},
		{"left", hotplug.State{Cause: left}, left},
		{"left", hotplug.State{Up: true}, nil},
	} {
		l.note(step.name, step.state, func(got error) {
			if !errors.Is(got, step.want) || (got == nil) != (step.want == nil) {
				t.Errorf("step %d: %v, not %v", i, got, step.want)
			}
			if l.mu.TryLock() {
				t.Errorf("step %d is told after the lock is given back: another device may be told before it", i)
				l.mu.Unlock()
			}
		})
	}
}
