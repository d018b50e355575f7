package configs

import (
	_ "embed"
	"io/fs"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"

	"posd/configs/words"
)

// DefaultRelayPath is where posrelay looks for its configuration.
const DefaultRelayPath = "/etc/posrelay/posrelay.toml"

// Relay is the configuration of posrelay. Its merchants have files of their own.
type Relay struct {
	Relay     RelayService   `toml:"relay"`
	Authority RelayAuthority `toml:"authority"`
	Limits    RelayLimits    `toml:"limits"`
	Engine    RelayEngine    `toml:"engine"`

	Merchants []RelayMerchant `toml:"-"` // of the folder, by their names

	src source
}

// RelayService says where a relay listens.
type RelayService struct {
	Listen            string        `toml:"listen"`             // host:port for terminals
	Certificate       string        `toml:"certificate"`        // file: shown to terminals, the chain in PEM form
	Key               string        `toml:"key"`                // file: its key
	NotifyListen      string        `toml:"notify_listen"`      // host:port for Alipay's notifications; empty: none are received
	NotifyURL         string        `toml:"notify_url"`         // what Alipay is told: https, without /notify/MERCHANT
	NotifyCertificate string        `toml:"notify_certificate"` // file: shown to Alipay; empty: Certificate
	NotifyKey         string        `toml:"notify_key"`         // file: its key
	StatusListen      string        `toml:"status_listen"`      // host:port of /health and /metrics; empty: none
	Socket            string        `toml:"socket"`             // unix socket of the commands, at most 107 bytes
	Merchants         string        `toml:"merchants"`          // folder with a file NAME.toml for each merchant
	CallTime          time.Duration `toml:"call_time"`          // the longest a call to Alipay takes: 1..30 s
}

// RelayAuthority says who signs the terminals' certificates.
type RelayAuthority struct {
	Certificate string        `toml:"certificate"` // file
	Key         string        `toml:"key"`         // file
	Life        time.Duration `toml:"life"`        // of a terminal's certificate: 1 h..90 days
	Grace       time.Duration `toml:"grace"`       // for which one that ran out is still renewed: 0..365 days
}

// RelayLimits bounds what one terminal may ask.
type RelayLimits struct {
	PerMinute int `toml:"per_minute"` // in the long run, 1..60000
	Burst     int `toml:"burst"`      // at once, 1..10000
}

// RelayEngine says where NATS JetStream is.
type RelayEngine struct {
	Dir         string   `toml:"dir"`         // of an embedded one
	URLs        []string `toml:"urls"`        // of one outside; then nothing is embedded
	Credentials string   `toml:"credentials"` // file, for one outside; may be empty
	CAFile      string   `toml:"ca_file"`     // file with who signs its certificate; empty: the system's
	Name        string   `toml:"name"`        // of this instance, in a cluster
	Cluster     string   `toml:"cluster"`     // host:port where the others reach this one; empty: it is alone
	Peers       []string `toml:"peers"`       // host:port of the others
	SecretFile  string   `toml:"secret_file"` // file with the cluster's secret
	Replicas    int      `toml:"replicas"`    // 1, 3 or 5
}

// RelayMerchant is one merchant of a relay: the sections [merchant] and
// [gateway] of a terminal, and the digits of its numbers.
type RelayMerchant struct {
	Name    string // of its file
	Numbers string // two to four digits after the first of each of its numbers; empty: any
	Config  Config // of which Merchant and Gateway are filled
}

//go:embed relay.toml
var relayTOML []byte

// RelaySamples is the folder of posrelay's samples within [Samples].
const RelaySamples = "samples/posrelay"

