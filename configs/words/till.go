package words

// tillWords is for the till during a sale, and for why none starts.
var tillWords = table{
	"till.busy":              {Zh: "上一笔交易尚未结束", En: "Another sale is in progress"},
	"till.busy_do":           {Zh: "请等待其结束，或按停止键", En: "Wait for it to end, or press Stop"},
	"till.code_used":         {Zh: "此付款码刚刚用过", En: "This code was just used"},
	"till.refresh_code":      {Zh: "请顾客刷新付款码", En: "Ask the customer to refresh the code"},
	"till.show_payment_code": {Zh: "请出示支付宝付款码", En: "Show the Alipay payment code"},
	"till.not_ready":         {Zh: "暂时不能收款", En: "Not ready to sell"},
	"till.scan_problem":      {Zh: "扫码未被接受", En: "The scan was not accepted"},
	"till.starting":          {Zh: "正在启动，尚未连上支付宝网关", En: "Starting: the Alipay gateway has not answered yet"},
	"till.starting_do":       {Zh: "请稍候几秒", En: "Wait a few seconds"},
	"till.journal_broken":    {Zh: "交易日志无法写入，已停止收款", En: "The journal cannot be written: sales have stopped"},
	"till.journal_broken_do": {Zh: "请运行 posd journal check 并重启", En: "Run posd journal check, then restart"},
	"till.card_slow":         {Zh: "存储卡太慢，暂停收款", En: "The card is slow: no new sales for now"},
	"till.card_slow_do":      {Zh: "请等待；若经常出现，请更换存储卡", En: "Wait. If it happens often, replace the card"},
	"till.card_full":         {Zh: "存储卡已满，暂停收款", En: "The card is full: no new sales"},
	"till.card_full_do":      {Zh: "请联系管理员释放空间", En: "Have some space freed"},
	"till.no_journal":        {Zh: "交易日志无法使用，不能收款", En: "The journal cannot be used: no sales"},
	"till.no_journal_do":     {Zh: "请运行 posd journal check 并按提示处理", En: "Run posd journal check and do what it says"},
	"till.halted":            {Zh: "结果未能记录，请勿交货，请重启终端", En: "The outcome could not be recorded: hand nothing over, restart"},
	"till.amount_low":        {Zh: "金额低于下限 %s", En: "The amount is below the limit of %s"},
	"till.amount_high":       {Zh: "金额高于上限 %s", En: "The amount is above the limit of %s"},
	"till.currency_unknown":  {Zh: "不认识的币种", En: "is not a currency that posd knows"},
	"till.not_an_amount":     {Zh: "不是以 %s 计的金额", En: "is not an amount in %s"},
	"till.limits_crossed":    {Zh: "高于上限 %s", En: "is above the largest amount, %s"},
	"till.currency":          {Zh: "本终端只收 %s", En: "This terminal takes %s only"},
}
