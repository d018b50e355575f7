package alipaytest

import (
	"slices"
	"time"
)

// What the parameter of a scenario counts.
const (
	paramQueries = "queries"
	paramSeconds = "seconds"
	paramTimes   = "times"
	paramReason  = "index of Refusals"
)

// catalogue holds every scenario; doc.go lists them, and a test keeps the two together.
var catalogue = slices.Concat(buyerScenarios, answerScenarios, forgedScenarios, laterScenarios)

func buyer(b Buyer) func(int) (Buyer, []Behaviour) {
	return func(int) (Buyer, []Behaviour) { return b, nil }
}

// buyerScenarios: everything works; it is the buyer who differs.
var buyerScenarios = []entry{
	{number: 0, name: "paid", zh: "立即付款成功", en: "paid at once"},
	{
		number: 1, name: "confirm_queries", param: paramQueries, value: 3,
		zh: "顾客在第 n 次查询前确认", en: "the buyer has confirmed by the nth query",
		script: func(n int) (Buyer, []Behaviour) { return Buyer{Confirm: ConfirmQueries, Queries: n}, nil },
	},
	{
		number: 2, name: "confirm_seconds", param: paramSeconds, value: 8,
		zh: "顾客在 n 秒后确认", en: "the buyer confirms after n seconds",
		script: func(n int) (Buyer, []Behaviour) {
			return Buyer{Confirm: ConfirmTime, After: time.Duration(n) * time.Second}, nil
		},
	},
	{
		number: 3, name: "confirm_never", zh: "顾客一直不确认，三分钟后交易关闭", en: "nobody confirms; the trade closes after 3 minutes",
		script: buyer(Buyer{Confirm: ConfirmNever}),
	},
	{
		number: 4, name: "confirm_by_hand", zh: "由演示页面上的“顾客”确认或拒绝", en: "confirmed or declined by hand, on the demo page",
		script: buyer(Buyer{Confirm: ConfirmNever}),
	},
	{
		number: 5, name: "buyer_declines", param: paramQueries, value: 2,
		zh: "顾客在第 n 次查询前拒绝付款", en: "the buyer has declined by the nth query",
		script: func(n int) (Buyer, []Behaviour) {
			return Buyer{Confirm: ConfirmQueries, Queries: n, Decline: true}, nil
		},
	},
	{
		number: 6, name: "foreign_currency", zh: "顾客以人民币付款，附汇率", en: "paid at once, in CNY with a conversion rate",
		script: buyer(Buyer{PayIn: "CNY", RateE4: 71_234}),
	},
	{
		number: 7, name: "confirm_last_moment", zh: "顾客在关闭前 10 秒才确认", en: "the buyer confirms 10 s before the trade would close",
		script: buyer(Buyer{Confirm: ConfirmTime, After: 170 * time.Second}),
	},
	{
		number: 8, name: "pays_at_cancel", zh: "顾客恰在撤销之前付款", en: "the buyer pays in the instant before the cancel",
		script: buyer(Buyer{Confirm: ConfirmAtCancel}),
	},
	{
		number: 10, name: "refused", param: paramReason, zh: "明确拒绝，原因由参数选择", en: "refused for good; the parameter picks the reason",
		script: func(n int) (Buyer, []Behaviour) { return Buyer{Refuse: refusals[n%len(refusals)]}, nil },
	},
}

// payFault is a script whose first pay goes wrong as b says, while the buyer is who.
func payFault(who Buyer, b Behaviour) func(int) (Buyer, []Behaviour) {
	b.Call, b.Times = CallPay, 1
	return func(int) (Buyer, []Behaviour) { return who, []Behaviour{b} }
}

