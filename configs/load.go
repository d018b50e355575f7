package configs

import (
	"embed"
	"io"
	"os"
	"path/filepath"
	"reflect"

	"github.com/pelletier/go-toml/v2"

	"posd/configs/words"
)

// DefaultPath is where posd looks for its configuration.
const DefaultPath = "/etc/posd/posd.toml"

// maxSize is the largest configuration that is read, in bytes. Ours have 4 KB.
const maxSize = 64 << 10

// defaultsName is how a fault in the embedded defaults would be placed.
const defaultsName = "defaults.toml"

// defaultsTOML holds the defaults, each with its reason. Its one [[scanner]] is
// the pattern of every scanner.
//
//go:embed defaults.toml
var defaultsTOML []byte

// Samples holds annotated configurations for real set-ups, "samples/*.toml".
//
//go:embed samples/*.toml samples/posrelay
var Samples embed.FS

// Load reads the configuration at path, as [Parse] does. A file that cannot be
// read is an *Error too, which wraps the reason.
func Load(path string) (Config, error) {
	data, err := read(path)
	if err != nil {
		return Config{}, unreadable(path, err)
	}
	dir, err := filepath.Abs(filepath.Dir(path))
	if err != nil {
		return Config{}, unreadable(path, err)
	}
	return parse(path, dir, data)
}

// Parse reads a configuration over the defaults and validates it. name is how
// faults call the file; paths in it that are relative start from name's folder.
// Any error is an *Error.
func Parse(name string, data []byte) (Config, error) {
	return parse(name, filepath.Dir(name), data)
}

// Defaults returns what holds, whatever the family, where a file says nothing.
// It is no valid configuration: who the terminal and the merchant are has no
// default.
func Defaults() (Config, error) {
	cfg, _, err := decode(Config{}, defaultsName, defaultsTOML)
	cfg.src = source{}
	cfg.Scanners = nil
	return cfg, err
}

// parse is Parse with the folder of relative paths apart.
func parse(name, dir string, data []byte) (Config, error) {
	base, _, err := decode(Config{}, defaultsName, defaultsTOML)
	if err != nil {
		return Config{}, err
	}
	if base, err = layFamily(base, familyOf(data)); err != nil {
		return Config{}, err
	}
	cfg, faults, err := decode(base, name, data)
	if err != nil {
		return Config{}, err
	}
	if _, given := cfg.src.at["scanner"]; !given {
		cfg.Scanners = nil
	}
	cfg.resolve(dir)
	cfg.inherit()
	if err := Invalid(append(faults, besides(faults, cfg.faults())...)...); err != nil {
		return Config{}, err
	}
	return cfg, nil
}

// decode lays data over base. The faults are of keys and types; the error is of
// a document that cannot be read at all.
func decode(base Config, name string, data []byte) (Config, []Fault, error) {
	cfg := base
	src, faults, err := document(name, "", data, &cfg)
	if err != nil {
		return Config{}, nil, err
	}
	cfg.src = src
	return cfg, faults, nil
}

// document lays data over the struct that out points to. area stands before its
// keys in the catalogue of words.
func document(name, area string, data []byte, out any) (source, []Fault, error) {
	if len(data) > maxSize {
		return source{}, nil, Invalid(Fault{
			File: name, Problem: words.Say("config.too_large", maxSize>>10), Hint: words.Say("config.hint_too_large"),
		})
	}
	var doc map[string]any
	if err := toml.Unmarshal(data, &doc); err != nil {
		return source{}, nil, Invalid(syntaxFault(name, err))
	}
	d := decoder{src: newSource(name, data)}
	d.src.area = area
	d.table("", doc, reflect.ValueOf(out).Elem())
	return d.src, d.faults, nil
}

// read returns the file's content, up to one byte more than is accepted.
func read(path string) (data []byte, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	data, err = io.ReadAll(io.LimitReader(f, maxSize+1))
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	return data, err
}

// inherit fills in what one member takes from another.
func (c *Config) inherit() {
	if c.Printer.Language == "" {
		c.Printer.Language = c.Terminal.Language
	}
	if c.Display.Language == "" {
		c.Display.Language = c.Terminal.Language
		if c.Display.Charset == CharsetASCII {
			c.Display.Language = words.En
		}
	}
	if c.Merchant.StoreName == "" {
		c.Merchant.StoreName = c.Merchant.Name
	}
}

// resolve makes relative paths start from dir.
func (c *Config) resolve(dir string) {
	paths := []*string{
		&c.Gateway.PrivateKey, &c.Gateway.AlipayPublicKey, &c.Gateway.CAFile, &c.Gateway.MD5Key, &c.Gateway.AppCert,
		&c.Gateway.AlipayCert, &c.Gateway.AlipayRootCert, &c.Gateway.AuthTokenFile,
		&c.Gateway.IsvTokenFile, &c.Gateway.Identity, &c.Gateway.CodeFile, &c.Admin.Socket, &c.Admin.TokenFile,
		&c.Journal.Path, &c.Journal.Archive, &c.Printer.Path, &c.Display.Path, &c.Receipt.Logo, &c.Receipt.Template,
	}
	for i := range c.Scanners {
		paths = append(paths, &c.Scanners[i].Path)
	}
	for _, p := range paths {
		if *p != "" && !filepath.IsAbs(*p) {
			*p = filepath.Join(dir, *p)
		}
	}
}
