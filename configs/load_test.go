package configs

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"posd/configs/words"
)

// minimal is the least that a terminal needs.
const minimal = `[terminal]
id = "T01"
timezone = "Asia/Shanghai"
currency = "CNY"
[merchant]
name = "店"
[gateway]
family = "intl"
url = "https://open-sea.alipay.com"
client_id = "C"
merchant_id = "M"
private_key = "private.pem"
alipay_public_key = "alipay.pem"
[policy]
sell_without_paper = true
`

func TestMinimalTakesDefaults(t *testing.T) {
	t.Parallel()
	cfg, err := Parse("/etc/posd/posd.toml", []byte(minimal))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name      string
		got, want any
	}{
		{"language", cfg.Terminal.Language, words.Zh},
		{"display inherits the language", cfg.Display.Language, words.Zh},
		{"store is the merchant", cfg.Merchant.StoreName, "店"},
		{"timeout", cfg.Gateway.CallTimeout, 5 * time.Second},
		{"thirteen queries", len(cfg.Gateway.QueryWaits), 13},
		{"cancel address", cfg.Gateway.Paths.Cancel, "/alipay/intl/acquiring/common/paycancel.htm"},
		{"key path", cfg.Gateway.PrivateKey, "/etc/posd/private.pem"},
		{"journal", cfg.Journal.Path, "/var/lib/posd/journal.db"},
		{"no scanner", len(cfg.Scanners), 0},
		{"no printer", cfg.Printer.Kind, KindNone},
		{"listen", cfg.Admin.Listen, "127.0.0.1:8090"},
		{"scan timeout", cfg.Policy.ScanTimeout, time.Minute},
	} {
		if !reflect.DeepEqual(c.got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, c.got, c.want)
		}
	}
}

func TestScannersStartFromThePattern(t *testing.T) {
	t.Parallel()
	cfg, err := Parse("posd.toml", []byte(minimal+`
[[scanner]]
kind = "serial"
path = "/dev/a"
baud = 115200
[[scanner]]
kind = "evdev"
match = { vid = "0c2e", pid = "0b61" }
suffix = "none"
`))
	if err != nil {
		t.Fatal(err)
	}
	want := []Scanner{
		{Kind: KindSerial, Port: Port{Path: "/dev/a", Baud: 115200}, Suffix: SuffixCR, Gap: 80 * time.Millisecond, Layout: "us"},
		{
			Kind: KindEvdev, Port: Port{Match: Match{VID: "0c2e", PID: "0b61"}, Baud: 9600}, Suffix: SuffixNone,
			Gap: 80 * time.Millisecond, Layout: "us",
		},
	}
	if !slices.Equal(cfg.Scanners, want) {
		t.Errorf("got %+v\nwant %+v", cfg.Scanners, want)
	}
}

func TestDisplayWithoutHanziSpeaksEnglish(t *testing.T) {
	t.Parallel()
	cfg, err := Parse("posd.toml", []byte(minimal+"[display]\nkind = \"pole\"\npath = \"/dev/d\"\ncharset = \"ascii\"\n"))
	if err != nil || cfg.Display.Language != words.En {
		t.Errorf("language %q, %v", cfg.Display.Language, err)
	}
}

func TestDefaultsAreWholeAndSeparate(t *testing.T) {
	t.Parallel()
	a, err := Defaults()
	if err != nil {
		t.Fatal(err)
	}
	a.Gateway.QueryWaits[0] = 0
	if b, _ := Defaults(); b.Gateway.QueryWaits[0] == 0 {
		t.Error("two callers share the defaults")
	}
	if a.Validate() == nil {
		t.Error("defaults without a merchant pass")
	}
}

// Each family has its defaults, and its keys are keys.
func TestFamiliesAreWhole(t *testing.T) {
	t.Parallel()
	var known []string
	walkKeys("", reflect.TypeFor[Config](), &known)
	for _, f := range families {
		cfg, err := layFamily(Config{}, f.name)
		if err != nil || reflect.DeepEqual(cfg.Gateway, Gateway{}) {
			t.Errorf("%s: defaults %+v, %v", f.name, cfg.Gateway, err)
		}
		for key := range cfg.src.at {
			if name, ok := strings.CutPrefix(key, "gateway."); ok && name != "paths" && name != "call_timeout" && !slices.Contains(f.keys, name) {
				t.Errorf("%s has a default for %s, which is none of its keys", f.name, key)
			}
		}
		for _, name := range f.keys {
			if !slices.Contains(known, "gateway."+name) {
				t.Errorf("%s has %s, which is no key", f.name, name)
			}
		}
	}
}

