package configs

import (
	"embed"
	"maps"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"posd/configs/words"
)

// FamilyIntl is the family alipay.intl.acquiring.offline.
const FamilyIntl = "intl"

// FamilyOpenAPI is the family alipay.trade.
const FamilyOpenAPI = "openapi"

// family is what the configuration knows of one wire family: which keys of [gateway] it has beside those that all have, and how
// they are checked. Its defaults are families/NAME.toml.
type family struct {
	name  string
	keys  []string // below "gateway."
	check func(*checker, Gateway)
}

// families are those of this version. A new one is a line here, its file of defaults, a check_gateway_NAME.go, and the texts
// "config.about.gateway.KEY" of its keys.
var families = []family{
	{FamilyIntl, intlKeys, (*checker).intl},
	{FamilyAMS, amsKeys, (*checker).ams},
	{FamilySpot, spotKeys, (*checker).spot},
	{FamilyOpenAPI, openAPIKeys, (*checker).openAPI},
	{FamilyAcquirer, acquirerKeys, (*checker).acquirer},
}

//go:embed families/*.toml
var familyFiles embed.FS

// Families lists the wire families that [gateway] can name.
func Families() []string {
	names := make([]string, 0, len(families))
	for _, f := range families {
		names = append(names, f.name)
	}
	return names
}

// familyNamed returns a family, and whether there is one of the name.
func familyNamed(name string) (family, bool) {
	i := slices.IndexFunc(families, func(f family) bool { return f.name == name })
	if i < 0 {
		return family{}, false
	}
	return families[i], true
}

// familyOf returns the family that a document names, or "".
func familyOf(data []byte) string {
	var doc struct {
		Gateway struct {
			Family any `toml:"family"`
		} `toml:"gateway"`
	}
	_ = toml.Unmarshal(data, &doc) // what is wrong with it is told by its own reading
	name, _ := doc.Gateway.Family.(string)
	return name
}

// layFamily lays the family's defaults over base.
func layFamily(base Config, name string) (Config, error) {
	f, ok := familyNamed(name)
	if !ok {
		return base, nil
	}
	file := "families/" + f.name + ".toml"
	data, err := familyFiles.ReadFile(file)
	if err != nil {
		return Config{}, unreadable(file, err)
	}
	cfg, _, err := decode(base, file, data)
	return cfg, err
}

// gateway checks what all families have, and then what this one has.
func (k *checker) gateway(g Gateway) {
	k.url(g.URL)
	if g.CAFile != "" {
		k.filePath("gateway.ca_file", g.CAFile)
	}
	k.lasts("gateway.call_timeout", g.CallTimeout, minCall, maxCall)
	k.waits("gateway.query_waits", g.QueryWaits)
	k.waits("gateway.cancel_waits", g.CancelWaits)
	k.between("gateway.max_codes", g.MaxCodes, 1, 99)
	f, ok := familyNamed(g.Family)
	switch {
	case ok:
		f.check(k, g)
		k.foreign(f)
	case g.Family == "":
		k.required("gateway.family", "")
	default:
		k.oneOf("gateway.family", g.Family, Families()...)
	}
}

// foreign notes keys that the file gives and that only other families have: they would do nothing.
func (k *checker) foreign(f family) {
	for _, key := range slices.Sorted(maps.Keys(k.src.at)) {
		name, ok := strings.CutPrefix(withoutIndex(key), "gateway.")
		if !ok || key != withoutIndex(key) || slices.Contains(f.keys, name) {
			continue
		}
		var whose []string
		for _, other := range families {
			if slices.Contains(other.keys, name) {
				whose = append(whose, other.name)
			}
		}
		if len(whose) > 0 {
			hint := words.Say("config.hint_other_family", strings.Join(whose, ", "))
			k.list = append(k.list, k.src.fault(key, "", words.Say("config.other_family", f.name), hint))
		}
	}
}
