package escpos

import (
	"slices"

	"posd/configs/words"
	"posd/printer"
)

// Glyphs says how a printer gets text beyond ASCII.
type Glyphs uint8

// Ways to print text.
const (
	// GB18030: two-byte codes between FS & and FS . in a Chinese font.
	GB18030 Glyphs = iota
	// CodePage: one byte per letter in Windows-1252, selected by ESC t; there
	// is no Chinese font.
	CodePage
)

// Answers says whether a printer tells its state.
type Answers uint8

// Kinds of printers.
const (
	// Maybe: the make is sold with and without. Silence says nothing.
	Maybe Answers = iota
	// Always: a printer that does not answer is off, or its cable is.
	Always
	// Never: a one-way printer, or a one-way cable. It is never asked.
	Never
)

// Proof says how a printer tells that everything sent before is on paper.
type Proof uint8

// Proofs.
const (
	// PaperStatus is `GS r 1`: answered in the order of processing.
	PaperStatus Proof = iota
	// ProcessResponse is `GS ( H` function 48: answered, with the number
	// asked for, when printing is completed. Every Epson TM since the T88IV.
	ProcessResponse
	// NoProof: nothing such.
	NoProof
)

// Flow says how a serial printer stops the host. The composition root opens
// the port accordingly.
type Flow uint8

// Flow controls.
const (
	FlowHardware Flow = iota // RTS/CTS, or DTR/DSR crossed over in the cable
	FlowSoftware             // XON/XOFF
	FlowNone                 // none: Pace keeps the printer's buffer from overrunning
)

// Profile is what posd has to know about a model. It is plain data: copy one
// and change members for a model that differs.
type Profile struct {
	Name    string
	Columns int     // of font A
	Dots    int     // printable dots across, 8 per mm (TM-T88: 7.1)
	Cutter  bool    // has a knife
	Glyphs  Glyphs  // how text is sent
	Page    byte    // n of ESC t for Windows-1252, when Glyphs is CodePage
	Answers Answers // whether it tells its state
	Proof   Proof   // how it proves a print
	QR      bool    // knows GS ( k for QR codes
	Flow    Flow
	Pace    int // bytes per second the host keeps to; 0: flow control does it
}

// Paper returns the paper that a receipt for this printer is laid out for.
// Without a Chinese font the language is English, whatever lang says.
func (p Profile) Paper(lang words.Lang) printer.Paper {
	if p.Glyphs == CodePage {
		return printer.Paper{Columns: p.Columns, Lang: words.En, Narrow: true}
	}
	return printer.Paper{Columns: p.Columns, Lang: lang}
}

// profiles is the table of models. The generic ones suppose a Chinese clone
// and are the first thing to try. Sources: Epson's ESC/POS reference by model
// (download4.epson.biz/sec_pubs/pos/reference_en/escpos), vendors' command
// lists; Epson models sold outside Asia have no Chinese font: set Glyphs.
var profiles = []Profile{
	{Name: "generic-58", Columns: 32, Dots: 384, QR: true, Page: 16},
	{Name: "generic-80", Columns: 48, Dots: 576, QR: true, Cutter: true, Page: 16},
	{Name: "epson-tm-t20", Columns: 48, Dots: 576, QR: true, Cutter: true, Page: 16, Answers: Always, Proof: ProcessResponse},
	{Name: "epson-tm-t88", Columns: 42, Dots: 512, QR: true, Cutter: true, Page: 16, Answers: Always, Proof: ProcessResponse},
	{Name: "xprinter-58", Columns: 32, Dots: 384, QR: true, Page: 16},
	{Name: "xprinter-80", Columns: 48, Dots: 576, QR: true, Cutter: true, Page: 16},
}

// ProfileNamed returns the profile of that name and whether there is one.
func ProfileNamed(name string) (Profile, bool) {
	i := slices.IndexFunc(profiles, func(p Profile) bool { return p.Name == name })
	if i < 0 {
		return Profile{}, false
	}
	return profiles[i], true
}

// ProfileNames lists the names, generic ones first.
func ProfileNames() []string {
	names := make([]string, len(profiles))
	for i, p := range profiles {
		names[i] = p.Name
	}
	return names
}
