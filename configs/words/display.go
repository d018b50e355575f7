package words

// displayWords is for the customer display. A title fits 20 cells, a hanzi taking
// two; its short form fits 8. The titles alone must say whether the customer has
// paid.
var displayWords = table{
	"display.idle":              {Zh: "欢迎光临", En: "Welcome"},
	"display.idle_short":        {Zh: "欢迎光临", En: "Welcome"},
	"display.amount":            {Zh: "应付金额", En: "Amount to pay"},
	"display.amount_short":      {Zh: "应付", En: "Total"},
	"display.ask_code":          {Zh: "请出示付款码", En: "Show payment code"},
	"display.ask_code_short":    {Zh: "出示码", En: "Pay code"},
	"display.in_progress":       {Zh: "正在支付，请稍候", En: "Paying, please wait"},
	"display.in_progress_short": {Zh: "支付中", En: "Paying"},
	"display.confirming":        {Zh: "等待用户确认支付", En: "Confirm on phone"},
	"display.confirming_short":  {Zh: "请确认", En: "Confirm"},
	"display.paid":              {Zh: "支付成功", En: "Paid, thank you"},
	"display.paid_short":        {Zh: "支付成功", En: "Paid"},
	"display.paid_late":         {Zh: "已支付，请勿重付", En: "Paid: don't repeat"},
	"display.paid_late_short":   {Zh: "已支付", En: "Paid"},
	"display.refused":           {Zh: "支付未成功", En: "Payment declined"},
	"display.refused_short":     {Zh: "未支付", En: "Declined"},
	"display.scan_again":        {Zh: "请刷新付款码重扫", En: "Refresh code, rescan"},
	"display.scan_again_short":  {Zh: "请重扫", En: "Rescan"},
	"display.not_sent":          {Zh: "未支付，未发出", En: "Not paid, not sent"},
	"display.not_sent_short":    {Zh: "未支付", En: "Not paid"},
	"display.stopping":          {Zh: "正在取消，请稍候", En: "Stopping, wait"},
	"display.stopping_short":    {Zh: "取消中", En: "Stopping"},
	"display.not_paid":          {Zh: "未支付，已取消", En: "Not paid, cancelled"},
	"display.not_paid_short":    {Zh: "未支付", En: "Not paid"},
	"display.checking":          {Zh: "核实中，请勿重付", En: "Checking, do not pay"},
	"display.checking_short":    {Zh: "核实中", En: "Checking"},
	"display.refunding":         {Zh: "正在退款", En: "Refund in progress"},
	"display.refunding_short":   {Zh: "退款中", En: "Refund"},
	"display.refunded":          {Zh: "退款成功", En: "Refunded"},
	"display.refunded_short":    {Zh: "退款成功", En: "Refunded"},
	"display.problem":           {Zh: "请联系店员", En: "Please ask the staff"},
	"display.problem_short":     {Zh: "请稍候", En: "Ask us"},
}
