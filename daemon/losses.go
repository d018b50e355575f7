package daemon

import (
	"sync"

	"posd/drivers/hotplug"
)

// losses keeps the state of devices of which one that works is enough.
type losses struct {
	mu     sync.Mutex
	states map[string]hotplug.State
}

func newLosses() *losses { return &losses{states: map[string]hotplug.State{}} }

// note remembers a device's state and returns why none of them works, or nil when one does.
func (l *losses) note(name string, s hotplug.State) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.states[name] = s
	for _, other := range l.states {
		if other.Up {
			return nil
		}
	}
	return s.Cause
}
