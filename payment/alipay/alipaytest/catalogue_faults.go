package alipaytest

import "time"

// forgedScenarios: somebody or something between Alipay and the terminal lies. Where an answer says paid nothing was taken, and
// where it says refused the money was taken, so that whoever believes it has books that differ from these.
var forgedScenarios = []entry{
	{
		number: 40, name: "forged", zh: "伪造的“成功”，用别的密钥签名", en: "not charged; \"paid\" signed with another key",
		script: payFault(Buyer{}, Behaviour{Entry: EntryNever, Result: CodeSuccess, Envelope: EnvelopeForged}),
	},
	{
		number: 41, name: "forged_refusal", zh: "已扣款，伪造的“拒绝”", en: "charged; \"refused\" signed with another key",
		script: payFault(Buyer{}, Behaviour{Result: RefusedBalance, Envelope: EnvelopeForged}),
	},
	{
		number: 42, name: "unsigned", zh: "未扣款，应答“成功”但没有签名", en: "not charged; \"paid\" without a signature",
		script: payFault(Buyer{}, Behaviour{Entry: EntryNever, Result: CodeSuccess, Envelope: EnvelopeUnsigned}),
	},
	{
		number: 43, name: "unsigned_refusal", zh: "已扣款，应答“拒绝”但没有签名", en: "charged; \"refused\" without a signature",
		script: payFault(Buyer{}, Behaviour{Result: RefusedRisk, Envelope: EnvelopeUnsigned}),
	},
	{
		number: 44, name: "blank_signature", zh: "未扣款，签名为空", en: "not charged; \"paid\" with an empty signature",
		script: payFault(Buyer{}, Behaviour{Entry: EntryNever, Result: CodeSuccess, Envelope: EnvelopeBlank}),
	},
	{
		number: 45, name: "tampered", zh: "应答在签名后被改动一个字节", en: "charged; one byte of the answer changed after signing",
		script: payFault(Buyer{}, Behaviour{Envelope: EnvelopeTampered}),
	},
	{
		number: 46, name: "forged_beside", zh: "等待确认的真应答旁有伪造的 Response", en: "a true \"in process\" beside a forged \"Response\" that says paid",
		script: payFault(Buyer{Confirm: ConfirmNever}, Behaviour{Envelope: EnvelopeBeside}),
	},
	{
		number: 47, name: "forged_twice", zh: "真应答之后又有一个伪造的 response", en: "a true \"in process\", then a second, forged \"response\"",
		script: payFault(Buyer{Confirm: ConfirmNever}, Behaviour{Envelope: EnvelopeTwice}),
	},
	{
		number: 48, name: "forged_first", zh: "伪造的 response 在前，真应答在后", en: "a forged \"response\", then the true \"in process\"",
		script: payFault(Buyer{Confirm: ConfirmNever}, Behaviour{Envelope: EnvelopeTwiceFirst}),
	},
	{
		number: 49, name: "extra_member", zh: "信封多一个成员", en: "charged; the envelope has one member too many",
		script: payFault(Buyer{}, Behaviour{Envelope: EnvelopeExtra}),
	},
	{
		number: 50, name: "trailing", zh: "应答之后还有一个 JSON 值", en: "charged; a second JSON value follows the answer",
		script: payFault(Buyer{}, Behaviour{Envelope: EnvelopeTrailing}),
	},
	{
		number: 51, name: "other_number", zh: "未扣款，签名有效但属于别的订单", en: "not charged; a truly signed \"paid\" of another order",
		script: payFault(Buyer{}, Behaviour{Entry: EntryNever, Result: CodeSuccess, Content: ContentOtherNumber}),
	},
	{
		number: 52, name: "other_message", zh: "未扣款，签名有效但回答别的报文", en: "not charged; a truly signed \"paid\" that answers another message",
		script: payFault(Buyer{}, Behaviour{Entry: EntryNever, Result: CodeSuccess, Content: ContentOtherMessage}),
	},
	{
		number: 53, name: "query_forged", zh: "查询被伪造为“已付款”", en: "nobody confirms; the first query is answered \"paid\" under another key",
		script: func(int) (Buyer, []Behaviour) {
			return Buyer{Confirm: ConfirmNever}, []Behaviour{{
				Call: CallQuery, Times: 1, Entry: EntryNever, Result: CodeSuccess, Envelope: EnvelopeForged,
			}}
		},
	},
}

