package printer

import "strings"

// specimen shows what the printer can do, each thing on a line of its own that
// a technician looks at: the ruler takes exactly one line, hanzi are clear,
// sums stand under each other, letters of several code pages are right.
func (l *layout) specimen() {
	l.text(ruler(l.cols), Text{})
	l.text("支付宝 收款 龘靐 ￥12.50", Text{})
	l.text("支付 Large", Text{Size: Large})
	l.text("支付 Tall", Text{Size: Tall})
	l.text("支付 Bold", Text{Bold: true})
	l.text("é ñ ü ß Ł Ő Ж я €", Text{})
	l.pair("拿铁 Latte x2", "12.50", Columns{})
	l.pair("茶 Tea", "8.00", Columns{})
	l.add(Beep{})
}

// ruler returns 1234567890123... as wide as the paper: a wrong number of
// columns shows at once.
func ruler(cols int) string {
	return strings.Repeat("1234567890", cols/10+1)[:cols]
}
