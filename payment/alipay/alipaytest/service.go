package alipaytest

import (
	"net/http"
	"time"
)

// service is what all families do alike: it lets a front read a request, plays the request's scenario around the books, and sends
// what the front makes of their verdict.
type service struct {
	a *Alipay
	f front
}

// serve answers one request: admit, let the scenario do its work around the books, answer.
func (s service) serve(w http.ResponseWriter, r *http.Request) {
	req := &request{arrived: time.Now()}
	if no := s.f.admit(r, req); no != nil {
		s.reject(w, r, req, no)
		return
	}
	s.castRole(req)
	b := s.a.stage.next(req.play, req.call)
	var v verdict
	select {
	case v = <-s.enter(req, b):
	case <-r.Context().Done():
		s.story(req, verdict{}, b, "client left before the books were written")
		return
	case <-s.a.done:
		return
	}
	s.answer(w, r, req, b, v)
}

// castRole finds the play of the request's trade; a pay begins it, or the asking for a code to scan.
func (s service) castRole(req *request) {
	if req.call == CallPresent {
		req.play = s.a.stage.begin(req.key.Number, req.key.Number, s.a.scenarioFor("", req.amount))
		return
	}
	if req.call == CallPay {
		req.play = s.a.stage.begin(req.key.Number, req.code, s.a.scenarioFor(req.code, req.amount))
		return
	}
	if req.key.ID != "" {
		req.key.Number = s.a.ledger.numberOf(req.key)
	}
	req.play = s.a.stage.of(req.key.Number)
}

// enter takes the request to the books by the way that b says. It goes on when the client has left, as a request does that is
// already on its way; when the gateway closes, the channel stays silent.
func (s service) enter(req *request, b Behaviour) <-chan verdict {
	out := make(chan verdict, 1)
	s.a.spawn(func() {
		if b.HoldCancel {
			select {
			case <-req.play.canceled:
			case <-s.a.done:
				return
			}
		}
		if !s.a.sleep(b.Hold) {
			return
		}
		switch b.Entry {
		case EntryNever:
			out <- verdict{code: CodeSystemError}
		case EntryOnce:
			out <- s.book(req)
		case EntryTwice:
			out <- s.book(req)
			if s.a.sleep(copyAfter) {
				s.story(req, s.a.book(req), b, "second copy")
			}
		}
	})
	return out
}

// book takes a request to the books. Where it names an address, the merchant is told there what becomes of the trade.
func (s service) book(req *request) verdict {
	v := s.a.book(req)
	if teller, ok := s.f.(teller); ok && req.notify != "" && v.trade.Number != "" {
		s.a.follow(teller, req.notify, v.trade.Number)
	}
	return v
}

// copyAfter is how long after the first copy of a request the network delivers the second.
const copyAfter = 2 * time.Second

// answer sends what the books said, or what b makes of it.
func (s service) answer(w http.ResponseWriter, r *http.Request, req *request, b Behaviour, v verdict) {
	switches := s.a.Switches()
	if late := b.Late + switches.Slow; late > 0 {
		timer := time.NewTimer(late)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-r.Context().Done():
			s.story(req, v, b, "client left before the answer")
			return
		case <-s.a.done:
			return
		}
	}
	if b.Result != "" {
		v.code = b.Result
	}
	if b.Entry == EntryNever && v.code == CodeSuccess {
		v = s.a.claimed(req)
	}
	out, ok := s.compose(w, req, b, v)
	if !ok {
		return
	}
	if switches.LoseAnswers {
		b.Transport = TransportLost
	}
	s.story(req, v, b, "")
	b.Transport.deliver(w, r, out, s.a.done)
}

// reject answers a request that goes no further.
func (s service) reject(w http.ResponseWriter, r *http.Request, req *request, no *refused) {
	kind := EventViolation
	if no.ours {
		kind = EventMessage
	}
	s.a.ledger.note(kind, Event{Call: req.call, Number: req.key.Number, Result: no.code, Note: no.why})
	if no.code == "" {
		writePage(w, no.status)
		return
	}
	b := Behaviour{Call: req.call, Envelope: EnvelopeUnsigned}
	if no.signed {
		b.Envelope = EnvelopeSigned
	}
	if out, ok := s.compose(w, req, b, verdict{code: no.code}); ok {
		TransportWhole.deliver(w, r, out, s.a.done)
	}
}

// compose lets the front write an answer. A gateway that signs with a key the terminal does not have forges, to the terminal.
func (s service) compose(w http.ResponseWriter, req *request, b Behaviour, v verdict) (outgoing, bool) {
	if b.Envelope == EnvelopeSigned && s.a.Switches().WrongKey {
		b.Envelope = EnvelopeForged
	}
	out, err := s.f.compose(req, b, v)
	if err != nil {
		s.a.opts.Logger.Error("simulated gateway cannot answer", "error", err)
		writePage(w, http.StatusInternalServerError)
	}
	return out, err == nil
}

// story records how a request fared.
func (s service) story(req *request, v verdict, b Behaviour, note string) {
	s.a.ledger.note(EventMessage, Event{
		Number: req.key.Number, Call: req.call, Amount: req.amount, Scenario: req.play.name(),
		Result: v.code, Fault: b.fault(), Note: note,
	})
}