// cancelRefused is a script whose cancels never have an effect.
func cancelRefused(who Buyer) func(int) (Buyer, []Behaviour) {
	return func(int) (Buyer, []Behaviour) {
		return who, []Behaviour{{Call: CallCancel, Entry: EntryNever, Result: CodeCancelWindow}}
	}
}

// laterScenarios: what goes wrong comes after the pay, or overtakes it.
var laterScenarios = []entry{
	{
		number: 60, name: "query_not_exist", param: paramTimes, value: 3,
		zh: "已扣款，应答丢失，前 n 次查询说不存在", en: "charged, answer lost; the first n queries say the order does not exist",
		script: func(n int) (Buyer, []Behaviour) {
			return Buyer{}, []Behaviour{
				{Call: CallPay, Times: 1, Transport: TransportLost},
				{Call: CallQuery, Times: n, Entry: EntryNever, Result: CodeNotExist},
			}
		},
	},
	{
		number: 61, name: "query_system_error", param: paramTimes, value: 3,
		zh: "前 n 次查询返回系统错误", en: "charged, answer lost; the first n queries say SYSTEM_ERROR",
		script: func(n int) (Buyer, []Behaviour) {
			return Buyer{}, []Behaviour{
				{Call: CallPay, Times: 1, Transport: TransportLost},
				{Call: CallQuery, Times: n, Entry: EntryNever, Result: CodeSystemError},
			}
		},
	},
	{
		number: 62, name: "query_strange_word", param: paramTimes, value: 2,
		zh: "前 n 次查询的交易状态不认识", en: "charged, answer lost; the first n queries name a status nobody knows",
		script: func(n int) (Buyer, []Behaviour) {
			return Buyer{}, []Behaviour{
				{Call: CallPay, Times: 1, Transport: TransportLost},
				{Call: CallQuery, Times: n, Content: ContentStrangeWord},
			}
		},
	},
	{
		number: 63, name: "query_minimal", param: paramTimes, value: 2,
		zh: "前 n 次查询成功但没有交易状态", en: "nobody confirms; the first n queries succeed without any status",
		script: func(n int) (Buyer, []Behaviour) {
			return Buyer{Confirm: ConfirmNever}, []Behaviour{{Call: CallQuery, Times: n, Content: ContentMinimal}}
		},
	},
	{
		number: 64, name: "query_lost", param: paramTimes, value: 3,
		zh: "前 n 次查询没有应答", en: "charged, answer lost; so are those of the first n queries",
		script: func(n int) (Buyer, []Behaviour) {
			return Buyer{}, []Behaviour{
				{Call: CallPay, Times: 1, Transport: TransportLost},
				{Call: CallQuery, Times: n, Transport: TransportLost},
			}
		},
	},
	{
		number: 70, name: "cancel_unknown", param: paramTimes, value: 3,
		zh: "无人确认，前 n 次撤销未执行且结果未知", en: "nobody confirms; the first n cancels are not executed and answer unknown",
		script: func(n int) (Buyer, []Behaviour) {
			return Buyer{Confirm: ConfirmNever}, []Behaviour{
				{Call: CallCancel, Times: n, Entry: EntryNever, Result: CodeSystemError},
			}
		},
	},
	{
		number: 71, name: "cancel_done_unknown", param: paramTimes, value: 3,
		zh: "无人确认，前 n 次撤销已执行但结果未知", en: "nobody confirms; the first n cancels are executed and answer unknown",
		script: func(n int) (Buyer, []Behaviour) {
			return Buyer{Confirm: ConfirmNever}, []Behaviour{{Call: CallCancel, Times: n, Result: CodeUnknownException}}
		},
	},
	{
		number: 72, name: "cancel_lost", param: paramTimes, value: 2,
		zh: "撤销已执行，前 n 次应答丢失", en: "the buyer pays just before the cancel; the first n cancels' answers are lost",
		script: func(n int) (Buyer, []Behaviour) {
			return Buyer{Confirm: ConfirmAtCancel}, []Behaviour{{Call: CallCancel, Times: n, Transport: TransportLost}}
		},
	},
	{
		number: 73, name: "cancel_refused", zh: "无人确认，撤销被明确拒绝；三分钟后自行关闭",
		en:     "nobody confirms; every cancel is refused for its window, the trade closes by itself",
		script: cancelRefused(Buyer{Confirm: ConfirmNever}),
	},
	{
		number: 74, name: "pay_after_cancel", zh: "付款请求在撤销之后才到达", en: "the pay arrives after the cancel, which never saw it, and is charged",
		script: payFault(Buyer{}, Behaviour{HoldCancel: true, Hold: 2 * time.Second}),
	},
	{
		number: 75, name: "pay_delayed", param: paramSeconds, value: 30,
		zh: "付款请求延迟 n 秒才到达", en: "the pay takes n seconds to arrive, and is charged",
		script: func(n int) (Buyer, []Behaviour) {
			return Buyer{}, []Behaviour{{Call: CallPay, Times: 1, Hold: time.Duration(n) * time.Second}}
		},
	},
	{
		number: 76, name: "pay_duplicated", zh: "付款请求被网络重复", en: "the network delivers the pay twice",
		script: payFault(Buyer{}, Behaviour{Entry: EntryTwice}),
	},
	{
		number: 77, name: "cancel_refused_paid", param: paramSeconds, value: 75,
		zh: "顾客在 n 秒后才付款，撤销一律被拒绝", en: "the buyer pays after n seconds, and every cancel is refused for its window",
		script: func(n int) (Buyer, []Behaviour) {
			return cancelRefused(Buyer{Confirm: ConfirmTime, After: time.Duration(n) * time.Second})(n)
		},
	},
	{
		number: 80, name: "refund_unknown", param: paramTimes, value: 2,
		zh: "退款已执行，前 n 次应答结果未知", en: "paid; the first n refunds are executed and answer unknown",
		script: func(n int) (Buyer, []Behaviour) {
			return Buyer{}, []Behaviour{{Call: CallRefund, Times: n, Result: CodeSystemError}}
		},
	},
	{
		number: 81, name: "refund_lost", param: paramTimes, value: 2,
		zh: "退款已执行，前 n 次应答丢失", en: "paid; the first n refunds are executed, their answers lost",
		script: func(n int) (Buyer, []Behaviour) {
			return Buyer{}, []Behaviour{{Call: CallRefund, Times: n, Transport: TransportLost}}
		},
	},
	{
		number: 82, name: "refund_refused", zh: "退款被明确拒绝", en: "paid; every refund is refused",
		script: func(int) (Buyer, []Behaviour) {
			return Buyer{}, []Behaviour{{Call: CallRefund, Entry: EntryNever, Result: CodeProcessFail}}
		},
	},
	{
		number: 90, name: "silent", zh: "已扣款，此后一切请求都没有应答", en: "charged, and nothing about it is ever answered again",
		script: func(int) (Buyer, []Behaviour) {
			return Buyer{}, []Behaviour{
				{Call: CallPay, Transport: TransportHang},
				{Call: CallQuery, Transport: TransportHang},
				{Call: CallCancel, Entry: EntryNever, Transport: TransportHang},
				{Call: CallRefund, Transport: TransportHang},
			}
		},
	},
	{
		number: 91, name: "silent_uncharged", zh: "请求丢失，此后查询和撤销都没有应答", en: "not charged; queries and cancels are never answered",
		script: func(int) (Buyer, []Behaviour) {
			return Buyer{}, []Behaviour{
				{Call: CallPay, Entry: EntryNever, Transport: TransportHang},
				{Call: CallQuery, Transport: TransportHang},
				{Call: CallCancel, Entry: EntryNever, Transport: TransportHang},
			}
		},
	},
}
