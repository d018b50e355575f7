package words

// journalWords is for the state of the journal: what it is, and under the same key with "_cure" what to do.
var journalWords = table{
	"journal.ok":      {Zh: "交易日志完好：%d 条记录。", En: "The journal is sound: %d records."},
	"journal.ok_cure": {Zh: "无需处理。", En: "Nothing to do."},

	"journal.unanchored": {
		Zh: "交易日志完好：%d 条记录。但 %s 不存在或已损坏，无法判断是否为旧的副本。",
		En: "The journal is sound: %d records. But %s is missing or damaged, so nobody can tell whether this is an older copy.",
	},
	"journal.unanchored_cure": {
		Zh: "如果不是有意删除的，请将最近的交易与支付宝账单核对；posd 启动时会重新写入该文件。",
		En: "If nobody removed it on purpose, compare the latest payments with Alipay's bill; posd writes the file again when it starts.",
	},

	"journal.missing": {
		Zh: "没有交易日志：%s 不存在。",
		En: "There is no journal: %s does not exist.",
	},
	"journal.missing_cure": {
		Zh: "请检查路径；posd 首次启动时会自动创建交易日志。",
		En: "Check the path; posd makes the journal when it first starts.",
	},

	"journal.in_use": {
		Zh: "交易日志正被另一个程序使用。",
		En: "Another program has the journal open.",
	},
	"journal.in_use_cure": {
		Zh: "posd 正在运行：请通过它执行命令，或先停止它（systemctl stop posd）。",
		En: "posd is running: let the command ask it, or stop it first (systemctl stop posd).",
	},

	"journal.not_journal": {
		Zh: "%s 不是交易日志。",
		En: "%s is not a journal.",
	},
	"journal.not_journal_cure": {
		Zh: "请检查配置中的路径。如果路径正确，请将 %[1]s 和 %[2]s 移走，再启动 posd。",
		En: "Check the path in the configuration. If it is right, move %[1]s and %[2]s away and start posd again.",
	},

	"journal.truncated": {
		Zh: "交易日志不完整：应有 %[2]d 字节，只有 %[1]d 字节。",
		En: "The journal is cut off: it has %[1]d bytes of %[2]d.",
	},
	"journal.truncated_cure": {
		Zh: "存储卡可能有故障。请保存 %[1]s 和 %[2]s 的副本后移走，更换存储卡，再启动 posd，并将当天交易与支付宝账单核对。",
		En: "The card is probably failing. Keep copies of %[1]s and %[2]s and move them away, change the card, start posd, and compare the day with Alipay's bill.",
	},

	"journal.oversized": {
		Zh: "交易日志文件过大：有 %[1]d 字节，最多 %[2]d 字节。",
		En: "The journal's file is too large: it has %[1]d bytes, and at most %[2]d are possible.",
	},
	"journal.oversized_cure": {
		Zh: "文件系统可能已损坏。请保存 %[1]s 和 %[2]s 的副本后移走，检查或更换存储卡，再启动 posd，并将当天交易与支付宝账单核对。",
		En: "The file system is probably damaged. Keep copies of %[1]s and %[2]s and move them away, check or change the card, start posd, and compare the day with Alipay's bill.",
	},

	"journal.damaged": {
		Zh: "交易日志已损坏。",
		En: "The journal is damaged.",
	},
	"journal.damaged_cure": {
		Zh: "存储卡可能有故障。请保存 %[1]s 和 %[2]s 的副本后移走，更换存储卡，再启动 posd，并将当天交易与支付宝账单核对。",
		En: "The card is probably failing. Keep copies of %[1]s and %[2]s and move them away, change the card, start posd, and compare the day with Alipay's bill.",
	},

	"journal.chain_broken": {
		Zh: "交易日志的第 %d 条记录缺失或被改动。",
		En: "Record %d of the journal is missing or was changed.",
	},
	"journal.chain_broken_cure": {
		Zh: "存储卡故障或有人改动过记录。请保存 %[1]s 和 %[2]s 的副本后移走，再启动 posd，并将交易与支付宝账单核对。",
		En: "The card is failing, or somebody changed a record. Keep copies of %[1]s and %[2]s and move them away, start posd, and compare the payments with Alipay's bill.",
	},

	"journal.index_wrong": {
		Zh: "交易日志的索引与记录不符（记录 %d）；记录本身完好。",
		En: "The journal's index does not fit its records (record %d); the records themselves are whole.",
	},
	"journal.index_wrong_cure": {
		Zh: "请导出记录（posd journal export）并连同文件交给技术支持；在此之前请勿收款。",
		En: "Export the records (posd journal export) and send them with the file to support; take no payments until then.",
	},

	"journal.newer": {
		Zh: "交易日志由更新版本的 posd 写入（格式 %d，本程序最高支持 %d）。",
		En: "A newer posd wrote the journal (layout %d, this program knows up to %d).",
	},
	"journal.newer_cure": {
		Zh: "请安装写入它的 posd 版本或更新的版本。",
		En: "Install the posd that wrote it, or a later one.",
	},

	"journal.rolled_back": {
		Zh: "交易日志比上次更旧：现有 %d 条记录，此前至少有 %d 条。",
		En: "The journal is older than it was: it has %d records, and there were at least %d.",
	},
	"journal.rolled_back_cure": {
		Zh: "存储卡丢失了数据，或恢复了旧的副本。请先将交易与支付宝账单核对；如果是有意恢复的，删除 %s 后再启动 posd。",
		En: "The card lost data, or an old copy was put back. Compare the payments with Alipay's bill first; if it was put back on purpose, remove %s and start posd.",
	},

	"journal.foreign": {
		Zh: "这不是本终端写入的交易日志：第 %d 条记录不同。",
		En: "This is not the journal that the terminal wrote: record %d is another.",
	},
	"journal.foreign_cure": {
		Zh: "请放回本终端的交易日志。如果是有意更换的，删除 %s 后再启动 posd。",
		En: "Put this terminal's journal back. If it was exchanged on purpose, remove %s and start posd.",
	},

	"journal.full": {
		Zh: "存储空间已满，交易日志无法写入。",
		En: "The card is full: there is no room for the journal.",
	},
	"journal.full_cure": {
		Zh: "请释放存储空间；之后 posd 会自行恢复收款。",
		En: "Free some space; posd takes payments again by itself.",
	},

	"journal.broken": {
		Zh: "交易日志写入失败，已停止收款。",
		En: "Writing the journal failed; no payments are taken.",
	},
	"journal.broken_cure": {
		Zh: "存储卡可能有故障或已变为只读。请重新启动终端；如果再次发生，请更换存储卡。",
		En: "The card is probably failing or has become read-only. Restart the terminal; if it happens again, change the card.",
	},

	"journal.unreadable": {
		Zh: "无法读取交易日志。",
		En: "The journal cannot be read.",
	},
	"journal.unreadable_cure": {
		Zh: "请检查文件及其目录的权限；如果权限正确，存储卡可能有故障。",
		En: "Check the permissions of the file and its directory; if they are right, the card is probably failing.",
	},

	"journal.timeout": {
		Zh: "检查交易日志超时。",
		En: "Examining the journal took too long.",
	},
	"journal.timeout_cure": {
		Zh: "存储卡很慢或有故障。请用 posd journal check 再检查一次；如果仍不结束，请更换存储卡。",
		En: "The card is slow or failing. Examine it once more with posd journal check; if that does not end, change the card.",
	},

	"journal.crashed": {
		Zh: "交易日志损坏严重，检查程序异常中止。",
		En: "The journal is damaged so badly that examining it crashed.",
	},
	"journal.crashed_cure": {
		Zh: "存储卡可能有故障。请保存 %[1]s 和 %[2]s 的副本后移走，更换存储卡，再启动 posd，并将当天交易与支付宝账单核对。",
		En: "The card is probably failing. Keep copies of %[1]s and %[2]s and move them away, change the card, start posd, and compare the day with Alipay's bill.",
	},
}
