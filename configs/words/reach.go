package words

// reachWords are for the way to the gateway in the tree of health, step by step, and for the certificates on it. What broke a step is told
// in the words of its reason.
var reachWords = table{
	"health.network":                {Zh: "网络", En: "Network"},
	"health.network_fault":          {Zh: "没有网络", En: "There is no network"},
	"health.network_do":             {Zh: "请检查网线、Wi-Fi 和路由器", En: "See to cable, Wi-Fi and router"},
	"health.dns":                    {Zh: "域名解析", En: "Name server"},
	"health.dns_fault":              {Zh: "找不到支付宝网关的域名", En: "The gateway's name is not found"},
	"health.dns_do":                 {Zh: "请核对 gateway.url 和路由器的 DNS 设置", En: "Check gateway.url and the router's name servers"},
	"health.reach":                  {Zh: "连接网关", En: "Way to the gateway"},
	"health.reach_fault":            {Zh: "连接不到支付宝网关", En: "The gateway is not reached"},
	"health.reach_do":               {Zh: "请检查防火墙和代理是否放行 443 端口", En: "See whether firewall and proxy let port 443 through"},
	"health.tls":                    {Zh: "安全连接", En: "Secure connection"},
	"health.tls_fault":              {Zh: "不能与支付宝网关建立安全连接", En: "No secure connection to the gateway"},
	"health.tls_do":                 {Zh: "请检查本机时间，以及是否有设备截取网络连接", En: "Check the clock, and whether something stands between and reads along"},
	"health.certificates":           {Zh: "证书有效期", En: "Certificates"},
	"health.certificates_fault":     {Zh: "有证书即将到期", En: "A certificate ends soon"},
	"health.certificates_do":        {Zh: "请更换证书", En: "Exchange it"},
	"health.certificates_app":       {Zh: "应用公钥证书有效期至 %s", En: "Our application certificate ends on %s"},
	"health.certificates_app_do":    {Zh: "请在开放平台控制台更新应用证书，换上新文件（gateway.app_cert）并重启 posd", En: "Renew it in the open platform's console, replace the file of gateway.app_cert and restart posd"},
	"health.certificates_alipay":    {Zh: "支付宝公钥证书有效期至 %s", En: "Alipay's certificate ends on %s"},
	"health.certificates_alipay_do": {Zh: "请在开放平台控制台下载新的支付宝公钥证书，换上文件（gateway.alipay_cert）并重启 posd", En: "Download the new one in the open platform's console, replace the file of gateway.alipay_cert and restart posd"},
	"health.certificates_tls":       {Zh: "网关的安全连接证书有效期至 %s", En: "The gateway's TLS certificate ends on %s"},
	"health.certificates_tls_do":    {Zh: "一般由网关自行更换；若经过代理或自建网关，请联系其管理员", En: "Its owner renews it; where a proxy or a gateway of your own stands between, tell whoever runs it"},
	"health.bill_fetch":             {Zh: "下载对账单", En: "Fetching the bill"},
	"health.bill_fetch_fault":       {Zh: "没有取得对账单", En: "The bill was not had"},
	"health.bill_fetch_day":         {Zh: "没有取得 %s 的对账单", En: "The bill of %s was not had"},
	"health.bill_fetch_do":          {Zh: "每半小时会重试；也可在控制台下载后运行 posd reconcile 文件", En: "It is tried again every half hour; or download it in the console and run posd reconcile FILE"},
}
