package words

// selftestWords is for posd selftest, read by technicians.
var selftestWords = table{
	"command.about_selftest": {Zh: "打印测试页，并建议打印机的设置", En: "print a page that shows what works, and propose the printer's settings"},
	"command.no_printer":     {Zh: "配置中没有打印机", En: "the configuration has no printer"},
	"command.no_printer_do":  {Zh: "请在 [printer] 中设置", En: "set one up in [printer]"},
	"command.test_cannot":    {Zh: "打印机不能打印：%s", En: "the printer cannot print: %s"},
	"command.test_doubt":     {Zh: "测试页未确认打印：%s", En: "the test page is not known to be printed: %s"},
	"command.test_doubt_do":  {Zh: "请查看纸张；posd check 显示打印机状态", En: "look at the paper; posd check tells the printer's state"},
	"command.test_what":      {Zh: "只能测试：printer", En: "what can be tested: printer"},
	"command.test_is":        {Zh: "打印机：%s", En: "Printer: %s"},
	"command.test_stranger":  {Zh: "未自报型号", En: "does not tell its model"},
	"command.test_knows":     {Zh: "报告状态：%s；确认打印：%s；设置：%s", En: "Tells its state: %s; proves a print: %s; profile: %s"},
	"command.test_printed":   {Zh: "测试页：%s", En: "Test page: %s"},
	"command.test_look":      {Zh: "请看纸张：", En: "Look at the paper:"},
	"command.test_ruler":     {Zh: "- 数字标尺刚好一行；折行或偏短：改 paper 或 profile", En: "- the ruler of digits fills exactly one line; if not, change paper or profile"},
	"command.test_hanzi":     {Zh: "- 汉字清晰；乱码：没有中文字库的机型设 cjk = \"raster\"", En: "- hanzi are clear; if garbled, a model without Chinese font needs cjk = \"raster\""},
	"command.test_sums":      {Zh: "- 金额右对齐；字母 é ñ ü ß Ł Ő Ж я € 正确", En: "- sums stand under each other at the right; the letters é ñ ü ß Ł Ő Ж я € are right"},
	"command.test_codes":     {Zh: "- 条码和二维码可用扫码枪读出", En: "- bar code and QR code can be scanned"},
	"command.test_end":       {Zh: "- 有切刀的机型已切纸；末行完整，没有丢字；丢字：设 flow 或 pace", En: "- a model with a knife has cut; nothing is missing; if letters are, set flow or pace"},
	"command.test_propose":   {Zh: "建议的设置：", En: "Proposed settings:"},
	"command.test_same":      {Zh: "无需更改设置", En: "The settings need no change"},
}
