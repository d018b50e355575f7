package escpostest

import "rsc.io/qr"

// qrLevel is the error correction chosen with GS ( k function 169.
func qrLevel(n byte) qr.Level {
	switch n {
	case '1':
		return qr.M
	case '2':
		return qr.Q
	case '3':
		return qr.H
	default:
		return qr.L
	}
}

// symbolCommand is GS ( k pL pH cn fn: only QR codes (cn = 49).
func (p *Printer) symbolCommand(a []byte) {
	a = a[2:]
	if !p.valid(len(a) >= 3, a) {
		return
	}
	if a[0] != '1' {
		p.violate(UnknownCommand, "two-dimensional code %d is not simulated", a[0])
		return
	}
	p.qrCommand(a[1], a[2:])
}

// qrCommand executes one function of the QR code, a being its parameters.
func (p *Printer) qrCommand(fn byte, a []byte) {
	s := &p.set.qr
	switch fn {
	case 65: // model: 1 is old and not simulated, 2 is what every reader knows
		p.valid(len(a) == 2 && in(a[0], '1', '2') && a[1] == 0, a)
	case 67:
		if p.valid(len(a) == 1 && between(a[0], 1, 16), a) {
			s.module = int(a[0])
		}
	case 69:
		if p.valid(len(a) == 1 && between(a[0], '0', '3'), a) {
			s.level = a[0]
		}
	case 80:
		if p.valid(len(a) > 1 && len(a) <= 7090 && a[0] == '0', a) {
			p.seeAll(a)
			s.data = a[1:]
		}
	case 81:
		if p.valid(len(a) == 1 && a[0] == '0', a) {
			p.printQR()
		}
	default:
		p.violate(UnknownCommand, "QR function %d", fn)
	}
}

// printQR prints the stored symbol, without a quiet zone: that is the host's to leave.
func (p *Printer) printQR() {
	if !p.atLineStart() {
		return
	}
	s := &p.set.qr
	if len(s.data) == 0 {
		p.violate(BadSymbol, "no data stored")
		return
	}
	code, err := qr.Encode(string(s.data), qrLevel(s.level))
	if err != nil {
		p.violate(BadSymbol, "%d bytes: %v", len(s.data), err)
		return
	}
	if w := code.Size * s.module; w > p.set.width {
		p.violate(SymbolTooWide, "%d modules of %d dots are %d of %d dots", code.Size, s.module, w, p.set.width)
		return
	}
	p.sheet.symbol(Code{Kind: "QR", Data: string(s.data)})
	p.block(mapped(code.Size, code.Size, code.Black).scaled(s.module, s.module))
}
