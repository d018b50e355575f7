package words

// clockWords is for the clock in the tree of health: what is wrong with it, and who vouches for the time.
var clockWords = table{
	"health.clock":            {Zh: "时钟", En: "Clock"},
	"health.clock_fault":      {Zh: "时钟不可信", En: "The clock cannot be right"},
	"health.clock_absurd":     {Zh: "时钟不可信：系统时间为 %s，而 %s 已经过去", En: "The clock cannot be right: it says %s, and all we know is that %s has passed"},
	"health.clock_unset":      {Zh: "时间尚未得到确认：系统时间为 %s", En: "Nothing vouches for the time yet: the system clock says %s"},
	"health.clock_do":         {Zh: "请连接网络等待校时，或在本机用 posd clock 设置时间，并检查时钟电池", En: "Connect the network and wait for the time, or set it with posd clock; see to the clock's battery"},
	"health.clock_ntp":        {Zh: "时间来自 NTP", En: "The time is from NTP"},
	"health.clock_held":       {Zh: "时间曾由 NTP 校准，目前自行走时", En: "The time was from NTP, which is lost; the clock runs on by itself"},
	"health.clock_gateway":    {Zh: "时间来自支付宝网关", En: "The time is from the Alipay gateway"},
	"health.clock_person":     {Zh: "时间由人工设置", En: "The time was set by a person"},
	"health.clock_rtc":        {Zh: "时间来自带电池的时钟", En: "The time is from the battery-backed clock"},
	"health.clock_skew":       {Zh: "系统时间偏差", En: "System clock"},
	"health.clock_skew_fault": {Zh: "系统时间与支付宝网关的时间不一致", En: "The system clock differs from the Alipay gateway's"},
	"health.clock_skew_by":    {Zh: "系统时间比支付宝网关的时间快 %s（负数为慢）", En: "The system clock is ahead of the Alipay gateway's by %s (less than nothing: behind)"},
	"health.clock_skew_do":    {Zh: "请设置 NTP 校时，或更换时钟电池；收款使用支付宝网关的时间", En: "Set up NTP, or replace the clock's battery. Sales go by the better of the two"},
}
