package world

// Fault is a class of what goes wrong in a world.
type Fault uint8

// Faults of the line and of what comes over it. Each is drawn for one call.
const (
	FaultNotSent Fault = iota
	FaultLostRequest
	FaultLostAnswer
	FaultSlow
	FaultBehindCancel
	FaultTwice
	FaultUnknownDone
	FaultUnknown
	FaultForged
	FaultNoAnswer
	FaultDenied
	FaultOutage
	FaultNotYetFound
	FaultCancelRefused
	FaultCancelRetry
	FaultWindowOver
	FaultRefundRefused

	// Faults of the buyer and the cashier.
	FaultRefuses
	FaultRescan
	FaultConfirms
	FaultNeverConfirms
	FaultLastInstant
	FaultStop
	FaultCodeAgain
	FaultSaleAgain
	FaultOverRefund
	FaultRefundAgain

	// Faults of the machine, which hit every payment that is open at the moment.
	FaultShutdown
	FaultCrash
	FaultCutSending
	FaultCutHearing

	// Faults of the journal.
	FaultCutBefore
	FaultCutAfter
	FaultSaveRefused
	FaultSaveKept
	FaultCardFull

	// Faults of the clock.
	FaultClockBack
	FaultClockForward
	FaultClock1970

	// Faults of the printer.
	FaultPaperOut
	FaultPrinterOff
	FaultPrintDoubt

	faults // how many there are
)

var faultNames = [faults]string{
	FaultNotSent:       "nothing leaves the terminal",
	FaultLostRequest:   "request lost",
	FaultLostAnswer:    "answer lost",
	FaultSlow:          "request slow",
	FaultBehindCancel:  "request arrives long after the call was given up",
	FaultTwice:         "request arrives twice",
	FaultUnknownDone:   "answered unknown, though executed",
	FaultUnknown:       "answered unknown, and not executed",
	FaultForged:        "forged verdict",
	FaultNoAnswer:      "signed, and no answer to what was asked",
	FaultDenied:        "unsigned refusal of the keys",
	FaultOutage:        "nothing gets through for a while",
	FaultNotYetFound:   "query behind the trade",
	FaultCancelRefused: "cancel refused before its window is over",
	FaultCancelRetry:   "cancel not done, to be tried again",
	FaultWindowOver:    "cancel refused after its window",
	FaultRefundRefused: "refund refused",
	FaultRefuses:       "buyer refused for good",
	FaultRescan:        "code refused, a fresh one may cure it",
	FaultConfirms:      "buyer confirms after some queries",
	FaultNeverConfirms: "buyer never confirms",
	FaultLastInstant:   "buyer pays in the instant before the cancel",
	FaultStop:          "stop pressed",
	FaultCodeAgain:     "code scanned again",
	FaultSaleAgain:     "order begun again after it ended unpaid",
	FaultOverRefund:    "more asked back than is left",
	FaultRefundAgain:   "refund asked for again under its key",
	FaultShutdown:      "shut down in order",
	FaultCrash:         "crash at any time",
	FaultCutSending:    "power cut as a request leaves",
	FaultCutHearing:    "power cut as an answer comes",
	FaultCutBefore:     "power cut before a save",
	FaultCutAfter:      "power cut between save and effect",
	FaultSaveRefused:   "disk refuses, and keeps nothing",
	FaultSaveKept:      "disk refuses, and keeps it",
	FaultCardFull:      "card full, and given room while the process runs",
	FaultClockBack:     "clock jumps back",
	FaultClockForward:  "clock jumps forward",
	FaultClock1970:     "clock starts in 1970",
	FaultPaperOut:      "no paper",
	FaultPrinterOff:    "printer off",
	FaultPrintDoubt:    "power cut or silence in mid-print",
}

// LastFault is the last class.
const LastFault = faults - 1

// String says what goes wrong.
func (f Fault) String() string {
	if f < faults {
		return faultNames[f]
	}
	return "no fault"
}
