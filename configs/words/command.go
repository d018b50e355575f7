package words

// commandWords is for the commands on a terminal, read by technicians.
var commandWords = join([]table{commandHelpWords, commandFaultWords, commandTellWords})

// commandHelpWords is for posd help.
var commandHelpWords = table{
	"command.about":         {Zh: "posd 在柜台终端上收取支付宝付款。", En: "posd takes Alipay payments on a countertop terminal."},
	"command.usage":         {Zh: "用法：%s", En: "usage: %s"},
	"command.exit_codes":    {Zh: "退出码：0 正常，1 失败，2 用法错误，78 配置错误。", En: "Exit codes: 0 ok, 1 failed, 2 usage, 78 configuration wrong."},
	"command.about_run":     {Zh: "收款：守护进程本身", En: "sell: the daemon itself"},
	"command.about_check":   {Zh: "按依赖次序检查配置、密钥、日志、网关和设备，并说明如何处理", En: "configuration, keys, journal, gateway and devices, in order of dependency, each with its cure"},
	"command.about_pay":     {Zh: "通过正在运行的守护进程收款", En: "take a payment through the running daemon"},
	"command.about_clock":   {Zh: "终端的时间及其来源；或设置时间，如 posd clock \"2026-11-29 20:15\"", En: "the terminal's time and where it comes from; or set it: posd clock \"2026-11-29 20:15\""},
	"command.about_refund":  {Zh: "通过正在运行的守护进程退款", En: "give money back through the running daemon"},
	"command.about_journal": {Zh: "查看并核验交易日志", En: "read and verify the journal"},
	"command.about_version": {Zh: "版本信息", En: "what this is"},

	"command.flag_config":   {Zh: "配置文件", En: "configuration file"},
	"command.flag_json":     {Zh: "输出 JSON，供脚本使用", En: "print JSON for scripts"},
	"command.flag_code":     {Zh: "付款码；不填则等待扫码", En: "payment code; without it the scanner is armed"},
	"command.flag_order":    {Zh: "收银系统的订单号", En: "the till's own order number"},
	"command.flag_subject":  {Zh: "商品名称", En: "what is sold"},
	"command.flag_wait":     {Zh: "等待结果的时间", En: "how long to wait for the outcome"},
	"command.flag_reason":   {Zh: "退款原因，记入交易日志", En: "why, for the journal"},
	"command.flag_file":     {Zh: "交易日志文件，代替配置中的文件", En: "journal file, instead of the configured one"},
	"command.flag_number":   {Zh: "list：最新的多少条；0 为全部", En: "list: how many of the newest entries; 0 for all"},
	"command.help_lists":    {Zh: "posd help 列出所有命令", En: "posd help lists the commands"},
	"command.missing":       {Zh: "缺少命令", En: "a command is missing"},
	"command.not_a_command": {Zh: "没有命令 %q", En: "%q is not a command"},
	"command.bad_flag":      {Zh: "选项有误：%s", En: "%s"},
	"command.bad_count":     {Zh: "参数数目不对：%d 个", En: "wrong number of arguments: %d"},
	"command.not_an_entry":  {Zh: "%q 既不是记录编号，也不是交易号", En: "%q is neither the number of an entry nor a payment"},
	"command.bad_amount":    {Zh: "金额有误：%s", En: "%s"},
}

