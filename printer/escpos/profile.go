package escpos

import (
	"slices"
	"strings"
	"unicode"

	"posd/configs/words"
	"posd/printer"
)

// Glyphs says how a printer gets text beyond ASCII.
type Glyphs uint8

// Ways to print text.
const (
	// GB18030: two-byte codes between FS & and FS . in a Chinese font.
	GB18030 Glyphs = iota
	// CodePage: one byte per letter in the code pages of the profile, selected
	// by ESC t; there is no Chinese font.
	CodePage
	// Drawn: as CodePage, and hanzi are printed as pictures.
	Drawn
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

// Flow says how a serial printer of the model stops the host as it comes out
// of its box. It is what posd selftest proposes; the port is opened as the
// configuration says.
type Flow uint8

// Flow controls.
const (
	FlowRTSCTS  Flow = iota // or DTR/DSR crossed over to CTS in the cable
	FlowDTRDSR              // DTR/DSR
	FlowXONXOFF             // XON/XOFF
	FlowNone                // none: Pace keeps the printer's buffer from overrunning
)

// Buzzer says how a model is made to sound.
type Buzzer uint8

// Buzzers.
const (
	BuzzerNone Buzzer = iota
	BuzzerESCA        // ESC ( A, Epson
	BuzzerESCB        // ESC B, Chinese makers
)

// Profile is what posd has to know about a model. It is plain data: copy one
// and change members for a model that differs.
type Profile struct {
	Name    string
	Columns int     // of font A
	Dots    int     // printable dots across, 8 per mm (TM-T88: 7.1)
	Cutter  bool    // has a knife
	Glyphs  Glyphs  // how text is sent
	Pages   []Page  // code pages, the first the one to start with
	Answers Answers // whether it tells its state
	Proof   Proof   // how it proves a print
	QR      bool    // knows GS ( k for QR codes
	Bars    bool    // knows GS k 73, Code128
	Raster  int     // most rows of one GS v 0; 0: it prints no pictures
	Picture int     // most bytes of one GS v 0 that its buffer bears; 0: Raster alone bounds it
	Shun    int     // a GS v 0 of a multiple of so many rows comes out as garbage; 0: none does
	Buzzer  Buzzer
	Flow    Flow
	Pace    int      // bytes per second the host keeps to; 0: flow control does it
	Models  []string // how GS I 67 names the models, or their beginnings
	Fonts   bool     // it is sold with and without a Chinese font, and GS I 69 names the one it has
	Source  string   // where the figures are from
}

// PrintsQR reports whether a QR code comes out, of the printer's own or as a picture. Where none does, a pay slip is of no use.
func (p Profile) PrintsQR() bool { return p.QR || p.Raster > 0 }

// Paper returns the paper that a receipt for this printer is laid out for.
// Without a Chinese font the language is English, whatever lang says.
func (p Profile) Paper(lang words.Lang) printer.Paper {
	switch p.Glyphs {
	case CodePage:
		return printer.Paper{Columns: p.Columns, Lang: words.En, Narrow: true}
	case Drawn:
		return printer.Paper{Columns: p.Columns, Lang: lang, Narrow: true}
	case GB18030:
	}
	return printer.Paper{Columns: p.Columns, Lang: lang}
}

// Fit returns the paper for receipts of a merchant's form, in its language.
func (p Profile) Fit(f printer.Form) printer.Paper {
	paper := p.Paper(f.Lang)
	paper.Form = f
	return paper
}

// ProfileNamed returns the profile of that name and whether there is one.
func ProfileNamed(name string) (Profile, bool) {
	i := slices.IndexFunc(profiles(), func(p Profile) bool { return p.Name == name })
	if i < 0 {
		return Profile{}, false
	}
	return profiles()[i], true
}

// ProfileNames lists the names, generic ones first.
func ProfileNames() []string {
	all := profiles()
	names := make([]string, len(all))
	for i, p := range all {
		names[i] = p.Name
	}
	return names
}

// Recognise returns the profile for what a printer answered to GS I 67, its
// model, and whether there is one. The longest name that model begins with
// decides; letter case, blanks and dashes do not count. Of two profiles for one model the
// one without a Chinese font comes first, and chinese, see [Identity.Chinese],
// asks for the other.
func Recognise(model string, chinese bool) (Profile, bool) {
	told := bare(model)
	var best Profile
	length := 0
	for _, p := range profiles() {
		for _, m := range p.Models {
			name := bare(m)
			better := len(name) > length || len(name) == length && chinese && p.Glyphs == GB18030
			if better && strings.HasPrefix(told, name) {
				best, length = p, len(name)
			}
		}
	}
	return best, length > 0
}

func bare(model string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' || r == '_' {
			return -1
		}
		return unicode.ToUpper(r)
	}, model)
}
