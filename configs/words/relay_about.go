package words

// relayAboutWords says of each key of posrelay's configuration what it is for, with an example.
var relayAboutWords = table{
	"config.about.numbers": {Zh: `本商户单号第一位之后的两至四位数字，例如 numbers = "11"；独用支付宝账户可不填`, En: `the two to four digits with which the merchant's numbers go on after their first, such as numbers = "11"; left out where its account is its own`},

	"config.about.relay":                    {Zh: "[relay] 段：中继本身", En: "the section [relay]: the relay itself"},
	"config.about.relay.listen":             {Zh: `终端连接的地址，例如 ":8443"`, En: `where terminals connect to, such as ":8443"`},
	"config.about.relay.certificate":        {Zh: `给终端看的证书（PEM，含中间证书），例如 "keys/server.pem"`, En: `the certificate for terminals, with its chain, such as "keys/server.pem"`},
	"config.about.relay.key":                {Zh: `该证书的私钥，例如 "keys/server.key"`, En: `its key, such as "keys/server.key"`},
	"config.about.relay.notify_listen":      {Zh: `接收支付宝异步通知的地址，例如 ":8444"；不填则不接收`, En: `where Alipay's notifications come in, such as ":8444"; none if left out`},
	"config.about.relay.notify_url":         {Zh: `告诉支付宝的通知地址，例如 "https://relay.example.com"`, En: `the address that Alipay is told for them, such as "https://relay.example.com"`},
	"config.about.relay.notify_certificate": {Zh: "给支付宝看的证书，须由公共 CA 签发；不填则同 certificate", En: "the certificate for Alipay, of a public authority; the terminals' if left out"},
	"config.about.relay.notify_key":         {Zh: "该证书的私钥", En: "its key"},
	"config.about.relay.status_listen":      {Zh: `/health 和 /metrics 的地址，例如 "127.0.0.1:8491"`, En: `where /health and /metrics are, such as "127.0.0.1:8491"`},
	"config.about.relay.socket":             {Zh: "posrelay 各命令使用的 unix 套接字", En: "the unix socket of posrelay's commands"},
	"config.about.relay.merchants":          {Zh: `商户文件夹，每个商户一个文件，例如 merchants/tea.toml`, En: `the folder with a file for each merchant, such as merchants/tea.toml`},
	"config.about.relay.call_time":          {Zh: `调用支付宝的最长时间，例如 "6s"`, En: `the longest that a call to Alipay may take, such as "6s"`},

	"config.about.authority":             {Zh: "[authority] 段：签发终端证书", En: "the section [authority]: who signs the terminals' certificates"},
	"config.about.authority.certificate": {Zh: `签发者证书，例如 "keys/authority.pem"；posrelay authority 可生成`, En: `the authority's certificate, such as "keys/authority.pem"; posrelay authority makes one`},
	"config.about.authority.key":         {Zh: `签发者私钥，例如 "keys/authority.key"`, En: `the authority's key, such as "keys/authority.key"`},
	"config.about.authority.life":        {Zh: `终端证书的有效期，例如 "72h"`, En: `how long a terminal's certificate is good, such as "72h"`},
	"config.about.authority.grace":       {Zh: `证书过期后多久内仍可续期，例如 "720h"`, En: `for how long one that ran out is still renewed, such as "720h"`},

	"config.about.limits":            {Zh: "[limits] 段：每台终端的限额", En: "the section [limits]: what one terminal may ask"},
	"config.about.limits.per_minute": {Zh: "长期每分钟的调用数，例如 120", En: "calls a minute in the long run, such as 120"},
	"config.about.limits.burst":      {Zh: "一次最多连续调用数，例如 60", En: "calls at once after a rest, such as 60"},

	"config.about.engine":             {Zh: "[engine] 段：NATS JetStream", En: "the section [engine]: NATS JetStream"},
	"config.about.engine.dir":         {Zh: `内置引擎的数据目录，例如 "/var/lib/posrelay"`, En: `the folder of the embedded engine, such as "/var/lib/posrelay"`},
	"config.about.engine.urls":        {Zh: `外部 NATS 的地址，例如 ["tls://nats.example.com:4222"]`, En: `the addresses of a NATS outside, such as ["tls://nats.example.com:4222"]`},
	"config.about.engine.credentials": {Zh: "外部 NATS 的凭据文件", En: "the file with the credentials for a NATS outside"},
	"config.about.engine.ca_file":     {Zh: "签发外部 NATS 证书的 CA；一般不填", En: "who signs the certificate of a NATS outside; usually left out"},
	"config.about.engine.name":        {Zh: "集群中本实例的名称，各不相同", En: "this instance's name in the cluster, different from the others'"},
	"config.about.engine.cluster":     {Zh: `本实例供其他实例连接的地址，例如 ":6222"；单机不填`, En: `where the other instances reach this one, such as ":6222"; left out where it is alone`},
	"config.about.engine.peers":       {Zh: `其他实例的地址，例如 ["relay2:6222", "relay3:6222"]`, En: `the others' addresses, such as ["relay2:6222", "relay3:6222"]`},
	"config.about.engine.secret_file": {Zh: "集群密钥文件，各实例相同，至少 16 个字符", En: "the file with the cluster's secret, the same everywhere, at least 16 characters"},
	"config.about.engine.replicas":    {Zh: "数据副本数：1、3 或 5", En: "how many instances keep each thing: 1, 3 or 5"},
}