// commandFaultWords is for what keeps a command from its work.
var commandFaultWords = table{
	"command.no_daemon":         {Zh: "posd 没有运行：%s 无人应答", En: "no daemon is running: nothing listens on %s"},
	"command.no_daemon_do":      {Zh: "启动它：systemctl start posd，或 posd run", En: "start it with: systemctl start posd, or: posd run"},
	"command.socket_closed":     {Zh: "无权打开 %s", En: "the socket %s may not be opened"},
	"command.socket_closed_do":  {Zh: "请以 root 或 posd 组成员的身份运行", En: "run it as root or as a member of the group posd"},
	"command.answer_lost":       {Zh: "守护进程的应答丢失：%s", En: "the daemon's answer was lost: %s"},
	"command.answer_lost_do":    {Zh: "再次收款或退款之前，请先用 posd journal list 查看结果", En: "before you pay or refund again, see with posd journal list what became of it"},
	"command.answer_strange":    {Zh: "看不懂守护进程的应答：%s", En: "the daemon's answer is not understood: %s"},
	"command.answer_strange_do": {Zh: "请检查 posd 与守护进程是否为同一版本", En: "see that the command and the daemon are of one version"},
	"command.left":              {Zh: "已停止等待：交易 %s 仍在终端上继续", En: "no longer waiting: payment %s goes on at the terminal"},
	"command.left_do":           {Zh: "按终端上的停止键可结束它；posd journal show %s 显示经过", En: "the stop button ends it; posd journal show %s tells what happened"},
	"command.not_paid":          {Zh: "未收款：交易状态为 %s", En: "not paid: the payment is %s"},
	"command.not_paid_do":       {Zh: "posd journal show %s 显示经过；未完成的交易由守护进程继续处理", En: "posd journal show %s tells what happened; an open payment goes on being resolved by the daemon"},
	"command.not_paid_why":      {Zh: "未收款：%s", En: "not paid: %s"},
	"command.refund_pending":    {Zh: "退款尚未完成", En: "the refund is not settled yet"},
	"command.refund_pending_do": {Zh: "守护进程会用同一退款号继续，请勿再次退款", En: "the daemon goes on with the same refund number; do not refund again"},
	"command.refund_failed":     {Zh: "退款未成功：%s", En: "the refund has failed: %s"},
	"command.refund_failed_do":  {Zh: "原因见 posd journal show %s", En: "posd journal show %s tells why"},
	"command.faults":            {Zh: "%d 处故障", En: "faults found: %d"},
	"command.faults_do":         {Zh: "处理方法在每处故障之下", En: "the cure stands below each fault"},
	"command.config_do":         {Zh: "改好后用 posd check 再检查一次", En: "once it is mended, posd check tells whether all is well"},
	"command.no_entry":          {Zh: "交易日志中没有 %s", En: "the journal has no entry %s"},
	"command.no_entry_do":       {Zh: "posd journal list 列出最新的记录", En: "posd journal list shows the newest entries"},
	"command.key_unusable":      {Zh: "密钥不可用（%s）", En: "holds no key that can be used (%s)"},
	"command.key_own":           {Zh: "这是本机私钥的公钥，不是支付宝的", En: "is the public half of our own key, not Alipay's"},
	"command.key_ours_do":       {Zh: "应为 2048 位以上的 RSA 私钥；其公钥须登记在支付宝控制台", En: "it must be an RSA private key of 2048 bits or more, whose public half is registered in Alipay's console"},
	"command.key_theirs_do":     {Zh: "请从支付宝控制台下载支付宝公钥", En: "download Alipay's public key from Alipay's console"},
	"command.key_md5_do":        {Zh: "应为支付宝分配的 MD5 密钥，单独一行，只有所有者可读", En: "it must hold the MD5 key that Alipay assigned, alone on a line, readable by its owner alone"},
	"command.ca_unusable":       {Zh: "没有 PEM 格式的证书（%s）", En: "holds no certificate in PEM form (%s)"},
}

// commandTellWords is for what the commands print.
var commandTellWords = table{
	"command.mark_ok":        {Zh: "正常", En: "ok"},
	"command.mark_fault":     {Zh: "故障", En: "FAULT"},
	"command.mark_unknown":   {Zh: "未知", En: "?"},
	"command.mark_silenced":  {Zh: "-", En: "-"},
	"command.configuration":  {Zh: "配置与密钥", En: "Configuration and keys"},
	"command.daemon":         {Zh: "posd 正在运行", En: "posd is running"},
	"command.paid":           {Zh: "交易 %s，%s：%s", En: "payment %s of %s: %s"},
	"command.clock_system":   {Zh: "系统时钟：%s", En: "system clock: %s"},
	"command.clock_unset":    {Zh: "时间尚未得到确认，暂不能收款", En: "nothing vouches for the time yet, and nothing is sold"},
	"command.clock_unset_do": {Zh: "请连接网络，或设置时间：posd clock \"2026-11-29 20:15\"", En: "connect the network, or set the time: posd clock \"2026-11-29 20:15\""},
	"command.refunded":       {Zh: "退款 %s，%s：%s", En: "refund %s of %s: %s"},
	"command.no_entries":     {Zh: "交易日志中还没有记录", En: "the journal has no entries yet"},
	"command.older":          {Zh: "更早的还有 %d 条：posd journal list -n 0", En: "%d older ones: posd journal list -n 0"},
	"command.col_number":     {Zh: "编号", En: "no."},
	"command.col_time":       {Zh: "时间", En: "time"},
	"command.col_what":       {Zh: "事件", En: "what"},
	"command.col_key":        {Zh: "对象", En: "about"},
}
