package displaytest

import "slices"

// Screen is what the display shows: upper and lower line, blanks at the right end
// left off. Marks behind a character (US . , ;) follow it.
type Screen [Rows]string

// String returns the two lines with a newline between them.
func (s Screen) String() string { return s[0] + "\n" + s[1] }

// maxScreens bounds the history; the oldest go first.
const maxScreens = 1000

// frames keeps the screens a person would have seen. A picture is built character
// by character; it counts as finished when one of its own cells is written again,
// or everything is cleared or scrolled.
type frames struct {
	touched [Rows][Columns]bool
	dirty   bool
	past    []Screen
}

// touch notes that a cell is about to be written.
func (p *Pole) touch(x, y int) {
	if p.frames.touched[y][x] {
		p.endFrame()
	}
	p.frames.touched[y][x] = true
	p.frames.dirty = true
}

// endFrame puts the present screen into the history if anything was written since
// the last time.
func (p *Pole) endFrame() {
	if p.frames.dirty {
		p.frames.past = appendScreen(p.frames.past, p.screen.text())
	}
	p.frames.touched = [Rows][Columns]bool{}
	p.frames.dirty = false
}

// appendScreen adds a screen unless it is the same as the last one.
func appendScreen(past []Screen, s Screen) []Screen {
	last := Screen{}
	if len(past) > 0 {
		last = past[len(past)-1]
	}
	if s == last {
		return past
	}
	if len(past) >= maxScreens {
		past = slices.Delete(past, 0, 1)
	}
	return append(past, s)
}

// Lines returns the two lines now shown, blanks at the right end left off.
func (p *Pole) Lines() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	s := p.screen.text()
	return s[:]
}

// Screens returns the different screens shown so far, oldest first and the present
// one last, at most 1001. Screens half built are not among them, unless the present
// one is.
func (p *Pole) Screens() []Screen {
	p.mu.Lock()
	defer p.mu.Unlock()
	return appendScreen(slices.Clone(p.frames.past), p.screen.text())
}
