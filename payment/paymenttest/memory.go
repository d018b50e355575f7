package paymenttest

import (
	"errors"
	"fmt"
	"slices"
	"sync"

	"posd/payment"
)

// ErrDisk is what a Memory answers after Break.
var ErrDisk = errors.New("disk is broken")

// Memory is a Store that keeps the encoded records of every save, as a journal does, so that what is read back has been through
// the same bytes. It is safe for concurrent use and survives its Cashier: a restart is a new Cashier on the same Memory.
type Memory struct {
	mu     sync.Mutex
	latest map[payment.ID][]byte
	order  []payment.ID
	open   map[payment.ID]bool
	byRef  map[string][]payment.ID
	saves  []Saved
	broken bool
}

// Saved is one save.
type Saved struct {
	Notice  payment.Notice
	Payment payment.Payment
}

// NewMemory returns an empty store.
func NewMemory() *Memory {
	return &Memory{latest: map[payment.ID][]byte{}, open: map[payment.ID]bool{}, byRef: map[string][]payment.ID{}}
}

// Break makes every further Save fail, as a disk does that has lost its mind.
func (m *Memory) Break() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.broken = true
}

// Save implements payment.Store.
func (m *Memory) Save(p payment.Payment, n payment.Notice) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.broken {
		return ErrDisk
	}
	body, err := payment.Encode(p)
	if err != nil {
		return err
	}
	if _, known := m.latest[p.ID]; !known {
		m.order = append(m.order, p.ID)
		m.byRef[p.Order.Ref] = append(m.byRef[p.Order.Ref], p.ID)
	}
	m.latest[p.ID] = body
	m.open[p.ID] = p.Open()
	m.saves = append(m.saves, Saved{n, p})
	return nil
}

// Get implements payment.Store.
func (m *Memory) Get(id payment.ID) (payment.Payment, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.get(id)
}

func (m *Memory) get(id payment.ID) (payment.Payment, error) {
	body, ok := m.latest[id]
	if !ok {
		return payment.Payment{}, fmt.Errorf("%w: %s", payment.ErrUnknownPayment, id)
	}
	return payment.Decode(payment.RecordVersion, body)
}

// Record returns the bytes of a payment's latest save.
func (m *Memory) Record(id payment.ID) []byte {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.latest[id])
}

// Open implements payment.Store.
func (m *Memory) Open() ([]payment.Payment, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.read(slices.DeleteFunc(slices.Clone(m.order), func(id payment.ID) bool { return !m.open[id] }))
}

// ByOrder implements payment.Store.
func (m *Memory) ByOrder(ref string) ([]payment.Payment, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	found, err := m.read(m.byRef[ref])
	slices.Reverse(found)
	return found, err
}

func (m *Memory) read(ids []payment.ID) ([]payment.Payment, error) {
	var found []payment.Payment
	for _, id := range ids {
		p, err := m.get(id)
		if err != nil {
			return nil, err
		}
		found = append(found, p)
	}
	return found, nil
}

// Saves returns every save so far.
func (m *Memory) Saves() []Saved {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.saves)
}
