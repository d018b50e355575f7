package configs

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// relayFiles lays a relay's configuration and its merchants'.
func relayFiles(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "merchants"), 0o700); err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(dir, "posrelay.toml")
}

const relayMinimal = `[relay]
certificate = "server.pem"
key = "server.key"
[authority]
certificate = "authority.pem"
key = "authority.key"
`

const merchantMinimal = `[merchant]
name = "店"
[gateway]
family = "intl"
url = "https://open-sea.alipay.com/api"
client_id = "C"
merchant_id = "M"
private_key = "../private.pem"
alipay_public_key = "../alipay.pem"
`

func TestRelayTakesDefaults(t *testing.T) {
	t.Parallel()
	path := relayFiles(t, map[string]string{"posrelay.toml": relayMinimal, "merchants/tea.toml": merchantMinimal, "merchants/notes.txt": "x"})
	cfg, err := LoadRelay(path)
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Dir(path)
	if cfg.Relay.Key != filepath.Join(dir, "server.key") || cfg.Limits.Burst != 60 || cfg.Authority.Life.Hours() != 72 {
		t.Errorf("%+v", cfg)
	}
	if len(cfg.Merchants) != 1 || cfg.Merchants[0].Name != "tea" || cfg.Merchants[0].Config.Gateway.PrivateKey != filepath.Join(dir, "private.pem") ||
		cfg.Merchants[0].Config.Gateway.Version != "2.0.4" {
		t.Errorf("%+v", cfg.Merchants)
	}
	err = cfg.CheckFiles()
	if wrong, ok := errors.AsType[*Error](err); !ok || len(wrong.Faults) != 6 {
		t.Errorf("%v", err)
	}
}

func TestRelayFaultsAreToldAtOnce(t *testing.T) {
	t.Parallel()
	path := relayFiles(t, map[string]string{
		"posrelay.toml": strings.Replace(relayMinimal, "[relay]", "[relay]\nlisten = \"8443\"\nlsten = 1\nnotify_listen = \":8444\"", 1) +
			"life = \"1m\"\n[engine]\nurls = [\"nats://x\"]\ncluster = \":6222\"\nreplicas = 2\n[limits]\nburst = 0\n",
		"merchants/tea.toml":   "numbers = \"1\"\n" + merchantMinimal,
		"merchants/rice.toml":  strings.Replace(merchantMinimal, "\"intl\"", "\"acquirer\"", 1),
		"merchants/-odd-.toml": merchantMinimal,
		"merchants/bad.toml":   "a b",
	})
	_, err := LoadRelay(path)
	if err == nil {
		t.Fatal("no fault")
	}
	for _, want := range []string{
		`:2: relay.listen = "8443": is not`, `:3: relay.lsten: there is no such key (is listen meant?)`, "relay.notify_url: is missing", `authority.life = "1m"`,
		"engine.cluster = \":6222\": does nothing", "engine.replicas = 2", "limits.burst = 0", `tea.toml:1: numbers = "1": is not two to four digits`,
		`rice.toml:6: gateway.client_id = "C"`, "-odd-.toml: names no merchant", "bad.toml:1:",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("no %s in\n%s", want, err)
		}
	}
}

// TestMerchantsWithOneAccountNeedNumbers, of which none begins with another's.
func TestMerchantsWithOneAccountNeedNumbers(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		tea, rice string
		other     bool // another account
		fine      bool
	}{
		{"11", "12", false, true},
		{"11", "11", false, false},
		{"11", "1101", false, false},
		{"", "12", false, false},
		{"", "", false, false},
		{"", "", true, true},
		{"1101", "1102", false, true},
	} {
		rice := merchantMinimal
		if x.other {
			rice = strings.Replace(rice, `"M"`, `"N"`, 1)
		}
		path := relayFiles(t, map[string]string{
			"posrelay.toml": relayMinimal, "merchants/tea.toml": "numbers = \"" + x.tea + "\"\n" + merchantMinimal,
			"merchants/rice.toml": "numbers = \"" + x.rice + "\"\n" + rice,
		})
		if _, err := LoadRelay(path); (err == nil) != x.fine || err != nil && !strings.Contains(err.Error(), "the account is merchant") {
			t.Errorf("%+v: %v", x, err)
		}
	}
}

func TestRelaySampleLoads(t *testing.T) {
	t.Parallel()
	cfg, err := LoadRelay(RelaySamples + "/posrelay.toml")
	if err != nil {
		t.Fatal(err)
	}
	if len(cfg.Merchants) != 2 {
		t.Errorf("%+v", cfg.Merchants)
	}
}
