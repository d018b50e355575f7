package statespace

import (
	"fmt"
	"slices"
	"time"

	"posd/payment"
)

// Protocol is payment.Next, or something that is to be shown to be worse.
type Protocol func(payment.Payment, payment.Event) (payment.Payment, []payment.Effect)

// event is a payment.Event in the members that decide something.
type event struct {
	kind    payment.EventKind
	answer  answer
	code    bool  // EvCreate: the code comes with the order
	open    bool  // EvCreate: a refusal may lead to another attempt
	show    bool  // EvCreate: a code is to be shown
	slot    uint8 // EvRefund
	amount  int8  // EvRefund
	over    bool  // the terminal believes that the cancel window is over
	elapsed uint8 // EvRestart: how many of the watch's moments the clock says have gone by
}

// step is what the protocol makes of an event.
type step struct {
	next    ref // as the process then holds it
	durable ref // as the journal would then give it back
	effects []effect
	wrong   string // which law it breaks
}

// same reports whether two steps do the same.
func (s *step) same(other *step) bool {
	return s.next == other.next && s.durable == other.durable && s.wrong == other.wrong && slices.Equal(s.effects, other.effects)
}

// effect is a payment.Effect in the members that decide something.
type effect struct {
	kind    payment.EffectKind
	slot    uint8 // EffRefund
	amount  int8  // EffRefund
	long    bool  // EffWake
	code    bool  // EffPay: it carries one
	notice  payment.Notice
	receipt bool // EffSave: a receipt is owed with it
}

// machine is the terminal's side: it remembers what the protocol does, so that each question is asked once.
type machine struct {
	protocol Protocol
	rules    payment.Policy
	tries    int // more than this many are as good as this many
	payments []payment.Payment
	wrong    []string // for each payment: which promise it breaks by itself
	refs     map[held]ref
	steps    map[ref]map[event]*step
	noises   map[noiseKey][]answer
}

// epoch is when everything happens that a payment remembers. Only differences count, and those are in the event.
var epoch = time.Date(2026, 3, 1, 4, 0, 0, 0, time.UTC)

// codeDigits are those of the one customer.
const codeDigits = "281234567890123456"

// seq is the number of the call or timer under way, and staleSeq that of one before.
const seq, staleSeq = 7, 6

func newMachine(protocol Protocol, b Bounds) *machine {
	return &machine{
		protocol: protocol, rules: b.rules(), tries: max(b.Queries, b.Cancels, b.Watches) + 2,
		payments: []payment.Payment{{}}, wrong: []string{""}, refs: map[held]ref{}, steps: make(map[ref]map[event]*step), noises: map[noiseKey][]answer{},
	}
}

// take asks the protocol.
func (m *machine) take(p ref, ev event) *step {
	known := m.steps[p]
	if known == nil {
		known = map[event]*step{}
		m.steps[p] = known
	}
	s := known[ev]
	if s == nil {
		s = m.ask(p, ev)
		known[ev] = s
	}
	return s
}

func (m *machine) ask(p ref, ev event) *step {
	before, happens := m.payments[p], m.event(ev)
	if ev.over {
		before.Began = before.Began.Add(-48 * time.Hour)
	}
	after, effects := m.protocol(before, happens)
	if len(effects) == 1 && effects[0].Kind == payment.EffReport {
		return &step{next: p}
	}
	s := &step{wrong: wrongStep(before, after, happens, effects)}
	for _, e := range effects {
		s.effects = append(s.effects, m.effect(e))
	}
	for i := range s.effects {
		s.effects[i].receipt = effects[i].Kind == payment.EffSave && owesReceipt(effects)
	}
	s.next = m.refOf(after)
	if s.durable = m.journalled(after); !after.Open() { // the Cashier lets it go and reads it again when it is asked for
		s.next = s.durable
	}
	return s
}

// journalled returns a payment as the journal gives it back.
func (m *machine) journalled(p payment.Payment) ref {
	if p.State == payment.StateNone {
		return none
	}
	kept, err := payment.Decode(payment.RecordVersion, record(p))
	if err != nil {
		panic(err) // what was encoded can be decoded
	}
	return m.refOf(kept)
}

// refOf finds or makes a payment's place in the table.
func (m *machine) refOf(p payment.Payment) ref {
	p = m.canonical(p)
	key := held{p.Flight, string(record(p))}
	r, known := m.refs[key]
	if !known {
		r = ref(len(m.payments)) //nolint:gosec // memory ends long before
		m.refs[key] = r
		m.payments = append(m.payments, p)
		m.wrong = append(m.wrong, m.wrongStale(p))
	}
	return r
}

// held is all of a payment: what is durable, and what lives in memory only.
type held struct {
	flight payment.Flight
	record string
}

func record(p payment.Payment) []byte {
	body, err := payment.Encode(p)
	if err != nil {
		panic(err) // a payment is always encodable
	}
	return body
}

