package words

// configWords is for faults in the configuration, read by technicians.
var configWords = table{
	"config.unknown_key":      {Zh: "没有这个配置项", En: "no such setting"},
	"config.hint_unknown_key": {Zh: "请检查拼写，或删除此行", En: "check the spelling, or delete the line"},
}