// LoadRelay reads the configuration of a relay and of its merchants. Any error
// is an *Error with all faults of all files.
func LoadRelay(path string) (Relay, error) {
	data, err := read(path)
	if err != nil {
		return Relay{}, unreadable(path, err)
	}
	dir, err := filepath.Abs(filepath.Dir(path))
	if err != nil {
		return Relay{}, unreadable(path, err)
	}
	cfg, faults, err := parseRelay(path, dir, data)
	if err != nil {
		return Relay{}, err
	}
	var merchantFaults []Fault
	cfg.Merchants, merchantFaults, err = loadMerchants(cfg.Relay.Merchants)
	if err != nil {
		merchantFaults = append(merchantFaults, cfg.src.fault("relay.merchants", "", words.Say("config.unreadable", cause(err)), words.Message{}))
	}
	if len(cfg.Merchants) == 0 && len(merchantFaults) == 0 {
		merchantFaults = append(merchantFaults, cfg.src.fault("relay.merchants", "", words.Say("config.no_merchant"), words.Message{}))
	}
	return cfg, Invalid(append(append(faults, merchantFaults...), sharedAccounts(cfg.Merchants)...)...)
}

// parseRelay reads the relay's own file. The error is of a document that cannot
// be read at all.
func parseRelay(name, dir string, data []byte) (Relay, []Fault, error) {
	base, _, err := decodeRelay(Relay{}, "relay.toml", relayTOML)
	if err != nil {
		return Relay{}, nil, err
	}
	cfg, faults, err := decodeRelay(base, name, data)
	if err != nil {
		return Relay{}, nil, err
	}
	for _, p := range (&cfg).paths() {
		if *p.path != "" && !filepath.IsAbs(*p.path) {
			*p.path = filepath.Join(dir, *p.path)
		}
	}
	return cfg, append(faults, besides(faults, cfg.faults())...), nil
}

func decodeRelay(base Relay, name string, data []byte) (Relay, []Fault, error) {
	var doc map[string]any
	if len(data) > maxSize {
		return Relay{}, nil, Invalid(Fault{File: name, Problem: words.Say("config.too_large", maxSize>>10), Hint: words.Say("config.hint_too_large")})
	}
	if err := toml.Unmarshal(data, &doc); err != nil {
		return Relay{}, nil, Invalid(syntaxFault(name, err))
	}
	base.src = newSource(name, data)
	d := decoder{src: base.src}
	d.table("", doc, reflect.ValueOf(&base).Elem())
	return base, d.faults, nil
}

// relayPath is a path of the relay's file, and which rights of others are
// forbidden.
type relayPath struct {
	key       string
	path      *string
	forbidden fs.FileMode // 0: it is no file that is read
}

func (c *Relay) paths() []relayPath {
	return []relayPath{
		{"relay.certificate", &c.Relay.Certificate, publicMode},
		{"relay.key", &c.Relay.Key, secretMode},
		{"relay.notify_certificate", &c.Relay.NotifyCertificate, publicMode},
		{"relay.notify_key", &c.Relay.NotifyKey, secretMode},
		{"relay.socket", &c.Relay.Socket, 0},
		{"relay.merchants", &c.Relay.Merchants, 0},
		{"authority.certificate", &c.Authority.Certificate, publicMode},
		{"authority.key", &c.Authority.Key, secretMode},
		{"engine.dir", &c.Engine.Dir, 0},
		{"engine.credentials", &c.Engine.Credentials, secretMode},
		{"engine.ca_file", &c.Engine.CAFile, publicMode},
		{"engine.secret_file", &c.Engine.SecretFile, secretMode},
	}
}

// CheckFiles looks at the key files of the relay and its merchants, as
// [Config.CheckFiles] does.
func (c Relay) CheckFiles() error {
	k := checker{src: c.src}
	for _, p := range (&c).paths() {
		if *p.path != "" && p.forbidden != 0 {
			k.file(p.key, *p.path, p.forbidden)
		}
	}
	faults := k.list
	for _, m := range c.Merchants {
		of := checker{src: m.Config.src}
		m.Config.checkFiles(&of)
		faults = append(faults, of.list...)
	}
	return Invalid(faults...)
}

// Fault returns a fault of a key of the relay's own file.
func (c Relay) Fault(key string, problem, hint words.Message) Fault {
	return c.src.fault(key, "", problem, hint)
}

var merchantFile = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,31}\.toml$`)

// merchantName is the merchant's name by its file, "" if it has none.
func merchantName(file string) string {
	if !merchantFile.MatchString(file) {
		return ""
	}
	return strings.TrimSuffix(file, ".toml")
}
