package words

// adminWords is for the status page and the local API.
var adminWords = join([]table{adminErrorWords, adminPageWords, adminStateWords})

// adminErrorWords is for refusals of the API: what is wrong, and under the same key with "_hint" what to do.
var adminErrorWords = table{
	"admin.error.amount":      {Zh: "金额不可用", En: "The amount is not accepted"},
	"admin.error.amount_hint": {Zh: "金额须大于零并在商户设定的范围内，以最小货币单位的整数表示", En: "Send a whole number of the smallest unit, above zero and within the merchant's limits"},

	"admin.error.busy":      {Zh: "终端忙，未能及时处理", En: "The terminal was too busy to answer in time"},
	"admin.error.busy_hint": {Zh: "请稍后用相同的 Idempotency-Key 重试", En: "Try again in a moment with the same Idempotency-Key"},

	"admin.error.code_used":      {Zh: "该付款码刚刚已被使用", En: "This payment code was used a moment ago"},
	"admin.error.code_used_hint": {Zh: "请顾客刷新付款码后重试", En: "Ask the customer to refresh the code, then try again"},

	"admin.error.content_type":      {Zh: "请求必须为 JSON", En: "The request must be JSON"},
	"admin.error.content_type_hint": {Zh: "请设置 Content-Type: application/json", En: "Send Content-Type: application/json"},

	"admin.error.currency":      {Zh: "本终端不收此币种", En: "This terminal does not sell in that currency"},
	"admin.error.currency_hint": {Zh: "请使用配置中的币种", En: "Use the currency of the configuration"},

	"admin.error.final":      {Zh: "这笔交易已结束，不能停止", En: "This payment has ended and cannot be stopped"},
	"admin.error.final_hint": {Zh: "如已付款，请使用退款", En: "If it is paid, give the money back by a refund"},

	"admin.error.host":      {Zh: "不接受以此主机名访问", En: "This host name is not served here"},
	"admin.error.host_hint": {Zh: "请用 localhost、本机地址访问，或把主机名加入配置 [admin] hosts", En: "Use localhost or the terminal's address, or add the name to hosts under [admin] in the configuration"},

	"admin.error.internal":      {Zh: "终端内部错误", En: "Something went wrong inside the terminal"},
	"admin.error.internal_hint": {Zh: "请查看日志：journalctl -u posd", En: "Look into the log: journalctl -u posd"},

	"admin.error.journal":      {Zh: "交易日志无法写入，交易未开始", En: "The journal cannot be written; nothing was started"},
	"admin.error.journal_hint": {Zh: "请在终端上运行 posd check", En: "Run posd check on the terminal"},

	"admin.error.json":      {Zh: "请求内容无法读取", En: "The body of the request cannot be read"},
	"admin.error.json_hint": {Zh: "请对照 /openapi.json 检查", En: "Compare it with /openapi.json"},

	"admin.error.key":      {Zh: "Idempotency-Key 格式不正确", En: "The Idempotency-Key is malformed"},
	"admin.error.key_hint": {Zh: "请使用 1 至 128 个字母、数字、点、下划线、斜线或连字符", En: "Use 1 to 128 letters, digits, dots, underscores, slashes or hyphens"},

	"admin.error.key_reused":      {Zh: "该 Idempotency-Key 已用于另一个请求", En: "This Idempotency-Key was used for another request"},
	"admin.error.key_reused_hint": {Zh: "重试时请发送相同内容；新请求请用新的键", En: "Repeat the same body to retry, or use a new key for a new request"},

	"admin.error.method":      {Zh: "此地址不支持该方法", En: "This address does not take that method"},
	"admin.error.method_hint": {Zh: "查询用 GET，操作用 POST；请参见 /openapi.json", En: "Read with GET, act with POST; see /openapi.json"},

	"admin.error.no_receipt":      {Zh: "这笔交易没有可打印的小票", En: "There is nothing to print for this payment"},
	"admin.error.no_receipt_hint": {Zh: "只有付款或退款成功的交易才有小票", En: "Only what was paid or refunded has a receipt"},

	"admin.error.not_found":      {Zh: "此地址不存在", En: "There is nothing at this address"},
	"admin.error.not_found_hint": {Zh: "可用地址请参见 /openapi.json", En: "See /openapi.json for what there is"},

	"admin.error.not_ready":      {Zh: "终端暂时不能收款", En: "The terminal cannot take payments now"},
	"admin.error.not_ready_hint": {Zh: "原因和处理方法请看状态页或 GET /health", En: "The status page and GET /health say why and what to do"},

	"admin.error.order":      {Zh: "订单内容不符合要求", En: "The order is not accepted"},
	"admin.error.order_hint": {Zh: "请检查订单号、商品名称和操作员的长度与字符", En: "Check length and characters of order, subject and operator"},

	"admin.error.origin":      {Zh: "拒绝来自其他网站的操作", En: "Another web site may not do this"},
	"admin.error.origin_hint": {Zh: "请直接打开本终端的状态页操作", En: "Open this terminal's own page and do it there"},

	"admin.error.payment_code":      {Zh: "这不是支付宝付款码", En: "This is not an Alipay payment code"},
	"admin.error.payment_code_hint": {Zh: "请顾客打开支付宝“付款码”页面", En: "Ask the customer to open the payment code in Alipay"},

	"admin.error.query":      {Zh: "查询参数不正确", En: "A parameter of the query is wrong"},
	"admin.error.query_hint": {Zh: "请对照 /openapi.json 检查", En: "Compare it with /openapi.json"},

	"admin.error.refund":      {Zh: "不能这样退款", En: "This refund is not possible"},
	"admin.error.refund_hint": {Zh: "只能对已付款的交易退款，总额不超过付款额，且上一笔退款须先有结果", En: "Only paid money goes back, never more than was paid, and one refund after the other"},

	"admin.error.socket_only":      {Zh: "此内容只能在终端本机获取", En: "This is handed out on the terminal itself only"},
	"admin.error.socket_only_hint": {Zh: "请在终端上使用 posd 命令", En: "Use the posd command on the terminal"},

	"admin.error.state":      {Zh: "当前状态下不能这样做", En: "This is not possible now"},
	"admin.error.state_hint": {Zh: "该订单可能正在收款或已付款，请先查询", En: "The order may be in progress or paid already: look it up first"},

	"admin.error.stopping":      {Zh: "终端正在停止", En: "The terminal is shutting down"},
	"admin.error.stopping_hint": {Zh: "重启后请用相同的 Idempotency-Key 重试", En: "Try again after the restart with the same Idempotency-Key"},

	"admin.error.streams":      {Zh: "实时连接过多", En: "Too many event streams are open"},
	"admin.error.streams_hint": {Zh: "请关闭不用的页面", En: "Close pages that nobody looks at"},

	"admin.error.text":      {Zh: "文字过长或含有无效字符", En: "A text is too long or not valid UTF-8"},
	"admin.error.text_hint": {Zh: "请缩短后重试", En: "Make it shorter"},

	"admin.error.till_busy":      {Zh: "上一笔交易还在进行", En: "Another sale is in progress"},
	"admin.error.till_busy_hint": {Zh: "请等待其结束或先停止它", En: "Wait for it to end, or stop it first"},

	"admin.error.token":      {Zh: "需要访问令牌", En: "A token is needed"},
	"admin.error.token_hint": {Zh: "接口请用 Authorization: Bearer；浏览器请以令牌为密码，用户名任意", En: "Send it as Authorization: Bearer, or give it as the password in a browser, with any user name"},

	"admin.error.too_large":      {Zh: "请求内容过大", En: "The request is too large"},
	"admin.error.too_large_hint": {Zh: "请缩短后重试", En: "Make it shorter"},

	"admin.error.unknown_payment":      {Zh: "没有这笔交易", En: "There is no such payment"},
	"admin.error.unknown_payment_hint": {Zh: "请核对小票上的订单号（20 位数字）", En: "Compare the number with the receipt: it has 20 digits"},

	"admin.reason_unknown": {Zh: "原因代码：%s", En: "Reason code: %s"},
}

// adminPageWords is for the status page itself.
var adminPageWords = table{}

// adminStateWords is for the states that the status page shows.
var adminStateWords = table{}
