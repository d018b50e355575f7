package words

// relayWords is what posrelay says to who runs it.
var relayWords = table{
	"relay.about":            {Zh: "posrelay 是终端与支付宝之间的中继，保存支付宝密钥。", En: "posrelay stands between terminals and Alipay and holds the keys."},
	"relay.about_config":     {Zh: "配置文件：-config FILE（%s）", En: "configuration: -config FILE (%s)"},
	"relay.about_run":        {Zh: "中继服务本身", En: "the relay itself"},
	"relay.about_check":      {Zh: "检查配置、密钥和每个商户的网关", En: "configuration, keys, and each merchant's gateway"},
	"relay.about_code":       {Zh: "给一台终端的一次性注册码", En: "a one-time code with which a terminal enrols"},
	"relay.about_revoke":     {Zh: "吊销一台终端，十秒内所有实例生效", En: "end a terminal's certificates; every instance sees it within ten seconds"},
	"relay.about_terminals":  {Zh: "已注册的终端", En: "the terminals that are enrolled"},
	"relay.about_enroll":     {Zh: "为一个商户在上一级中继注册", En: "enrol a merchant at the relay above it"},
	"relay.about_authority":  {Zh: "生成签发者和本中继的证书", En: "make an authority, and the relay's own certificate"},
	"relay.about_version":    {Zh: "版本信息", En: "what this is"},
	"relay.usage_do":         {Zh: "posrelay help 列出所有命令", En: "posrelay help lists the commands"},
	"relay.bad_usage":        {Zh: "用法错误：%s", En: "wrong usage: %s"},
	"relay.code":             {Zh: "终端 %s（商户 %s）在 %s 前使用一次：posd enroll %s", En: "for terminal %s of merchant %s, once, until %s: posd enroll %s"},
	"relay.revoked":          {Zh: "已吊销：商户 %s 的终端 %s", En: "revoked: terminal %[2]s of merchant %[1]s"},
	"relay.enrolled":         {Zh: "商户 %s 已在上一级中继注册为 %s（%s），证书有效至 %s", En: "merchant %s is enrolled at the relay above as %s of %s, until %s"},
	"relay.not_running":      {Zh: "中继没有运行：%s", En: "the relay does not run: %s"},
	"relay.not_running_do":   {Zh: "先启动 posrelay run，并以同一用户运行此命令", En: "start posrelay run first, and be the same user"},
	"relay.refused":          {Zh: "未完成：%s", En: "not done: %s"},
	"relay.no_such_merchant": {Zh: "没有商户 %s，或它不经过上一级中继", En: "there is no merchant %s, or no relay above it"},
	"relay.authority_made":   {Zh: "已生成：%s。把 authority.pem 交给终端（ca_file），authority.key 只留在各中继实例上", En: "made in %s. Give authority.pem to the terminals (ca_file); authority.key stays on the relay's instances"},
	"relay.authority_there":  {Zh: "%s 已存在，不会覆盖", En: "%s is there and is not overwritten"},
	"relay.check_ok":         {Zh: "正常  %s", En: "ok    %s"},
	"relay.check_bad":        {Zh: "故障  %s：%s", En: "FAULT %s: %s"},
}
