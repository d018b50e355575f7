package payment

import "time"

// EventKind says what happened.
type EventKind uint8

// Kinds of events.
const (
	EvCreate  EventKind = iota // an order came, maybe with a code
	EvCode                     // a payment code was scanned
	EvPresent                  // no code comes: one that pays the order is to be shown instead
	EvStop                     // somebody wants the sale to end unpaid
	EvAnswer                   // the call under way came back
	EvWake                     // the timer under way ran out
	EvRefund                   // somebody wants money to go back
	EvRestart                  // the payment was just read from the journal
)

var eventNames = [...]string{
	EvCreate: "create", EvCode: "code", EvPresent: "present", EvStop: "stop", EvAnswer: "answer", EvWake: "wake", EvRefund: "refund",
	EvRestart: "restart",
}

// String returns the event's word.
func (k EventKind) String() string {
	if int(k) < len(eventNames) {
		return eventNames[k]
	}
	return "invalid"
}

// Event carries into Next all that Next may not fetch itself: time, rules, randomness, answers.
type Event struct {
	Kind   EventKind
	At     time.Time
	Rules  *Policy
	ID     ID     // EvCreate
	Order  Order  // EvCreate
	Code   Code   // EvCode, and EvCreate when the code came with the order
	Seq    uint32 // EvAnswer, EvWake: the Flight they belong to
	Answer Answer // EvAnswer
	Refund Refund // EvRefund: Number, Amount, Why, Operator, Approver, Shift
}

// EffectKind says what the Cashier has to do.
type EffectKind uint8

// Kinds of effects. EffSave is always the first of its step, and EffReport the only one.
const (
	EffSave    EffectKind = iota // make the new payment durable; if that is impossible, do none of the rest
	EffPay                       // send the pay request
	EffPresent                   // ask for a code to show that pays the attempt
	EffQuery                     // ask for the attempt's number
	EffCancel                    // cancel the attempt's number
	EffRefund                    // send the pending refund
	EffWake                      // come back with EvWake after After
	EffTell                      // let the till, display and printer know
	EffReport                    // the event did not fit; nothing changed
)

// Effect is one thing to do. Seq names the Flight that a call or timer starts.
type Effect struct {
	Kind   EffectKind
	Seq    uint32
	After  time.Duration // EffWake
	Code   Code          // EffPay
	Refund *Refund       // EffRefund: a copy
	Notice Notice        // EffTell
	Err    error         // EffReport
}

// Notice is what a person or a device should learn. It is told only after it is durable.
type Notice string

// Notices.
const (
	NoticeCreated       Notice = "created"
	NoticeSending       Notice = "sending"
	NoticePresented     Notice = "presented" // the code may be shown: Payment.Show
	NoticeConfirming    Notice = "confirming"
	NoticeChecking      Notice = "checking"        // no verdict: the gateway is being asked
	NoticePaid          Notice = "paid"            //
	NoticePaidLate      Notice = "paid_late"       // paid, but a restart lay between: the customer may have left
	NoticeScanAgain     Notice = "scan_again"      // the attempt was refused and a fresh code cures it
	NoticeRefused       Notice = "refused"         //
	NoticeNotSent       Notice = "not_sent"        //
	NoticeStopping      Notice = "stopping"        // Stop was heard; its outcome follows
	NoticeCancelling    Notice = "cancelling"      // given up, the cancel is out
	NoticeCancelled     Notice = "cancelled"       //
	NoticeWatched       Notice = "watched"         // not paid; the number stays watched
	NoticeReturning     Notice = "returning"       // money came after the sale was given up: it goes back
	NoticeReturned      Notice = "returned"        // and is back
	NoticeUnresolved    Notice = "unresolved"      // the alarm: nobody knows, the background works on
	NoticeRefundPending Notice = "refund_pending"  //
	NoticeRefundUnknown Notice = "refund_unknown"  // no verdict on a refund: the background works on
	NoticeRefunded      Notice = "refunded"        // one refund is done
	NoticeRefundRefused Notice = "refund_refused"  //
	NoticeRefundNotSent Notice = "refund_not_sent" //
)

var effectNames = [...]string{
	EffSave: "save", EffPay: "pay", EffPresent: "present", EffQuery: "query", EffCancel: "cancel", EffRefund: "refund", EffWake: "wake",
	EffTell: "tell", EffReport: "report",
}

// String returns the effect's word.
func (k EffectKind) String() string {
	if int(k) < len(effectNames) {
		return effectNames[k]
	}
	return "invalid"
}