// answerScenarios: the first pay's answer does not arrive as it should, with the money taken unless the name says otherwise.
var answerScenarios = []entry{
	{
		number: 20, name: "charged_lost", zh: "已扣款，应答丢失", en: "charged, the answer is lost",
		script: payFault(Buyer{}, Behaviour{Transport: TransportLost}),
	},
	{
		number: 21, name: "uncharged_lost", zh: "未扣款，请求丢失", en: "not charged, the request is lost",
		script: payFault(Buyer{}, Behaviour{Entry: EntryNever, Transport: TransportLost}),
	},
	{
		number: 22, name: "answer_late", param: paramSeconds, value: 20, zh: "应答迟到 n 秒", en: "charged, the answer is n seconds late",
		script: func(n int) (Buyer, []Behaviour) {
			return Buyer{}, []Behaviour{{Call: CallPay, Times: 1, Late: time.Duration(n) * time.Second}}
		},
	},
	{
		number: 23, name: "answer_truncated", zh: "应答 JSON 被截断", en: "half of the answer's JSON",
		script: payFault(Buyer{}, Behaviour{Envelope: EnvelopeTruncated}),
	},
	{
		number: 24, name: "answer_cut", zh: "应答传到一半连接断开", en: "the connection ends in the middle of the answer",
		script: payFault(Buyer{}, Behaviour{Transport: TransportCut}),
	},
	{
		number: 25, name: "answer_reset", zh: "已扣款，连接被重置", en: "charged, the connection is reset",
		script: payFault(Buyer{}, Behaviour{Transport: TransportReset}),
	},
	{
		number: 26, name: "answer_hangs", zh: "已扣款，一直不应答", en: "charged, no answer ever",
		script: payFault(Buyer{}, Behaviour{Transport: TransportHang}),
	},
	{
		number: 27, name: "answer_drips", zh: "应答每秒一个字节", en: "charged, the answer comes one byte a second",
		script: payFault(Buyer{}, Behaviour{Transport: TransportDrip}),
	},
	{
		number: 28, name: "answer_huge", zh: "应答体积巨大", en: "charged, the answer does not end",
		script: payFault(Buyer{}, Behaviour{Transport: TransportHuge}),
	},
	{
		number: 29, name: "answer_html", zh: "已扣款，返回 502 网页", en: "charged, answered by a proxy's 502 page",
		script: payFault(Buyer{}, Behaviour{Transport: TransportHTML}),
	},
	{
		number: 30, name: "answer_redirect", zh: "已扣款，返回跳转", en: "charged, answered by a redirect",
		script: payFault(Buyer{}, Behaviour{Transport: TransportRedirect}),
	},
	{
		number: 31, name: "charged_system_error", zh: "已扣款，返回系统错误", en: "charged, answered SYSTEM_ERROR",
		script: payFault(Buyer{}, Behaviour{Result: CodeSystemError}),
	},
	{
		number: 32, name: "uncharged_system_error", zh: "未扣款，返回系统错误", en: "not charged, answered SYSTEM_ERROR",
		script: payFault(Buyer{}, Behaviour{Entry: EntryNever, Result: CodeSystemError}),
	},
	{
		number: 33, name: "strange_code", zh: "已扣款，返回未知结果码", en: "charged, answered F with a code nobody knows",
		script: payFault(Buyer{}, Behaviour{Content: ContentStrangeCode}),
	},
	{
		number: 34, name: "strange_status", zh: "已扣款，返回未知结果状态", en: "charged, answered with result status A",
		script: payFault(Buyer{}, Behaviour{Content: ContentStrangeStatus}),
	},
	{
		number: 35, name: "minimal", zh: "成功，但只有 resultInfo", en: "paid, and the answer holds resultInfo alone",
		script: payFault(Buyer{}, Behaviour{Content: ContentMinimal}),
	},
	{
		number: 36, name: "wrong_amount", zh: "应答金额不符", en: "charged rightly, but the answer names another amount",
		script: payFault(Buyer{}, Behaviour{Content: ContentWrongAmount}),
	},
	{
		number: 37, name: "wrong_currency", zh: "应答币种不符", en: "charged rightly, but the answer names another currency",
		script: payFault(Buyer{}, Behaviour{Content: ContentWrongCurrency}),
	},
	{
		number: 38, name: "charged_inconsistent", zh: "已扣款，返回“重复请求不一致”", en: "charged, answered F for a repeat with other content",
		script: payFault(Buyer{}, Behaviour{Result: CodeInconsistent}),
	},
}
