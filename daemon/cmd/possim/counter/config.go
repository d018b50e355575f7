package counter

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net"
	"net/url"
	"os"

	"posd/configs"
)

// Currency is what the simulated shop sells in.
const Currency = "CNY"

// configuration is posd.toml: the gateway's family, URL and terms and the status page's address are put in.
const configuration = `# Written by possim: a terminal whose devices and Alipay are simulated.
[terminal]
id = "SIM1"
language = "both"
timezone = "Asia/Shanghai"
currency = "` + Currency + `"

[merchant]
name = "模拟咖啡 Sim Café"
store_name = "Sim Café"
store_id = "SIM"
seller_id = "SIM-SELLER"
mcc = "5814"
header = ["海宁路 1 号 / 1 Haining Road"]
footer = ["谢谢惠顾 / Thank you"]

[gateway]
family = "%s"
url = "%s"
%s
ca_file = "%s"

[[scanner]]
kind = "serial"
path = "tty/scanner"

[printer]
kind = "serial"
path = "tty/printer"
flow = "none"
profile = "epson-tm-t20"

[receipt]
ticket = false
template = "receipt.toml"

[display]
kind = "pole"
path = "tty/display"

[show_code]
enabled = %v
paper = true

[drawer]
kind = "printer"

[admin]
listen = "%s"
socket = "posd.sock"

[journal]
path = "journal.db"
`

// configure opens the gateway's port, finds one for posd, and writes the configuration that names both.
func (c *Counter) configure() error {
	gateway, err := listenAt(0)
	if err != nil {
		return err
	}
	c.gateway = gateway
	address, err := freeAddress()
	if err != nil {
		return err
	}
	c.adminURL = "http://" + address
	api := url.URL{Scheme: "https", Host: gateway.Addr().String(), Path: c.contract.prefix}
	if c.contract.behind != "" {
		if api.Host, err = c.openRelay(api.String()); err != nil {
			return err
		}
		api.Path = ""
	}
	text := fmt.Sprintf(configuration, c.contract.family, api.String(), c.contract.terms, cmp.Or(c.contract.ca, "keys/ca.pem"), configs.ShowsCodes(c.contract.family), address)
	if c.opts.Change != nil {
		text = c.opts.Change(text)
	}
	return errors.Join(os.WriteFile(c.ConfigPath(), []byte(text), 0o600), c.writeTemplate())
}

// writeTemplate lays the template of receipts beside the configuration, to be edited on the status page, unless there is one.
func (c *Counter) writeTemplate() error {
	f, err := os.OpenFile(c.path("receipt.toml"), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = f.Write(configs.SampleTemplate())
	return errors.Join(err, f.Close())
}

func listenAt(port int) (net.Listener, error) {
	var lc net.ListenConfig
	return lc.Listen(context.Background(), "tcp", fmt.Sprintf("127.0.0.1:%d", port))
}

// Ports for posd lie below 32768, where Linux begins to take ports for outgoing connections: in that range a client that calls a
// port nobody listens on may be given the very same one, and so be connected to itself.
const lowestPort, ports = 20000, 12000

// freeAddress returns an address that nobody listens on now.
func freeAddress() (address string, err error) {
	for range 50 {
		var l net.Listener
		l, err = listenAt(lowestPort + rand.IntN(ports)) //nolint:gosec // any free port will do
		if err == nil {
			return l.Addr().String(), l.Close()
		}
	}
	return "", err
}
