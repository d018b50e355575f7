package printer

import (
	"fmt"
	"strings"
)

// Lines returns the document as plain text of at most cols columns, for logs
// and terminals. Letters are not enlarged, codes and actions stand in
// brackets. With cols below 16 it has the paper's own columns.
func (d Document) Lines(cols int) []string {
	if cols < minColumns {
		cols = d.Paper.columns()
	}
	p := plain{cols: cols, narrow: d.Paper.Narrow}
	for _, b := range d.Blocks {
		p.block(b)
	}
	return p.lines
}

// plain renders blocks as plain text.
type plain struct {
	cols   int
	narrow bool
	lines  []string
}

func (p *plain) block(b Block) {
	switch b := b.(type) {
	case Text:
		p.text(b.Text, b.Align)
	case Columns:
		p.columns(b)
	case Rule:
		p.lines = append(p.lines, strings.Repeat("-", p.cols))
	case Feed:
		p.lines = append(p.lines, make([]string, max(b.Lines, 0))...)
	case QR:
		p.text("[QR "+b.Data+"]", Center)
	case Code128:
		p.text("[|||| "+b.Data+"]", Center)
	case Image:
		p.text(fmt.Sprintf("[picture %d x %d]", b.Width, b.Height), Center)
	case Beep:
	case Cut:
		p.text("[cut]", Center)
	case Kick:
		p.text("[drawer]", Center)
	}
}

func (p *plain) text(s string, a Align) {
	for _, line := range wrap(clean(s, p.narrow), p.cols, p.narrow) {
		gap := p.cols - Width(line, p.narrow)
		switch a {
		case Center:
			line = strings.Repeat(" ", gap/2) + line
		case Right:
			line = strings.Repeat(" ", gap) + line
		case Left:
		}
		p.lines = append(p.lines, line)
	}
}

func (p *plain) columns(b Columns) {
	gap := p.cols - Width(b.Left, p.narrow) - Width(b.Right, p.narrow)
	if gap < 1 {
		p.text(b.Left, Left)
		p.text(b.Right, Right)
		return
	}
	p.lines = append(p.lines, b.Left+strings.Repeat(" ", gap)+b.Right)
}
