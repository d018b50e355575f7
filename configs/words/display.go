package words

// displayWords is for the customer display: a line is often 20 columns, so
// at most 10 hanzi or 20 letters.
var displayWords = table{
	"display.idle":        {Zh: "欢迎光临", En: "Welcome"},
	"display.ask_code":    {Zh: "请出示付款码", En: "Show payment code"},
	"display.in_progress": {Zh: "正在支付", En: "Paying, please wait"},
	"display.confirming":  {Zh: "等待用户确认支付", En: "Confirm on phone"},
	"display.paid":        {Zh: "支付成功", En: "Paid. Thank you"},
}
