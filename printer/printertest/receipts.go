package printertest

import (
	"time"

	"posd/printer"
)

// Numbers that stand on the examples.
const (
	Order   = "91234567890123456789"
	Attempt = Order + "_0"
	Link    = "http://192.168.1.20:8090/"
)

// Documents returns an example of every kind of document by its name, and of
// copies and of what a sale abroad and a shop with much to say add.
func Documents() map[string]printer.Receipt {
	return map[string]printer.Receipt{
		"sale": Sale(), "abroad": Abroad(), "refund": Refund(), "copy": Copy(), "cancel": Cancelled(), "unresolved": Unresolved(),
		"test": TestPage(), "bill": Bill(), "x": X(), "z": Z(), "day": Day(), "ticket": Ticket(), "handover": Handover(), "long": Long(),
		"payslip": PaySlip(),
	}
}

func noon() time.Time { return time.Date(2026, 5, 9, 12, 34, 56, 0, time.FixedZone("", 8*3600)) }

func cny(text string) printer.Money { return printer.Money{Text: text, Currency: "CNY"} }

// Sale is the standard receipt of the README's figures: everything that a sale in
// CNY prints.
func Sale() printer.Receipt {
	return printer.Receipt{
		Kind: printer.KindSale, Merchant: "晨光咖啡馆", Header: []string{"上海市静安区南京西路1266号"}, Store: "静安店", Terminal: "T0001",
		Cashier: "张三", Title: "拿铁咖啡 x2", Order: Order, Attempt: Attempt, Trade: "2026050922001412341234567890",
		Amount: cny("12.50"), Buyer: "138****0000", Time: noon(),
	}
}

// Abroad is a sale in USD with everything that the gateway may tell.
func Abroad() printer.Receipt {
	r := Sale()
	r.Merchant, r.Store, r.Title = "Sunrise Café & Roastery", "Pier 39", "Latte, oat milk, extra shot; blueberry muffin"
	r.Header = []string{"Beach Street & The Embarcadero", "San Francisco, CA 94133"}
	r.Cashier = "José"
	usd := func(text string) printer.Money { return printer.Money{Text: text, Currency: "USD"} }
	r.Amount, r.Discount, r.Paid = usd("12.50"), usd("1.00"), usd("11.50")
	r.Rate = "1 USD = 7.1234 CNY"
	r.CNY = cny("81.92")
	r.Time = time.Date(2026, 5, 8, 21, 34, 56, 0, time.FixedZone("", -7*3600))
	r.Footer = []string{"Thank you! 欢迎再次光临", "www.example.com"}
	return r
}

// Refund is the slip of a refund in part.
func Refund() printer.Receipt {
	r := Sale()
	r.Kind, r.Attempt, r.Refund = printer.KindRefund, "", "81234567890123456789"
	r.Amount.Text = "5.00"
	return r
}

// Copy is the copy of a sale of which the first print was cut short.
func Copy() printer.Receipt {
	r := Sale()
	r.Copy, r.Reason = 1, printer.CopyInterrupted
	return r
}

// Cancelled is the notice that a sale was cancelled.
func Cancelled() printer.Receipt {
	r := Sale()
	r.Kind, r.Trade, r.Buyer = printer.KindCancel, "", ""
	return r
}

// Unresolved is the notice that nobody knows yet whether a sale was paid.
func Unresolved() printer.Receipt {
	r := Cancelled()
	r.Kind = printer.KindUnresolved
	return r
}

// TestPage is the page that shows a technician what works.
func TestPage() printer.Receipt {
	return printer.Receipt{
		Kind: printer.KindTest, Merchant: "晨光咖啡馆", Terminal: "T0001", Order: Order, Attempt: Attempt,
	}
}

// Bill is what holding a bill against the journal found.
func Bill() printer.Receipt {
	return printer.Receipt{
		Kind: printer.KindBill, Merchant: "晨光咖啡馆", Terminal: "T0001", Time: noon(),
		Lines: []printer.Line{
			{Left: "账单", Right: "2088000000000000_transaction_20261123.txt"},
			{Left: "一致", Right: "118"},
			{Left: "差异", Right: "1", Bold: true},
			{Left: "支付宝已收款，本机未收", Bold: true},
			{Left: Attempt},
			{Left: "账单 12.50 CNY", Right: "本机 0.00 CNY"},
		},
	}
}