func TestSamplesLoad(t *testing.T) {
	t.Parallel()
	names, err := fs.Glob(Samples, "samples/*.toml")
	if err != nil || len(names) < 3 {
		t.Fatalf("samples: %v, %v", names, err)
	}
	for _, name := range names {
		data, err := fs.ReadFile(Samples, name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Parse(name, data); err != nil {
			t.Error(err)
		}
	}
}

func TestLoadResolvesAgainstTheFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "posd.toml")
	if err := os.WriteFile(path, []byte(minimal), 0o600); err != nil {
		t.Fatal(err)
	}
	cfg, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	if want := filepath.Join(dir, "private.pem"); cfg.Gateway.PrivateKey != want {
		t.Errorf("private key %s, want %s", cfg.Gateway.PrivateKey, want)
	}
}

func TestLoadSaysWhyItCannotRead(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "posd.toml")
	_, err := Load(path)
	bad, ok := errors.AsType[*Error](err)
	if !ok || !errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("got %v", err)
	}
	if f := bad.Faults[0]; f.File != path || !strings.Contains(err.Error(), "no such file") {
		t.Errorf("got %+v: %v", f, err)
	}
	if _, err := Load(filepath.Dir(path)); err == nil {
		t.Error("a folder loads")
	}
}

// TestEveryKeyIsExplained walks the struct, so that a new key cannot come
// without its hint, its tag or its place in a sample or the defaults.
func TestEveryKeyIsExplained(t *testing.T) {
	t.Parallel()
	written := string(defaultsTOML) + string(relayTOML)
	for _, files := range []fs.FS{Samples, familyFiles, Templates} {
		var names []string
		for _, depth := range []string{"*/*.toml", "*/*/*.toml", "*/*/*/*.toml"} {
			found, err := fs.Glob(files, depth)
			if err != nil {
				t.Fatal(err)
			}
			names = append(names, found...)
		}
		for _, name := range names {
			data, err := fs.ReadFile(files, name)
			if err != nil {
				t.Fatal(err)
			}
			written += string(data)
		}
	}
	var keys []string
	walkKeys("", reflect.TypeFor[Config](), &keys)
	var parts []string
	walkKeys("", reflect.TypeFor[Template](), &parts)
	for _, key := range parts {
		keys = append(keys, templateArea+key)
	}
	for section, of := range map[string]reflect.Type{
		"relay": reflect.TypeFor[RelayService](), "authority": reflect.TypeFor[RelayAuthority](), "limits": reflect.TypeFor[RelayLimits](),
		"engine": reflect.TypeFor[RelayEngine](),
	} {
		keys = append(keys, section)
		walkKeys(section, of, &keys)
	}
	keys = append(keys, "numbers")
	for _, key := range keys {
		if about(key).IsZero() {
			t.Errorf("%s has no phrase config.about.%s", key, key)
		}
		name := key[strings.LastIndexByte(key, '.')+1:]
		if !strings.Contains(written, name) && !slices.Contains(rare, key) {
			t.Errorf("%s is in no sample", key)
		}
	}
	for _, key := range words.Keys() {
		if name, ok := strings.CutPrefix(string(key), "config.about."); ok && !slices.Contains(keys, name) {
			t.Errorf("%s explains a key that does not exist", key)
		}
	}
}

// rare are keys that no usual set-up writes.
var rare = []string{
	"gateway.settle_contract_id", "gateway.settlement_currency", "scanner.prefix",
	"scanner.match.model", "display.match.model", // explained as what they cannot have
	"scanner.match.serial", "printer.match.serial", "display.match.serial",
}

func walkKeys(at string, typ reflect.Type, keys *[]string) {
	for field := range typ.Fields() {
		key := join(at, field.Tag.Get("toml"))
		inner := field.Type
		if inner.Kind() == reflect.Slice {
			inner = inner.Elem()
		}
		switch {
		case field.Anonymous:
			walkKeys(at, inner, keys)
			continue
		case !field.IsExported():
			continue
		}
		*keys = append(*keys, key)
		if inner.Kind() == reflect.Struct && inner != reflect.TypeFor[TimeOfDay]() {
			walkKeys(key, inner, keys)
		}
	}
}

func TestTimeOfDay(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"00:00", "04:30", "23:59"} {
		at, err := ParseTimeOfDay(text)
		if err != nil || at.String() != text {
			t.Errorf("%s: %v, %v", text, at, err)
		}
		midnight := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
		if got := midnight.Add(at.Duration()).Format("15:04"); got != text {
			t.Errorf("%s is %s after midnight", text, got)
		}
	}
	for _, text := range []string{"", "24:00", "4:30", "04:60", "04:30:00", " 4:30"} {
		if at, err := ParseTimeOfDay(text); err == nil {
			t.Errorf("%q passed as %v", text, at)
		}
	}
}

func TestDrawerConnector(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		drawer Drawer
		want   int
	}{
		{Drawer{Kind: KindPrinter, Pin: "5"}, 5},
		{Drawer{Kind: KindGPIO, Pin: "5"}, 0},
		{Drawer{Kind: KindPrinter, Pin: "GPIO5"}, 0},
	} {
		if got := c.drawer.Connector(); got != c.want {
			t.Errorf("%+v: %d, want %d", c.drawer, got, c.want)
		}
	}
}
