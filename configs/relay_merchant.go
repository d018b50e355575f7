package configs

import (
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"posd/configs/words"
)

// merchantDocument is the file of one merchant.
type merchantDocument struct {
	Numbers  string   `toml:"numbers"`
	Merchant Merchant `toml:"merchant"`
	Gateway  Gateway  `toml:"gateway"`
}

var numbersShape = regexp.MustCompile(`^[0-9]{2,4}$`)

// loadMerchants reads the files of a folder in the order of their names. The
// error is of the folder.
func loadMerchants(dir string) ([]RelayMerchant, []Fault, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, nil, err
	}
	var all []RelayMerchant
	var faults []Fault
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".toml") {
			continue
		}
		path := filepath.Join(dir, e.Name())
		if merchantName(e.Name()) == "" {
			faults = append(faults, Fault{File: path, Problem: words.Say("config.bad_merchant_file"), Hint: words.Say("config.about.relay.merchants")})
			continue
		}
		m, wrong := loadMerchant(path)
		all, faults = append(all, m), append(faults, wrong...)
	}
	return all, faults, nil
}

func loadMerchant(path string) (RelayMerchant, []Fault) {
	m := RelayMerchant{Name: merchantName(filepath.Base(path))}
	data, err := read(path)
	if err != nil {
		return m, faultsOf(unreadable(path, err))
	}
	return m.parse(path, data)
}

// parse reads a merchant's file over the family's defaults.
func (m RelayMerchant) parse(name string, data []byte) (RelayMerchant, []Fault) {
	var doc map[string]any
	if err := toml.Unmarshal(data, &doc); err != nil || len(data) > maxSize {
		return m, []Fault{syntaxFault(name, err)}
	}
	base, err := Defaults()
	if err == nil {
		base, err = layFamily(base, familyOf(data))
	}
	if err != nil {
		return m, faultsOf(err)
	}
	read := merchantDocument{Gateway: base.Gateway}
	d := decoder{src: newSource(name, data)}
	d.table("", doc, reflect.ValueOf(&read).Elem())
	cfg := Config{Merchant: read.Merchant, Gateway: read.Gateway, src: d.src}
	cfg.resolve(filepath.Dir(name))
	cfg.inherit()
	m.Numbers, m.Config = read.Numbers, cfg
	k := checker{src: cfg.src, shop: cfg.Merchant}
	k.shaped("numbers", m.Numbers, numbersShape, "config.bad_numbers")
	k.merchant(cfg.Merchant)
	k.gateway(cfg.Gateway)
	k.spotMerchant(cfg)
	k.openAPIShop(cfg)
	return m, append(d.faults, besides(d.faults, k.list)...)
}

// faultsOf are those of an error of this package's.
func faultsOf(err error) []Fault {
	wrong, ok := err.(*Error) //nolint:errorlint // made by this package, and not wrapped
	if !ok {
		return []Fault{{Problem: words.Say("config.unreadable", err.Error())}}
	}
	return slices.Clone(wrong.Faults)
}
