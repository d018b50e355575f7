package gpio

import (
	"slices"
	"sync"
	"time"

	"posd/drivers"
)

// player plays patterns on a pin. While the pin does not change it costs nothing.
type player struct {
	out   output
	fault func(error)

	mu      sync.Mutex
	want    Pattern
	news    chan struct{} // holds a token when want has changed
	shut    chan struct{}
	closing sync.Once
	done    chan struct{}

	failing bool // the last set failed; the goroutine's own
}

// newPlayer switches the pin off and waits for a pattern.
func newPlayer(out output, fault func(error)) (*player, error) {
	if err := out.off(); err != nil {
		return nil, err
	}
	p := &player{out: out, fault: fault, news: make(chan struct{}, 1), shut: make(chan struct{}), done: make(chan struct{})}
	go p.run()
	return p, nil
}

// play begins with a pattern at once. A pattern without end that is being played already goes on.
func (p *player) play(want Pattern) error {
	if err := want.check(); err != nil {
		return err
	}
	select {
	case <-p.shut:
		return drivers.ErrClosed
	default:
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if want.Times == 0 && want.equal(p.want) {
		return nil
	}
	p.want = Pattern{Steps: slices.Clone(want.Steps), Times: want.Times}
	select {
	case p.news <- struct{}{}:
	default:
	}
	return nil
}

// close ends what is played and switches the pin off.
func (p *player) close() (err error) {
	p.closing.Do(func() {
		close(p.shut)
		<-p.done
		err = p.out.off()
	})
	return err
}

func (p *player) run() {
	defer close(p.done)
	c := p.wait(nil)
	for c == heard {
		p.mu.Lock()
		want := p.want
		p.mu.Unlock()
		if c = p.perform(want); c == ended {
			p.set(false)
			c = p.wait(nil)
		}
	}
}

// cue is why a wait ended.
type cue int

const (
	ended  cue = iota // its time was up
	heard             // there is another pattern
	closed            // the player is being closed
)

// perform plays a pattern to its end, or until something else is wanted.
func (p *player) perform(want Pattern) cue {
	if want.steady() {
		p.set(true)
		return p.wait(nil)
	}
	for i := 0; len(want.Steps) > 0 && (want.Times == 0 || i < want.Times); i++ {
		for step, d := range want.Steps {
			p.set(step%2 == 0)
			if c := p.pause(d); c != ended {
				return c
			}
		}
	}
	return ended
}

func (p *player) pause(d time.Duration) cue {
	t := time.NewTimer(d)
	defer t.Stop()
	return p.wait(t.C)
}

func (p *player) wait(timeUp <-chan time.Time) cue {
	select {
	case <-timeUp:
		return ended
	case <-p.news:
		return heard
	case <-p.shut:
		return closed
	}
}

// set tells of a failure when it begins.
func (p *player) set(on bool) {
	err := p.out.set(on)
	if err != nil && !p.failing && p.fault != nil {
		p.fault(err)
	}
	p.failing = err != nil
}
