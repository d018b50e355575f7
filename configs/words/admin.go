package words

// adminWords is for the status page and the local API.
var adminWords = join([]table{adminErrorWords, adminPageWords, adminStateWords})

// adminErrorWords is for refusals of the API: what is wrong, and under the same key with "_hint" what to do.
var adminErrorWords = table{
	"admin.error.amount":      {Zh: "金额不可用", En: "The amount is not accepted"},
	"admin.error.amount_hint": {Zh: "金额须大于零并在商户设定的范围内，以最小货币单位的整数表示", En: "Send a whole number of the smallest unit, above zero and within the merchant's limits"},

	"admin.error.busy":      {Zh: "终端忙，未能及时处理", En: "The terminal was too busy to answer in time"},
	"admin.error.busy_hint": {Zh: "请稍后用相同的 Idempotency-Key 重试", En: "Try again in a moment with the same Idempotency-Key"},

	"admin.error.clock_time":      {Zh: "不能设置为这个时间", En: "The clock cannot be set to that"},
	"admin.error.clock_time_hint": {Zh: "请按 2026-11-29 20:15 的格式填写当前时间", En: "Give the present time like 2026-11-29 20:15"},

	"admin.error.clock_vouched":      {Zh: "时间已由更可靠的来源校准", En: "A better source has set the clock"},
	"admin.error.clock_vouched_hint": {Zh: "如时间不对，请检查 NTP 或网关", En: "If the time is wrong, see to NTP or the gateway"},

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

	"admin.error.no_report":       {Zh: "没有这个编号的 Z 报表", En: "There is no Z report of that number"},
	"admin.error.no_report_hint":  {Zh: "编号从 1 开始，见已打印的报表", En: "Numbers begin at 1 and stand on the reports"},
	"admin.error.no_printer":      {Zh: "本终端没有打印机", En: "This terminal has no printer"},
	"admin.error.no_printer_hint": {Zh: "请在配置的 [printer] 中设置打印机", En: "Set one up in [printer] of the configuration"},
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
var adminPageWords = table{
	"admin.lang_name":           {Zh: "中文", En: "English"},
	"admin.language":            {Zh: "语言", En: "Language"},
	"admin.terminal":            {Zh: "终端", En: "Terminal"},
	"admin.ready":               {Zh: "可以收款", En: "Ready to sell"},
	"admin.ready_but":           {Zh: "可以收款，但需注意", En: "Ready to sell, but look at this"},
	"admin.not_ready":           {Zh: "不能收款", En: "Not ready to sell"},
	"admin.clock_time":          {Zh: "当前时间", En: "The time now"},
	"admin.clock_set":           {Zh: "设置时间", En: "Set the clock"},
	"admin.clock_ask":           {Zh: "确定以此设置终端时间？", En: "Set this terminal's clock to that?"},
	"admin.clock_unset":         {Zh: "时间尚未得到确认", En: "Nothing vouches for the time yet"},
	"admin.counter":             {Zh: "收银台", En: "Counter"},
	"admin.display":             {Zh: "顾客显示屏", En: "Customer display"},
	"admin.scan_now":            {Zh: "请扫顾客付款码", En: "Scan the customer's payment code"},
	"admin.stop":                {Zh: "停止收款", En: "Stop this sale"},
	"admin.amount":              {Zh: "金额", En: "Amount"},
	"admin.subject":             {Zh: "商品名称（可不填）", En: "What is sold (may stay empty)"},
	"admin.start":               {Zh: "开始收款", En: "Start the sale"},
	"admin.start_hint":          {Zh: "开始后请用扫码枪扫顾客的付款码。", En: "Then scan the customer's payment code with the scanner."},
	"admin.no_script":           {Zh: "操作需要启用 JavaScript；本页每 10 秒刷新一次。", En: "Buttons need JavaScript; this page reloads every 10 seconds."},
	"admin.today":               {Zh: "今日合计", En: "Today"},
	"admin.sales":               {Zh: "收款", En: "Sales"},
	"admin.refunds":             {Zh: "退款", En: "Refunds"},
	"admin.net":                 {Zh: "净额", En: "Net"},
	"admin.no_sales":            {Zh: "今天还没有收款。", En: "No sales yet today."},
	"admin.health":              {Zh: "设备与状态", En: "Devices and health"},
	"admin.health_ok":           {Zh: "正常", En: "OK"},
	"admin.health_unknown":      {Zh: "未知", En: "Not known"},
	"admin.severity_notice":     {Zh: "提示", En: "Notice"},
	"admin.severity_warning":    {Zh: "警告", En: "Warning"},
	"admin.severity_critical":   {Zh: "故障", En: "Fault"},
	"admin.silenced":            {Zh: "待“%s”恢复", En: "Waits for: %s"},
	"admin.since":               {Zh: "自 %s 起", En: "Since %s"},
	"admin.receipts":            {Zh: "小票", En: "Receipts"},
	"admin.none_owed":           {Zh: "没有未打印的小票。", En: "No receipt is owed."},
	"admin.owed":                {Zh: "有 %d 张小票尚未确认打印", En: "Receipts not known to be on paper: %d"},
	"admin.receipt_owed":        {Zh: "待打印", En: "To be printed"},
	"admin.receipt_printing":    {Zh: "正在打印", En: "Printing"},
	"admin.receipt_unconfirmed": {Zh: "打印未确认", En: "Print not confirmed"},
	"admin.receipt_printed":     {Zh: "已打印", En: "Printed"},
	"admin.prints_itself":       {Zh: "打印机恢复后自动打印。", En: "It prints by itself once the printer is well."},
	"admin.reprint":             {Zh: "补打小票", En: "Print again"},
	"admin.payments":            {Zh: "最近交易", En: "Last payments"},
	"admin.found":               {Zh: "查询结果", En: "Found"},
	"admin.find":                {Zh: "订单号或小票号码", En: "Order or receipt number"},
	"admin.find_go":             {Zh: "查询", En: "Find"},
	"admin.all":                 {Zh: "显示全部", En: "Show all"},
	"admin.no_payments":         {Zh: "还没有交易。", En: "No payments yet."},
	"admin.not_found":           {Zh: "没有找到这笔交易。", En: "No such payment."},
	"admin.timeline":            {Zh: "交易过程", En: "Timeline"},
	"admin.refund":              {Zh: "退款", En: "Refund"},
	"admin.refund_amount":       {Zh: "退款金额", En: "Amount to refund"},
	"admin.refund_reason":       {Zh: "退款原因", En: "Reason"},
	"admin.ask_stop":            {Zh: "停止这笔 %s 的收款？", En: "Stop this sale of %s?"},
	"admin.ask_reprint":         {Zh: "为交易 %s 补打小票？小票上会注明“补打”。", En: "Print the receipt of payment %s again? It will say that it is a copy."},
	"admin.ask_refund":          {Zh: "退款 %[1]s，交易 %[2]s？退款无法撤回。", En: "Refund %[1]s of payment %[2]s? This cannot be undone."},
	"admin.yes":                 {Zh: "确定", En: "Yes"},
	"admin.no":                  {Zh: "返回", En: "No, go back"},
	"admin.up":                  {Zh: "已运行", En: "Up"},
	"admin.as_of":               {Zh: "截至", En: "As of"},
	"admin.offline":             {Zh: "与终端的连接中断，正在重试…", En: "The connection to the terminal is lost; trying again…"},
	"admin.failed":              {Zh: "没有收到终端的答复，请再试一次；不会重复收款或退款。", En: "No answer from the terminal. Try again: nothing is charged or refunded twice."},
	"admin.bad_amount":          {Zh: "请输入正确的金额，例如 %s", En: "Enter an amount such as %s"},
	"admin.fact_number":         {Zh: "订单号", En: "Number"},
	"admin.fact_order":          {Zh: "收银系统单号", En: "Till's order"},
	"admin.fact_trade":          {Zh: "支付宝交易号", En: "Alipay trade"},
	"admin.fact_code":           {Zh: "付款码", En: "Payment code"},
	"admin.fact_attempts":       {Zh: "扫码次数", En: "Attempts"},
	"admin.fact_paid_by":        {Zh: "顾客支付", En: "Buyer paid"},
	"admin.fact_buyer":          {Zh: "顾客", En: "Buyer"},
	"admin.fact_operator":       {Zh: "操作员", En: "Operator"},
	"admin.fact_source":         {Zh: "来源", En: "Asked by"},
	"admin.fact_wire":           {Zh: "支付宝返回码", En: "Alipay's code"},
	"admin.fact_refund_number":  {Zh: "退款号", En: "Refund"},
	"admin.source_api":          {Zh: "收银系统", En: "Till"},
	"admin.source_cli":          {Zh: "命令行", En: "Command line"},
	"admin.source_page":         {Zh: "本页面", En: "This page"},
	"admin.mark_late":           {Zh: "晚到的付款", En: "Paid too late"},
	"admin.mark_returned":       {Zh: "款已退回", En: "Money returned"},
	"admin.mark_recovered":      {Zh: "重启后确认", En: "Found after a restart"},
}

// adminStateWords is for the states of payments and refunds, and for the steps of a timeline, which are the notices of package
// payment.
var adminStateWords = table{
	"admin.state_none":             {Zh: "无", En: "None"},
	"admin.state_created":          {Zh: "等待扫码", En: "Waiting for the code"},
	"admin.state_sending":          {Zh: "正在支付", En: "Paying"},
	"admin.state_confirming":       {Zh: "等待顾客确认", En: "Customer confirms"},
	"admin.state_unknown":          {Zh: "核实中", En: "Checking"},
	"admin.state_cancelling":       {Zh: "正在取消", En: "Cancelling"},
	"admin.state_querying":         {Zh: "取消核实中", En: "Checking the cancel"},
	"admin.state_watched":          {Zh: "未付款，继续留意", En: "Not paid, watched"},
	"admin.state_unresolved":       {Zh: "结果未知", En: "Unresolved"},
	"admin.state_refunding":        {Zh: "正在退回", En: "Giving back"},
	"admin.state_paid":             {Zh: "已付款", En: "Paid"},
	"admin.state_refused":          {Zh: "未付款", En: "Refused"},
	"admin.state_not_sent":         {Zh: "未发出", En: "Not sent"},
	"admin.state_cancelled":        {Zh: "已取消", En: "Cancelled"},
	"admin.state_refunded":         {Zh: "已全额退款", En: "Refunded"},
	"admin.refund_pending":         {Zh: "退款中 %s", En: "Refunding %s"},
	"admin.refund_done":            {Zh: "已退 %s", En: "Refunded %s"},
	"admin.refund_refused":         {Zh: "退款被拒 %s", En: "Refund refused %s"},
	"admin.refund_not_sent":        {Zh: "退款未发出 %s", En: "Refund not sent %s"},
	"admin.notice_created":         {Zh: "收到订单", En: "Order taken"},
	"admin.notice_sending":         {Zh: "正在发送付款请求", En: "Sending the payment request"},
	"admin.notice_confirming":      {Zh: "等待顾客在手机上确认", En: "Customer confirms on the phone"},
	"admin.notice_checking":        {Zh: "没有明确结果，正在查询", En: "No verdict: asking Alipay"},
	"admin.notice_paid":            {Zh: "付款成功", En: "Paid"},
	"admin.notice_paid_late":       {Zh: "确认已付款（重启之后）", En: "Found paid, after a restart"},
	"admin.notice_scan_again":      {Zh: "付款码不可用，请重新扫码", En: "Code refused: scan a fresh one"},
	"admin.notice_refused":         {Zh: "付款被拒绝", En: "Refused"},
	"admin.notice_not_sent":        {Zh: "请求未发出", En: "Nothing was sent"},
	"admin.notice_stopping":        {Zh: "要求停止", En: "Stop asked for"},
	"admin.notice_cancelling":      {Zh: "放弃并取消", En: "Given up: cancelling"},
	"admin.notice_cancelled":       {Zh: "已取消", En: "Cancelled"},
	"admin.notice_watched":         {Zh: "未付款，继续留意迟到的付款", En: "Not paid; watched for a late payment"},
	"admin.notice_returning":       {Zh: "发现迟到的付款，正在退回", En: "Paid after all: the money goes back"},
	"admin.notice_returned":        {Zh: "款已退回", En: "The money is back"},
	"admin.notice_unresolved":      {Zh: "结果未知，后台继续处理", En: "Not resolved; the background goes on"},
	"admin.notice_refund_pending":  {Zh: "申请退款", En: "Refund asked for"},
	"admin.notice_refund_unknown":  {Zh: "退款没有明确结果，继续处理", En: "No verdict on the refund; going on"},
	"admin.notice_refunded":        {Zh: "退款成功", En: "Refunded"},
	"admin.notice_refund_refused":  {Zh: "退款被拒绝", En: "Refund refused"},
	"admin.notice_refund_not_sent": {Zh: "退款请求未发出", En: "Refund not sent"},
}
