package paymenttest

import (
	"errors"
	"sync"

	"posd/payment"
)

// ErrOff is what a process gets that still runs although its power was cut.
var ErrOff = errors.New("power is off")

// Fate is what becomes of one save.
type Fate uint8

// Fates.
const (
	FateKept        Fate = iota
	FateCutBefore        // power goes in the instant before: nothing is kept
	FateCutAfter         // power goes in the instant after: it is kept, and nothing that should follow happens
	FateRefused          // the disk says no, and nothing is kept
	FateRefusedKept      // the disk says no, and yet it is kept: after an error a Store promises neither
)

// Power is a Memory as one process has it, from its start to the cut. What is saved through it before the cut is what the
// next process starts from; everything after is forgotten. After a refusal the disk refuses for the rest of the process.
type Power struct {
	*Memory

	// Fate decides what becomes of a save; nil means that it is kept. It is called before the save.
	Fate func(p payment.Payment, n payment.Notice) Fate

	once   sync.Once
	off    chan struct{}
	mu     sync.Mutex
	broken bool
}

// PowerOn returns a Memory as a new process has it.
func (m *Memory) PowerOn() *Power { return &Power{Memory: m, off: make(chan struct{})} }

// Cut ends the power.
func (w *Power) Cut() { w.once.Do(func() { close(w.off) }) }

// Gone is closed once the power is off.
func (w *Power) Gone() <-chan struct{} { return w.off }

// IsOff reports whether the power is off.
func (w *Power) IsOff() bool {
	select {
	case <-w.off:
		return true
	default:
		return false
	}
}

// Save implements payment.Store.
func (w *Power) Save(p payment.Payment, n payment.Notice) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case w.IsOff():
		return ErrOff
	case w.broken:
		return ErrDisk
	}
	fate := FateKept
	if w.Fate != nil {
		fate = w.Fate(p, n)
	}
	return w.save(p, n, fate)
}

func (w *Power) save(p payment.Payment, n payment.Notice, fate Fate) error {
	switch fate {
	case FateKept:
		return w.Memory.Save(p, n)
	case FateCutBefore:
		w.Cut()
		return ErrOff
	case FateCutAfter:
		err := w.Memory.Save(p, n)
		w.Cut()
		return errors.Join(err, ErrOff)
	case FateRefused:
		w.broken = true
		return ErrDisk
	case FateRefusedKept:
		w.broken = true
		return errors.Join(w.Memory.Save(p, n), ErrDisk)
	}
	return nil
}