// wrongStale feeds a payment what belongs to a call or timer before the one under way, which must change nothing.
func (m *machine) wrongStale(p payment.Payment) string {
	for _, ev := range []payment.Event{
		{Kind: payment.EvAnswer, Answer: payment.Answer{Outcome: payment.Paid, Signed: true}},
		{Kind: payment.EvAnswer, Answer: payment.Answer{Outcome: payment.Done, Signed: true}},
		{Kind: payment.EvWake},
	} {
		ev.At, ev.Rules, ev.Seq = epoch, &m.rules, staleSeq
		if _, effects := m.protocol(p, ev); len(effects) != 1 || effects[0].Kind != payment.EffReport {
			return fmt.Sprintf("promise 9: %s, and a stale %s is taken", p.State, ev.Kind)
		}
	}
	return ""
}

// canonical drops what cannot decide anything: times, and counts beyond all bounds.
func (m *machine) canonical(p payment.Payment) payment.Payment {
	for _, t := range []*time.Time{&p.Created, &p.Changed, &p.Began, &p.GivenUp.At} {
		if !t.IsZero() {
			*t = epoch
		}
	}
	p.Spent, p.Refunds = slices.Clone(p.Spent), slices.Clone(p.Refunds)
	for i := range p.Spent {
		p.Spent[i].At = epoch
	}
	for i := range p.Refunds {
		p.Refunds[i].Asked = epoch
		if !p.Refunds[i].Settled.IsZero() {
			p.Refunds[i].Settled = epoch
		}
	}
	p.Flight.Seq = seq
	p.Flight.Tries = min(p.Flight.Tries, m.tries)
	return p
}

// event makes the real event.
func (m *machine) event(ev event) payment.Event {
	e := payment.Event{Kind: ev.kind, At: epoch.Add(time.Second), Rules: &m.rules, Seq: seq}
	switch ev.kind {
	case payment.EvCreate:
		e.ID = "9"
		e.Order = payment.Order{Subject: "coffee", Amount: payment.Amount{Minor: price, Currency: "CNY"}, KeepOpen: ev.open, Present: ev.show}
		if ev.code {
			e.Code = payment.NewCode(codeDigits)
		}
	case payment.EvCode:
		e.Code = payment.NewCode(codeDigits)
	case payment.EvAnswer:
		e.Answer = realAnswer(ev.answer)
	case payment.EvRefund:
		e.Refund = payment.Refund{Number: refundNumbers[ev.slot], Amount: payment.Amount{Minor: int64(ev.amount), Currency: "CNY"}}
	case payment.EvRestart:
		if ev.elapsed > 0 {
			e.At = epoch.Add(m.rules.WatchAfter[ev.elapsed-1])
		}
	case payment.EvPresent, payment.EvStop, payment.EvWake:
	}
	return e
}

func realAnswer(a answer) payment.Answer {
	said := payment.Answer{
		Outcome: payment.Outcome(a.outcome), Signed: !a.unsigned && payment.Outcome(a.outcome) != payment.NotSent, Returned: a.returned,
	}
	switch said.Outcome {
	case payment.Paid, payment.Confirming:
		said.Trade.Ref = "A"
	case payment.Refused:
		said.Reason.Code = "refused"
		if a.rescan {
			said.Reason = payment.Reason{Code: "code_expired", Action: payment.ActRescan}
		}
	case payment.Unknown, payment.Closed, payment.NotFound, payment.NotSent, payment.Done:
	}
	if said.Outcome == payment.Confirming && !a.blank {
		said.Show = "https://qr.example/1"
	}
	return said
}

// refundNumbers are the numbers of the slots.
var refundNumbers = [slots]string{"9_0R", "9_1R", "9_2R", "81", "82"}

func (m *machine) effect(e payment.Effect) effect {
	out := effect{kind: e.Kind, notice: e.Notice, code: e.Code.Reveal() == codeDigits}
	switch e.Kind {
	case payment.EffRefund:
		out.slot, out.amount = slots, int8(min(e.Refund.Amount.Minor, 127)) //nolint:gosec // bounded by min, and never negative
		if slot := slices.Index(refundNumbers[:], e.Refund.Number); slot >= 0 {
			out.slot = uint8(slot) //nolint:gosec // one of a few
		}
	case payment.EffWake:
		out.long = e.After >= codeDies
	case payment.EffSave, payment.EffPay, payment.EffPresent, payment.EffQuery, payment.EffCancel, payment.EffTell, payment.EffReport:
	}
	return out
}

// owesReceipt reports whether a save with these effects also owes the sale's receipt: the notice that it is kept with decides.
func owesReceipt(effects []payment.Effect) bool {
	last := payment.Notice("")
	for _, e := range effects {
		if e.Kind == payment.EffTell {
			last = e.Notice
		}
	}
	return last == payment.NoticePaid || last == payment.NoticePaidLate
}
