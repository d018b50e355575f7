package alipaytest

import (
	"time"
)

// Offer is a code that pays an order when somebody scans it.
type Offer struct {
	Order // without a payment code

	Text  string    `json:"text"`  // what the code says; no two offers say the same
	Until time.Time `json:"until"` // nothing comes of a scan from then on
	// Known: the trade is there from the beginning and waits for its buyer. Else the scan makes it, and a query before finds nothing.
	Known bool `json:"known,omitempty"`
}

// Offer books a code, once per number: a known number with the same fingerprint gets the same code again until its trade is over. The
// Trade is what a query would find; where it would find none it has only number, amount and title. Errors: ErrInconsistent,
// *RefusedError, ErrExpired, ErrPaid, ErrOver; after an error no code was made by this call.
func (l *Ledger) Offer(o Offer) (text string, t Trade, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	a, known := l.find(Key{Number: o.Number}), l.offers[o.Number]
	switch {
	case a != nil && a.Fingerprint != o.Fingerprint, known != nil && known.Fingerprint != o.Fingerprint:
		l.record(EventRefused, nil, Event{Number: o.Number, Note: "repeat with other content"})
		return "", Trade{}, ErrInconsistent
	case a != nil && a.Status == StatusSuccess:
		return "", a.copy(), ErrPaid
	case a != nil && a.Status == StatusClosed, known != nil && !known.Until.After(time.Now()):
		return "", Trade{}, ErrOver
	case known != nil:
		return known.Text, l.offered(*known), nil
	}
	if err := l.refuseOffer(o); err != nil {
		return "", Trade{}, err
	}
	l.putOffer(&o)
	l.record(EventOffered, nil, Event{Number: o.Number, Amount: o.Amount, offer: &o})
	if o.Known {
		l.open(o.Order, &o)
	}
	return o.Text, l.offered(o), nil
}

// refuseOffer returns why no code can be made, and remembers it. The caller holds the lock.
func (l *Ledger) refuseOffer(o Offer) error {
	r, again := l.refused[o.Number]
	switch {
	case again && r.Fingerprint != o.Fingerprint:
		return ErrInconsistent
	case again:
		return r.err()
	case !o.Until.After(time.Now()):
		r.Code = payExpired
	case o.Buyer.Refuse != "":
		r.Code = o.Buyer.Refuse
	default:
		return nil
	}
	r.Number, r.Fingerprint = o.Number, o.Fingerprint
	l.refused[o.Number] = r
	l.record(EventRefused, nil, Event{Number: o.Number, Note: r.Code, refusal: &r})
	return r.err()
}

// putOffer adds an offer. One that comes after a cancel of its number is dead from the beginning, if cancels are fences.
func (l *Ledger) putOffer(o *Offer) {
	if at, late := l.unseen[o.Number]; late && l.opts.FenceUnseen {
		o.Until = at
	}
	l.offers[o.Number], l.byText[o.Text] = o, o
}

// offered is the trade of an offer as far as there is one.
func (l *Ledger) offered(o Offer) Trade {
	if a := l.accounts[o.Number]; a != nil {
		return a.copy()
	}
	return Trade{Number: o.Number, Amount: o.Amount, Title: o.Title}
}

// Scan is the buyer scanning a code by what it says: the order is theirs to pay, and they do what their script says. Scanning it again
// shows the same trade. Errors: ErrNotFound for a code that nobody offered, ErrCodeExpired, ErrNotPaid when its trade is over.
func (l *Ledger) Scan(text string) (Trade, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	o := l.byText[text]
	if o == nil {
		return Trade{}, ErrNotFound
	}
	now := time.Now()
	a := l.find(Key{Number: o.Number})
	switch {
	case a != nil && a.Status != StatusWaiting:
		return a.copy(), ErrNotPaid
	case a != nil && a.Offered:
		a.Offered, a.Scanned, a.Expires = false, now, l.expiry(now, o.Until)
		l.record(EventScanned, a, Event{Time: now})
		if a.Buyer.Confirm == ConfirmAtOnce {
			l.decide(a, now)
		}
	case a != nil: // scanned before, and waiting
	case !o.Until.After(now):
		return Trade{}, ErrCodeExpired
	default:
		a = l.open(o.Order, nil)
	}
	return a.copy(), nil
}

// expiry is when a trade that begins to ask its buyer now is over.
func (l *Ledger) expiry(now, own time.Time) time.Time {
	if end := now.Add(l.opts.ConfirmLimit); own.IsZero() || own.After(end) {
		return end
	}
	return own
}
