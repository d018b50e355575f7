package escpostest

// typeSize is how one class of characters (ASCII or Chinese) is set.
type typeSize struct {
	w, h      int // multiples of the plain size, 1..8
	underline bool
}

// settings is everything ESC @ and power on bring back to the defaults.
type settings struct {
	ascii, kanji          typeSize
	fontB                 bool
	bold, double, reverse bool
	upsideDown            bool
	underlineDots         int // thickness for ASCII (ESC -), 1 or 2
	kanjiUnderlineDots    int // thickness for Chinese (FS -), 1 or 2
	kanjiMode             bool
	kanjiLeft, kanjiRight int // spacing in dots (FS S)
	spacing               int // right of each ASCII character, in dots (ESC SP)
	lineSpacing           int // dots from line to line (ESC 2, ESC 3)
	align                 byte
	codePage, country     byte
	margin, width         int // print area in dots (GS L, GS W)
	tabs                  []int
	stopAtNearEnd         bool // ESC c 4
	asb                   byte // GS a
	bar                   barSettings
	qr                    qrSettings
	graphics              *bitmap // GS ( L function 112
}

// barSettings belong to GS k.
type barSettings struct {
	height, module int // dots
	text           byte
	fontB          bool
}

// qrSettings belong to GS ( k with cn = 49.
type qrSettings struct {
	module int // dots
	level  byte
	data   []byte
}

// The values of alignment (ESC a).
const (
	alignLeft byte = iota
	alignCentre
	alignRight
)

const (
	defaultLineSpacing = 30 // dots, 3.75 mm (ESC 2)
	chinaSet           = 15 // ESC R, default of the simplified Chinese model
)

// defaults returns the settings after power on.
func defaults(o Options) settings {
	s := settings{
		ascii:              typeSize{w: 1, h: 1},
		kanji:              typeSize{w: 1, h: 1},
		underlineDots:      1,
		kanjiUnderlineDots: 1,
		kanjiMode:          o.StartsInKanji,
		lineSpacing:        defaultLineSpacing,
		country:            chinaSet,
		width:              o.Dots,
		bar:                barSettings{height: 162, module: 3},
		qr:                 qrSettings{module: 3, level: '0'},
	}
	for column := 8; column*fontAWidth < o.Dots; column += 8 {
		s.tabs = append(s.tabs, column*fontAWidth)
	}
	return s
}

// cell returns the size of a plain ASCII character in dots.
func (s *settings) cell() (w, h int) {
	if s.fontB {
		return fontBWidth, fontBHeight
	}
	return fontAWidth, fontAHeight
}
