package counter

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"time"
)

// FamilyAcquirer is posd's family for a relay in Alipay's place: posrelay runs between posd and a simulated Alipay of another family.
const FamilyAcquirer = "acquirer"

// relayConfiguration is posrelay.toml.
const relayConfiguration = `# Written by possim.
[relay]
listen = "%s"
certificate = "keys/server.pem"
key = "keys/server.key"
notify_listen = "%s"
notify_url = "https://%[2]s"
status_listen = ""
socket = "posrelay.sock"

[authority]
certificate = "keys/authority.pem"
key = "keys/authority.key"

[limits]
per_minute = 6000
burst = 1000

[engine]
dir = "engine"
`

// relayMerchant is the file of the relay's one merchant.
const relayMerchant = `# Written by possim.
numbers = "17"

[merchant]
name = "模拟咖啡 Sim Café"
store_name = "Sim Café"
store_id = "SIM"
seller_id = "SIM-SELLER"
mcc = "5814"

[gateway]
family = "%s"
url = "%s"
client_id = "SIM-CLIENT"
merchant_id = "SIM-MERCHANT"
private_key = "../../keys/private.pem"
alipay_public_key = "../../keys/alipay.pem"
ca_file = "../../keys/ca.pem"
`

// openRelay starts posrelay before the simulated Alipay at url, lays a one-time code for posd, and returns where it listens.
func (c *Counter) openRelay(url string) (address string, err error) {
	if err := os.MkdirAll(c.path("relay", "merchants"), 0o700); err != nil {
		return "", err
	}
	notified, err := freeAddress()
	if err != nil {
		return "", err
	}
	if address, err = freeAddress(); err != nil {
		return "", err
	}
	binary := cmp.Or(c.opts.Posrelay, filepath.Join(filepath.Dir(c.opts.Posd), "posrelay"))
	c.relay = newProcess(c.life, binary, c.path("relay", "posrelay.toml"), c.opts.Log)
	if _, err := os.Stat(c.path("relay", "keys", "authority.pem")); err != nil {
		authority := exec.CommandContext(c.life, binary, "authority", "-host", "127.0.0.1", "-dir", c.path("relay", "keys")) //nolint:gosec // the binary the user named
		if out, err := authority.CombinedOutput(); err != nil {
			return "", fmt.Errorf("posrelay authority: %w: %s", err, out)
		}
	}
	for file, text := range map[string]string{
		c.path("relay", "posrelay.toml"):         fmt.Sprintf(relayConfiguration, address, notified),
		c.path("relay", "merchants", "sim.toml"): fmt.Sprintf(relayMerchant, c.contract.behind, url),
	} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			return "", err
		}
	}
	if err := c.relay.Start(); err != nil {
		return "", err
	}
	return address, c.enroll()
}

// relayStarts bounds how long posrelay takes to answer its commands.
const relayStarts = time.Minute

// enroll asks the relay for a code, once it runs, and lays it where posd looks for it.
func (c *Counter) enroll() error {
	ctx, stop := context.WithTimeout(c.life, relayStarts)
	defer stop()
	again := time.NewTicker(retryEvents)
	defer again.Stop()
	for {
		out, err := c.relay.Command("code", "sim", "SIM1", "-json").Output()
		if err == nil {
			var made struct {
				Code string `json:"code"`
			}
			if err := json.Unmarshal(out, &made); err != nil {
				return err
			}
			return os.WriteFile(c.path("enroll.code"), []byte(made.Code+"\n"), 0o600)
		}
		select {
		case <-again.C:
		case <-c.relay.Ended():
			_, why := c.relay.Running()
			return errors.Join(fmt.Errorf("posrelay ended: %w", why), fmt.Errorf("%s", c.relay.Log())) //nolint:err113 // its last lines
		case <-ctx.Done():
			return fmt.Errorf("posrelay does not answer: %w", err)
		}
	}
}

// courier carries the simulated Alipay's notifications to a relay, under whose authority it is.
type courier struct {
	authority string // its certificate, which is made after the courier

	once sync.Once
	way  *http.Transport
	err  error
}

// RoundTrip implements http.RoundTripper.
func (c *courier) RoundTrip(q *http.Request) (*http.Response, error) {
	c.once.Do(func() {
		var pem []byte
		pem, c.err = os.ReadFile(c.authority)
		roots := x509.NewCertPool()
		roots.AppendCertsFromPEM(pem)
		c.way = &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}, DisableKeepAlives: true}
	})
	if c.err != nil {
		return nil, c.err
	}
	return c.way.RoundTrip(q)
}

// Relay is posrelay's process, nil where posd speaks to the simulated Alipay itself.
func (c *Counter) Relay() *Process { return c.relay }
