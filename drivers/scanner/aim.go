package scanner

// Symbology is the kind of a barcode.
type Symbology string

// Symbologies that tills meet.
const (
	Code128    Symbology = "code128"
	GS1128     Symbology = "gs1-128"
	QR         Symbology = "qr"
	EAN        Symbology = "ean"
	DataMatrix Symbology = "datamatrix"
	PDF417     Symbology = "pdf417"
	// Unlisted is any other that announces itself.
	Unlisted Symbology = "unlisted"
)

// aim takes an AIM identifier off the front of a code: "]", a letter for the symbology, and a
// modifier (ISO/IEC 15424). A payment code begins with a digit, so a "]" is never its own.
func aim(text string) (string, Symbology) {
	if len(text) < 3 || text[0] != ']' || !letter(text[1]) || !letterOrDigit(text[2]) {
		return text, ""
	}
	return text[3:], symbology(text[1], text[2])
}

func symbology(kind, modifier byte) Symbology {
	switch kind {
	case 'C':
		if modifier == '1' {
			return GS1128
		}
		return Code128
	case 'Q':
		return QR
	case 'E':
		return EAN
	case 'd':
		return DataMatrix
	case 'L':
		return PDF417
	}
	return Unlisted
}

func letter(c byte) bool        { return 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z' }
func letterOrDigit(c byte) bool { return letter(c) || '0' <= c && c <= '9' }