// X is the report of a shift that goes on.
func X() printer.Receipt {
	r := report(printer.KindX)
	r.Lines = append(r.Lines, sums("CNY")...)
	r.Lines = append(r.Lines, printer.Line{}, printer.Line{Left: "Open 未了结", Right: "0"}, printer.Line{Left: "Journal 日志", Right: "1-42"})
	return r
}

// Z is the report that closes a day in two currencies.
func Z() printer.Receipt {
	r := report(printer.KindZ)
	r.Lines = append(r.Lines, printer.Line{Left: "No. 编号", Right: "000007", Bold: true})
	r.Lines = append(r.Lines, sums("CNY")...)
	r.Lines = append(r.Lines, sums("HKD")...)
	for _, name := range []string{"Amy", "张三"} {
		r.Lines = append(r.Lines, printer.Line{}, printer.Line{Left: "Cashier 收银员 " + name})
		r.Lines = append(r.Lines, sums("CNY")...)
	}
	r.Lines = append(r.Lines, printer.Line{}, printer.Line{Left: "Journal hash 日志校验", Right: "0123456789abcdef"})
	return r
}

// Day is the sums of a business day.
func Day() printer.Receipt {
	r := Z()
	r.Kind, r.Lines = printer.KindDay, r.Lines[1:len(r.Lines)-2]
	return r
}

// Handover is the ticket of a shift that goes to somebody else.
func Handover() printer.Receipt {
	r := report(printer.KindHandover)
	r.Lines = append(r.Lines, printer.Line{Left: "班次 Shift", Right: "3", Bold: true}, printer.Line{Left: "接班 To", Right: "1002 张三"})
	r.Lines = append(r.Lines, sums("CNY")...)
	r.Lines = append(r.Lines, printer.Line{}, printer.Line{Left: "交班签字 Handed over", Sign: true}, printer.Line{Left: "接班签字 Taken over", Sign: true})
	return r
}

func report(k printer.Kind) printer.Receipt {
	return printer.Receipt{Kind: k, Merchant: "晨光咖啡馆", Store: "静安店", Terminal: "T0001", Cashier: "Amy", Time: noon()}
}

func sums(currency string) []printer.Line {
	return []printer.Line{
		{Left: "收款 Sales 3", Right: "42.50 " + currency},
		{Left: "退款 Refunds 1", Right: "-5.00 " + currency},
		{Left: "净额 Net", Right: "37.50 " + currency, Bold: true},
	}
}

// Ticket is the configuration ticket of a terminal on a network.
func Ticket() printer.Receipt {
	return printer.Receipt{
		Kind: printer.KindTicket, Merchant: "晨光咖啡馆", Store: "静安店", Terminal: "T0001", Time: noon(), Link: Link,
		Lines: []printer.Line{
			{Left: "版本", Right: "v1.2.0"},
			{Left: "主板", Right: "rpi4"},
			{Left: "eth0", Right: "192.168.1.20"},
			{Left: "型号设置", Right: "generic-80"},
			{Left: "状态页", Bold: true},
			{Left: Link},
		},
	}
}

// Code is the text of a code to be scanned by the customer.
const Code = "https://qr.alipay.com/bax00000example0000example0"

// PaySlip is the slip that a customer pays from.
func PaySlip() printer.Receipt {
	r := printer.PaySlip("晨光咖啡馆", cny("12.50"), Order, Code, noon().Add(5*time.Minute))
	r.Header, r.Time = Sale().Header, noon()
	return r
}

// Long is a receipt on which hardly anything fits into its line, with letters
// that few printers have.
func Long() printer.Receipt {
	r := Abroad()
	r.Merchant = "新疆维吾尔自治区乌鲁木齐市天山区大巴扎特色餐厅"
	r.Header = []string{"ร้านกาแฟ ซันไรส์", "Nhà hàng Bình Minh, 45 Đường Nguyễn Huệ, Quận 1", "영수증 감사합니다", "ありがとうございます"}
	r.Title = "宫保鸡丁 Kung Pao Chicken (extra spicy, no peanuts) 😀 x3，米饭，𠮷野家牛肉饭"
	r.Cashier = "Müller-Lüdenscheidt, Władysław; Жуков"
	r.Amount.Text = "1234567890.99"
	r.Footer = []string{"🧋奶茶 ☕️咖啡 🍜面 ⏱5分钟", "👍🏽谢谢 👨‍👩‍👧套餐 🇨🇳 1️⃣ 🌶️", "www.example.com"}
	return r
}
