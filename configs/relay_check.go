package configs

import (
	"net"
	"strconv"
	"time"

	"posd/configs/words"
)

// Bounds of a relay's file.
const (
	minLife, maxLife = time.Hour, 90 * 24 * time.Hour
	maxGrace         = 365 * 24 * time.Hour
	maxPerMinute     = 60_000
	maxBurst         = 10_000
	maxPeers         = 9
)

// faults returns what is wrong with the values of the relay's own file.
func (c Relay) faults() []Fault {
	k := &checker{src: c.src}
	k.relayService(c.Relay)
	k.filePath("authority.certificate", c.Authority.Certificate)
	k.filePath("authority.key", c.Authority.Key)
	k.lasts("authority.life", c.Authority.Life, minLife, maxLife)
	k.lasts("authority.grace", c.Authority.Grace, 0, maxGrace)
	k.between("limits.per_minute", c.Limits.PerMinute, 1, maxPerMinute)
	k.between("limits.burst", c.Limits.Burst, 1, maxBurst)
	k.relayEngine(c.Engine)
	return k.list
}

func (k *checker) relayService(r RelayService) {
	if k.required("relay.listen", r.Listen) {
		k.hostPort("relay.listen", r.Listen)
	}
	k.filePath("relay.certificate", r.Certificate)
	k.filePath("relay.key", r.Key)
	if r.NotifyListen != "" {
		k.hostPort("relay.notify_listen", r.NotifyListen)
		if k.required("relay.notify_url", r.NotifyURL) {
			k.httpsURL("relay.notify_url", r.NotifyURL)
		}
	}
	if (r.NotifyCertificate == "") != (r.NotifyKey == "") {
		k.required("relay.notify_certificate", r.NotifyCertificate)
		k.required("relay.notify_key", r.NotifyKey)
	}
	if r.StatusListen != "" {
		k.hostPort("relay.status_listen", r.StatusListen)
	}
	if k.required("relay.socket", r.Socket) && len(r.Socket) > maxSocketPath {
		k.fault("relay.socket", r.Socket, "config.socket_too_long", maxSocketPath)
	}
	k.filePath("relay.merchants", r.Merchants)
	k.lasts("relay.call_time", r.CallTime, minCall, maxCall)
}

// relayEngine wants an engine outside, or one inside that is alone or knows the
// others.
func (k *checker) relayEngine(e RelayEngine) {
	k.amongNumbers("engine.replicas", e.Replicas, 1, 3, 5)
	if len(e.URLs) == 0 {
		k.filePath("engine.dir", e.Dir)
	} else if e.Cluster != "" {
		k.fault("engine.cluster", "", "config.engine_twice")
	}
	if e.Cluster == "" {
		return
	}
	k.hostPort("engine.cluster", e.Cluster)
	k.shaped("engine.name", e.Name, idShape, "config.bad_id")
	k.required("engine.name", e.Name)
	k.filePath("engine.secret_file", e.SecretFile)
	if len(e.Peers) < 1 || len(e.Peers) > maxPeers {
		k.fault("engine.peers", "", "config.entries_out_of_range", 1, maxPeers)
	}
	for i, peer := range e.Peers {
		k.hostPort(entry("engine.peers", i), peer)
	}
}

// hostPort takes host:port; the host may be missing.
func (k *checker) hostPort(key, address string) {
	_, port, err := net.SplitHostPort(address)
	if err == nil {
		_, err = strconv.ParseUint(port, 10, 16)
	}
	if err != nil {
		k.fault(key, strconv.Quote(address), "config.bad_listen")
	}
}

// sharedAccounts notes merchants that Alipay cannot tell apart and whose numbers
// do not either.
func sharedAccounts(all []RelayMerchant) []Fault {
	var faults []Fault
	for i, m := range all {
		for _, other := range all[:i] {
			if m.account() != other.account() || m.Numbers != "" && other.Numbers != "" && !overlap(m.Numbers, other.Numbers) {
				continue
			}
			faults = append(faults, m.Config.src.fault("numbers", strconv.Quote(m.Numbers), words.Say("config.shared_account", other.Name), words.Message{}))
		}
	}
	return faults
}

// overlap reports whether a number can begin with both.
func overlap(a, b string) bool {
	n := min(len(a), len(b))
	return a[:n] == b[:n]
}

// account is whom Alipay takes the merchant for. A relay above takes it for the
// identity that it has there.
func (m RelayMerchant) account() [6]string {
	g := m.Config.Gateway
	return [...]string{g.Family, g.URL, g.ClientID + g.AppID, g.MerchantID, g.AuthTokenFile + g.IsvTokenFile, g.Identity}
}
