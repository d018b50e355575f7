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

// note remembers a device's state and tells why none of them works, or nil when one does. It tells with the lock held, so that of
// two devices that change at once the later change is told last; tell must not block.
func (l *losses) note(name string, s hotplug.State, tell func(cause error)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.states[name] = s
	for _, other := range l.states {
		if other.Up {
			tell(nil)
			return
		}
	}
	tell(s.Cause)
}
