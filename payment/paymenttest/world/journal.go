package world

import (
	"errors"
	"fmt"
	"slices"

	"posd/payment"
)

// What a process gets from its disk.
var (
	errOff  = errors.New("power is off")
	errDisk = errors.New("disk is broken")
)

// sale is one payment as the disk keeps it, and what is under way for it in the process that runs.
type sale struct {
	index    int32
	id       payment.ID
	kept     payment.Payment // durable
	readBack bool            // kept came out of the bytes of its record
	number   string          // of the present attempt
	troubles int
	dawdles  bool // its buyer lets the cancel window pass
	luck     luck
	buyer    buyer        // of the present attempt
	code     payment.Code // of the present attempt
	receipt  receipt
	hit      uint64 // the classes of fault that it met, a bit each
	watched  bool   // it was watched once: what becomes of it goes on beside new sales
	paid     int    // pays that left

	out    payment.EffectKind // the call that has not come back; EffSave if there is none
	outSeq uint32
	answer payment.Answer // what that call will bring, where it is known already
	timer  uint32
	asked  moment // when the present process sent the pay
	inLife uint32 // in which process that was
}

// sale returns the payment of an id, or nil.
func (w *World) sale(id payment.ID) *sale {
	if id == w.lastID {
		return &w.sales[w.lastSale]
	}
	i, ok := w.byID[id]
	if !ok {
		return nil
	}
	w.lastID, w.lastSale = id, i
	return &w.sales[i]
}

// disk is the journal as the process that runs has it: what is saved before the power goes is there at the next start.
type disk struct{ *World }

// Save implements payment.Store.
func (w disk) Save(p payment.Payment, n payment.Notice) error {
	l := &w.life
	switch {
	case !l.on:
		return errOff
	case l.broken:
		return errDisk
	}
	s := w.sale(p.ID)
	switch {
	case l.ending.due(FaultCutBefore):
		w.cut(s, FaultCutBefore)
		return errOff
	case l.ending.due(FaultSaveRefused):
		w.breakDisk(s, FaultSaveRefused)
		return errDisk
	case l.ending.due(FaultCardFull):
		w.fillCard(s)
		return errDisk
	}
	s = w.keep(s, p, n)
	switch {
	case l.ending.due(FaultCutAfter):
		w.cut(s, FaultCutAfter)
		return errOff
	case l.ending.due(FaultSaveKept):
		w.breakDisk(s, FaultSaveKept)
		return errDisk
	}
	w.saved(s)
	w.untold, w.untoldOf = n, s.id
	return nil
}

// keep makes p durable, and with it that a receipt is owed.
func (w *World) keep(s *sale, p payment.Payment, n payment.Notice) *sale {
	if s == nil {
		s = w.newSale(p.ID, p.Order.Ref)
	} else if wrong := audit(&s.kept, &p); wrong != "" {
		w.fail(p.ID, "%s", wrong)
	}
	if s.number == "" || s.kept.Attempt != p.Attempt {
		s.number = p.Number()
	}
	s.kept, s.readBack = p, false
	s.watched = s.watched || p.State == payment.StateWatched
	s.kept.Flight = payment.Flight{}
	w.tally.Saves++
	if n == payment.NoticePaid || n == payment.NoticePaidLate {
		s.receipt.owe()
	}
	if w.tracing {
		w.note(s, "saved %s as %s, attempt %d", n, p.State, p.Attempt)
	}
	return s
}

func (w *World) newSale(id payment.ID, ref string) *sale {
	i := int32(len(w.sales)) //nolint:gosec // G115: a world has a few hundred sales
	w.byID[id] = i
	w.sales = append(w.sales, sale{index: i, id: id, out: payment.EffSave, luck: w.serving, dawdles: w.dawdles})
	w.refs = append(w.refs, ref)
	return &w.sales[i]
}

// Get implements payment.Store.
func (w disk) Get(id payment.ID) (payment.Payment, error) {
	s := w.sale(id)
	if s == nil {
		return payment.Payment{}, fmt.Errorf("%w: %s", payment.ErrUnknownPayment, id)
	}
	return s.kept, nil
}

// Open implements payment.Store. What a process starts from has been through the bytes of the journal.
func (w disk) Open() ([]payment.Payment, error) {
	w.open = w.open[:0]
	for i := range w.sales {
		s := &w.sales[i]
		if !s.kept.Open() || w.mutant.forgets(w.World, s) {
			continue
		}
		if err := w.readBack(s); err != nil {
			return nil, err
		}
		w.open = append(w.open, s.kept)
	}
	return w.open, nil
}

// readBack takes a payment through the bytes of its record, unless that is where it comes from.
func (w *World) readBack(s *sale) error {
	if s.readBack {
		return nil
	}
	body, err := payment.Encode(s.kept)
	if err != nil {
		return err
	}
	p, err := payment.Decode(payment.RecordVersion, body)
	if err != nil {
		return err
	}
	if !same(&p, &s.kept) {
		w.fail(p.ID, "saved %+v, read back %+v", s.kept, p)
	}
	s.kept, s.readBack = p, true
	return nil
}

// ByOrder implements payment.Store.
func (w disk) ByOrder(ref string) ([]payment.Payment, error) {
	var found []payment.Payment
	for i, other := range slices.Backward(w.refs) {
		if other == ref {
			found = append(found, w.sales[i].kept)
		}
	}
	return found, nil
}
