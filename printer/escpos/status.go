package escpos

import "posd/printer"

// State is a fact that may not be known: a printer that does not tell is not
// well.
type State uint8

// States of a fact.
const (
	Unknown State = iota
	No
	Yes
)

// yes returns Yes or No.
func yes(b bool) State {
	if b {
		return Yes
	}
	return No
}

// Paper is what the sensors say of the roll.
type Paper uint8

// States of the roll.
const (
	PaperUnknown Paper = iota
	PaperOK
	PaperNear // nearly out: where there is a sensor for it
	PaperOut
)

// Status is what a printer told last. The zero value is that of a printer
// which has told nothing.
type Status struct {
	Connected bool          // the port is open
	Silent    bool          // it should answer and does not
	Online    State         //
	Paper     Paper         //
	CoverOpen State         //
	Error     State         // Yes: see ErrorIs
	ErrorIs   printer.Cause // CauseCutter, CauseHot, CauseError or CauseBroken
	DrawerPin State         // Yes: pin 3 of the drawer connector is high; what that means is the drawer's wiring
}

// Health says whether the printer can print, and if not why.
func (s Status) Health() (printer.Health, printer.Cause) {
	switch {
	case !s.Connected:
		return printer.HealthFault, printer.CauseGone
	case s.Silent:
		return printer.HealthFault, printer.CauseSilent
	case s.CoverOpen == Yes:
		return printer.HealthFault, printer.CauseCover
	case s.Paper == PaperOut:
		return printer.HealthFault, printer.CausePaperOut
	case s.Error == Yes:
		return printer.HealthFault, s.ErrorIs
	case s.Online == No:
		return printer.HealthFault, printer.CauseOffline
	case s.Online == Unknown && s.Paper == PaperUnknown && s.CoverOpen == Unknown && s.Error == Unknown:
		return printer.HealthUnknown, printer.CauseNone
	}
	return printer.HealthOK, printer.CauseNone
}

// stuck reports an error that needs a person. A hot print head cools down by
// itself.
func (s Status) stuck() bool { return s.Error == Yes && s.ErrorIs != printer.CauseHot }

// withASB returns s as automatic status back tells it. Source: Epson ESC/POS
// reference, GS a.
func (s Status) withASB(f [4]byte) Status {
	s.DrawerPin = yes(f[0]&0x04 != 0)
	s.Online = yes(f[0]&0x08 == 0)
	s.CoverOpen = yes(f[0]&0x20 != 0)
	s = s.withError(f[1])
	s.Paper = paperOf(f[2], 0x03, 0x0c)
	return s
}

// withRealTime returns s as the answer b to DLE EOT n tells it.
func (s Status) withRealTime(n, b byte) Status {
	switch n {
	case askPrinter:
		s.DrawerPin = yes(b&0x04 != 0)
		s.Online = yes(b&0x08 == 0)
	case askOffline:
		s.CoverOpen = yes(b&0x04 != 0)
		if b&0x20 != 0 {
			s.Paper = PaperOut
		}
	case askError:
		s = s.withError(b)
	case askPaper:
		s.Paper = paperOf(b, 0x0c, 0x60)
	}
	return s
}

// withPaper returns s as the answer to GS r 1 tells it. A printer without
// paper is offline and does not answer, but some models do.
func (s Status) withPaper(b byte) Status {
	s.Paper = paperOf(b, 0x03, 0x0c)
	return s
}

// withError reads the error bits, which DLE EOT 3 and the second byte of
// automatic status back share.
func (s Status) withError(b byte) Status {
	s.ErrorIs = errorOf(b)
	s.Error = yes(s.ErrorIs != printer.CauseNone)
	return s
}

// errorOf names the worst of the errors.
func errorOf(b byte) printer.Cause {
	switch {
	case b&0x20 != 0:
		return printer.CauseBroken
	case b&0x08 != 0:
		return printer.CauseCutter
	case b&0x04 != 0:
		return printer.CauseError
	case b&0x40 != 0:
		return printer.CauseHot
	}
	return printer.CauseNone
}

// paperOf reads the sensors of near end and end.
func paperOf(b, near, end byte) Paper {
	switch {
	case b&end == end:
		return PaperOut
	case b&near == near:
		return PaperNear
	}
	return PaperOK
}
