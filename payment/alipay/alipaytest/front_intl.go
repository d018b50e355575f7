package alipaytest

import (
	"net/http"
	"sync"
	"time"
)

// function is one API of the family.
type function struct {
	call   Call
	name   string // head.function
	path   string // after Opts.Prefix; the pages spell addresses in lower case, and refund's is a word of its own
	fields []field
	read   func(*intl, *request) *refused // takes the call's own members out of the body
	book   func(*intl, *request) verdict
}

// functions are the APIs of alipay.intl.acquiring.* that the fake answers; lengths are those of the pages, and inferred where
// a page gives none.
var functions = []function{
	{
		call: CallPay, name: "alipay.intl.acquiring.offline.pay", path: "/alipay/intl/acquiring/offline/pay.htm",
		read: (*intl).readPay, book: (*intl).bookPay,
		fields: []field{
			{"productCode", kindText, 64, true},
			{"merchantTransId", kindText, 64, true},
			{"codeType", kindText, 32, true},
			{"identityCode", kindText, 64, true},
			{"order", kindObject, 0, true},
			{"settleContractId", kindText, 64, false},
			{"riskInfo", kindLoose, 2048, false},
			{"envInfo", kindObject, 0, false},
			{"extendInfo", kindLoose, 2048, false},
			{"notifyUrl", kindText, 1024, false},
		},
	},
	{
		call: CallQuery, name: "alipay.intl.acquiring.offline.payQuery", path: "/alipay/intl/acquiring/offline/payquery.htm",
		read: (*intl).readTrade, book: (*intl).bookQuery,
		fields: []field{{"acquirementId", kindText, 64, false}, {"merchantTransId", kindText, 64, false}},
	},
	{
		call: CallCancel, name: "alipay.intl.acquiring.common.payCancel", path: "/alipay/intl/acquiring/common/paycancel.htm",
		read: (*intl).readTrade, book: (*intl).bookCancel,
		fields: []field{{"acquirementId", kindText, 64, false}, {"merchantTransId", kindText, 64, false}},
	},
	{
		call: CallRefund, name: "alipay.intl.acquiring.common.refund", path: "/alipay/intl/acquiring/common/grefund.htm",
		read: (*intl).readRefund, book: (*intl).bookRefund,
		fields: []field{
			{"acquirementId", kindText, 64, true},
			{"merchantRefundId", kindText, 64, true},
			{"refundAmount", kindObject, 0, true},
			{"refundReason", kindText, 256, false},
			{"extendInfo", kindLoose, 2048, false},
		},
	},
}

// intl is the front of alipay.intl.acquiring.*: its wire format over the books.
type intl struct {
	a    *Alipay
	mu   sync.Mutex
	seen map[string]time.Time // message ids
}

func newIntl(a *Alipay) *intl { return &intl{a: a, seen: map[string]time.Time{}} }

// mount puts the addresses on mux.
func (f *intl) mount(mux *http.ServeMux) {
	for _, fn := range functions {
		mux.HandleFunc(f.a.opts.Prefix+fn.path, func(w http.ResponseWriter, r *http.Request) { f.serve(w, r, fn) })
	}
}

// request is what was asked, checked.
type request struct {
	fn       function
	head     object
	body     object
	version  string
	clientID string
	msgID    string
	arrived  time.Time

	key    Key // of the trade
	code   string
	amount Money
	title  string
	refund string // merchant refund number
	play   *play
}

// serve answers one request: admit, let the scenario do its work around the books, answer.
func (f *intl) serve(w http.ResponseWriter, r *http.Request, fn function) {
	req := &request{fn: fn, arrived: time.Now()}
	if no := f.admit(r, req); no != nil {
		f.reject(w, r, req, no)
		return
	}
	f.castRole(req)
	b := f.a.stage.next(req.play, fn.call)
	var v verdict
	select {
	case v = <-f.enter(req, b):
	case <-r.Context().Done():
		f.story(req, verdict{}, b, "client left before the books were written")
		return
	case <-f.a.done:
		return
	}
	f.answer(w, r, req, b, v)
}

// castRole finds the play of the request's trade; a pay begins it.
func (f *intl) castRole(req *request) {
	if req.fn.call == CallPay {
		req.play = f.a.stage.begin(req.key.Number, req.code)
		return
	}
	if req.key.ID != "" {
		req.key.Number = f.a.ledger.numberOf(req.key)
	}
	req.play = f.a.stage.of(req.key.Number)
}

// enter takes the request to the books by the way that b says. It goes on when the client has left, as a request does that is
// already on its way; when the gateway closes, the channel stays silent.
func (f *intl) enter(req *request, b Behaviour) <-chan verdict {
	out := make(chan verdict, 1)
	f.a.spawn(func() {
		if b.HoldCancel {
			select {
			case <-req.play.canceled:
			case <-f.a.done:
				return
			}
		}
		if !f.a.sleep(b.Hold) {
			return
		}
		switch b.Entry {
		case EntryNever:
			out <- verdict{code: CodeSystemError}
		case EntryOnce:
			out <- req.fn.book(f, req)
		case EntryTwice:
			out <- req.fn.book(f, req)
			if f.a.sleep(copyAfter) {
				f.story(req, req.fn.book(f, req), b, "second copy")
			}
		}
	})
	return out
}

// copyAfter is how long after the first copy of a request the network delivers the second.
const copyAfter = 2 * time.Second

// answer sends what the books said, or what b makes of it.
func (f *intl) answer(w http.ResponseWriter, r *http.Request, req *request, b Behaviour, v verdict) {
	switches := f.a.Switches()
	if late := b.Late + switches.Slow; late > 0 {
		timer := time.NewTimer(late)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-r.Context().Done():
			f.story(req, v, b, "client left before the answer")
			return
		case <-f.a.done:
			return
		}
	}
	if b.Result != "" {
		v.code = b.Result
	}
	if b.Entry == EntryNever && v.code == CodeSuccess {
		v.trade = f.claim(req)
	}
	body, err := f.compose(req, b, v, switches.WrongKey)
	if err != nil {
		f.a.opts.Logger.Error("simulated gateway cannot answer", "error", err)
		writePage(w, http.StatusInternalServerError)
		return
	}
	if switches.LoseAnswers {
		b.Transport = TransportLost
	}
	f.story(req, v, b, "")
	b.Transport.deliver(w, r, body, f.a.done)
}

// story records how a request fared.
func (f *intl) story(req *request, v verdict, b Behaviour, note string) {
	f.a.ledger.note(EventMessage, Event{
		Number: req.key.Number, Call: req.fn.call, Amount: req.amount, Scenario: req.play.name(),
		Result: v.code, Fault: b.fault(), Note: note,
	})
}
