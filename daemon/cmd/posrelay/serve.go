package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"strings"
	"sync"
	"time"

	"posd/configs"
	"posd/configs/words"
	"posd/daemon/gateways"
	"posd/daemon/relay"
	"posd/daemon/relay/jetstream"
	"posd/payment/alipay"
)

// serve is posrelay run.
func serve(ctx context.Context, c *invocation, args []string) error {
	if _, err := c.parse(args, 0); err != nil {
		return err
	}
	cfg, err := load(c.config)
	if err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(c.err, nil))
	merchants, err := openMerchants(cfg, log)
	if err != nil {
		return err
	}
	engine, err := openEngine(ctx, cfg, log)
	if err != nil {
		return fmt.Errorf("engine: %w", err)
	}
	defer engine.Close()
	authority, err := loadAuthority(cfg)
	if err != nil {
		return err
	}
	r, err := relay.New(relay.Opts{
		Merchants: merchants, Authority: authority, Engine: engine.Tables(), Life: cfg.Authority.Life, Grace: cfg.Authority.Grace,
		Limit: relay.Limit{PerSecond: float64(cfg.Limits.PerMinute) / 60, Burst: cfg.Limits.Burst}, CallTime: cfg.Relay.CallTime, Logger: log,
	})
	if err != nil {
		return err
	}
	return listenAndServe(ctx, cfg, r, log)
}

// load reads the configuration, and holds it against the files that it names.
func load(path string) (configs.Relay, error) {
	cfg, err := configs.LoadRelay(path)
	if err != nil {
		return cfg, err
	}
	if err := cfg.CheckFiles(); err != nil {
		return cfg, err
	}
	var faults []configs.Fault
	for _, m := range cfg.Merchants {
		if wrong, ok := errors.AsType[*configs.Error](gateways.CheckKeys(m.Config)); ok {
			faults = append(faults, wrong.Faults...)
		}
	}
	for _, pair := range [][3]string{
		{"relay.certificate", cfg.Relay.Certificate, cfg.Relay.Key}, {"relay.notify_certificate", cfg.Relay.NotifyCertificate, cfg.Relay.NotifyKey},
	} {
		if pair[1] == "" {
			continue
		}
		if _, err := tls.LoadX509KeyPair(pair[1], pair[2]); err != nil {
			faults = append(faults, cfg.Fault(pair[0], words.Say("command.key_unusable", err.Error()), words.Message{}))
		}
	}
	if _, err := loadAuthority(cfg); err != nil {
		faults = append(faults, cfg.Fault("authority.certificate", words.Say("command.key_unusable", err.Error()), words.Message{}))
	}
	return cfg, configs.Invalid(faults...)
}

func loadAuthority(cfg configs.Relay) (*relay.Authority, error) {
	cert, errCert := os.ReadFile(cfg.Authority.Certificate)
	key, errKey := os.ReadFile(cfg.Authority.Key)
	if err := errors.Join(errCert, errKey); err != nil {
		return nil, err
	}
	return relay.ParseAuthority(cert, key)
}

// openMerchants opens the way to Alipay, or to the relay above, for each merchant.
func openMerchants(cfg configs.Relay, log *slog.Logger) ([]relay.Merchant, error) {
	var all []relay.Merchant
	for _, m := range cfg.Merchants {
		line := gateways.Line{Log: log.With("merchant", m.Name)}
		if cfg.Relay.NotifyListen != "" {
			line.NotifyURL = strings.TrimRight(cfg.Relay.NotifyURL, "/") + relay.PathNotice + m.Name
		}
		gateway, err := gateways.Open(m.Config, line)
		if err != nil {
			return nil, fmt.Errorf("merchant %s: %w", m.Name, err)
		}
		all = append(all, relay.Merchant{ID: m.Name, Numbers: m.Numbers, Gateway: gateway})
	}
	return all, nil
}

// openEngine starts or reaches the engine.
func openEngine(ctx context.Context, cfg configs.Relay, log *slog.Logger) (*jetstream.Engine, error) {
	e := cfg.Engine
	opts := jetstream.Opts{
		URLs: e.URLs, Credentials: e.Credentials, CAFile: e.CAFile, Dir: e.Dir, Name: e.Name, Replicas: e.Replicas, Log: log,
	}
	if e.Cluster != "" {
		secret, errSecret := alipay.LoadToken(e.SecretFile)
		cert, errCert := tls.LoadX509KeyPair(cfg.Relay.Certificate, cfg.Relay.Key)
		roots, errRoots := os.ReadFile(cfg.Authority.Certificate)
		if err := errors.Join(errSecret, errCert, errRoots); err != nil {
			return nil, err
		}
		pool := x509.NewCertPool()
		pool.AppendCertsFromPEM(roots)
		opts.Cluster = &jetstream.Cluster{Listen: e.Cluster, Peers: e.Peers, Secret: secret, Certificate: cert, Roots: pool}
	}
	return jetstream.Open(ctx, opts)
}

// listenAndServe answers on every address until ctx ends or one of them fails.
func listenAndServe(ctx context.Context, cfg configs.Relay, r *relay.Relay, log *slog.Logger) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	known := map[string]bool{}
	for _, m := range cfg.Merchants {
		known[m.Name] = true
	}
	s := cfg.Relay
	notifyCert, notifyKey := s.NotifyCertificate, s.NotifyKey
	if notifyCert == "" {
		notifyCert, notifyKey = s.Certificate, s.Key
	}
	parts := []struct {
		address string
		serve   func(l net.Listener) error
	}{
		{s.Listen, func(l net.Listener) error { return r.ServeTerminals(ctx, l, fresh(s.Certificate, s.Key)) }},
		{s.NotifyListen, func(l net.Listener) error { return r.ServeNotices(ctx, l, fresh(notifyCert, notifyKey)) }},
		{s.StatusListen, func(l net.Listener) error { return r.Serve(ctx, l, r.Status()) }},
	}
	commands, err := listenLocal(s.Socket)
	if err != nil {
		return err
	}
	failed := make(chan error, len(parts)+1)
	var work sync.WaitGroup
	serve := func(l net.Listener, with func(net.Listener) error) {
		work.Go(func() {
			if err := with(l); err != nil {
				failed <- err
				stop()
			}
		})
	}
	serve(commands, func(l net.Listener) error { return r.Serve(ctx, l, localHandler(r, known)) })
	work.Go(func() { _ = r.Run(ctx) })
	for _, p := range parts {
		if p.address == "" {
			continue
		}
		var lc net.ListenConfig
		l, err := lc.Listen(ctx, "tcp", p.address)
		if err != nil {
			failed <- err
			stop()
			break
		}
		log.Info("listening", "address", l.Addr().String())
		serve(l, p.serve)
	}
	work.Wait()
	select {
	case err := <-failed:
		return err
	default:
		return nil
	}
}

// fresh returns the certificate in two files as it is now: one that is renewed needs no restart. Where the files cannot be used the
// last that could be is.
func fresh(cert, key string) func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	var mu sync.Mutex
	var kept *tls.Certificate
	var seen time.Time
	return func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
		mu.Lock()
		defer mu.Unlock()
		info, err := os.Stat(cert)
		if kept != nil && (err != nil || info.ModTime().Equal(seen)) {
			return kept, nil
		}
		loaded, err := tls.LoadX509KeyPair(cert, key)
		if err != nil {
			if kept != nil {
				return kept, nil
			}
			return nil, err
		}
		kept = &loaded
		if info != nil {
			seen = info.ModTime()
		}
		return kept, nil
	}
}
