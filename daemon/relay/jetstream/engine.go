package jetstream

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"posd/daemon/relay"
)

// Opts say where the engine is. Either URLs or Dir is needed.
type Opts struct {
	URLs        []string // of a NATS outside of the relay, "tls://host:port" or "nats://host:port"
	Credentials string   // file of its credentials; may be empty
	CAFile      string   // PEM file of the authorities to trust for it; empty: the system's

	Dir     string // folder of an embedded one
	Name    string // of this instance in a cluster, different from the others'
	Cluster *Cluster

	Replicas int // of what is kept: 1, 3 or 5; at most as many as the cluster has members. 0 means 1
	Log      *slog.Logger
}

// Cluster joins embedded engines. Members know each other by TLS and by a secret.
type Cluster struct {
	Listen      string   // host:port where the others reach this one
	Peers       []string // host:port of the others, or of all
	Secret      string
	Certificate tls.Certificate
	Roots       *x509.CertPool
}

// ErrOpts says that the engine cannot be made so.
var ErrOpts = errors.New("engine misconfigured")

// startTime bounds the start of an embedded engine, readyTime that of a whole cluster.
const (
	startTime = 20 * time.Second
	readyTime = time.Minute
)

// Engine is an engine in NATS JetStream.
type Engine struct {
	server  *server.Server // nil where it is outside
	conn    *nats.Conn
	tables  relay.Engine
	session session
	log     *slog.Logger

	life context.Context // ends with Close
	end  context.CancelFunc
}

// Open starts or reaches the engine, and makes its tables.
func Open(ctx context.Context, opts Opts) (*Engine, error) {
	if opts.Log == nil {
		opts.Log = slog.New(slog.DiscardHandler)
	}
	e := &Engine{log: opts.Log}
	e.life, e.end = context.WithCancel(context.WithoutCancel(ctx))
	if err := e.open(ctx, opts); err != nil {
		e.Close()
		return nil, err
	}
	return e, nil
}

func (e *Engine) open(ctx context.Context, opts Opts) (err error) {
	settings := []nats.Option{
		nats.Name("posrelay"), nats.MaxReconnects(-1), nats.ReconnectWait(time.Second), nats.Timeout(5 * time.Second),
		nats.DisconnectErrHandler(func(_ *nats.Conn, err error) { opts.Log.Warn("engine_disconnected", "error", err) }),
		nats.ReconnectHandler(func(c *nats.Conn) { e.comeBack(c, opts) }),
	}
	switch {
	case len(opts.URLs) > 0:
		if opts.Credentials != "" {
			settings = append(settings, nats.UserCredentials(opts.Credentials))
		}
		if opts.CAFile != "" {
			settings = append(settings, nats.RootCAs(opts.CAFile))
		}
		e.conn, err = nats.Connect(strings.Join(opts.URLs, ","), settings...)
	case opts.Dir != "":
		secret := rand.Text() // of this process: see Cluster.put
		if e.server, err = embed(opts, secret); err != nil {
			return err
		}
		e.conn, err = nats.Connect("", append(settings, nats.InProcessServer(e.server), nats.UserInfo(clusterUser, secret))...)
	default:
		return fmt.Errorf("%w: no address and no folder", ErrOpts)
	}
	if err != nil {
		return err
	}
	ctx, stop := context.WithTimeout(ctx, readyTime)
	defer stop()
	e.tables, err = e.makeTables(ctx, e.conn, opts)
	return err
}

// comeBack makes anew what a NATS outside of the relay has forgotten: it may have been restarted, and what it held in memory is gone then.
// Watches begin again, for a table that was made anew counts its entries from one.
func (e *Engine) comeBack(c *nats.Conn, opts Opts) {
	e.log.Info("engine_reconnected")
	ctx, stop := context.WithTimeout(e.life, readyTime)
	defer stop()
	if _, err := e.makeTables(ctx, c, opts); err != nil && e.life.Err() == nil {
		e.log.Warn("engine_tables_missing", "error", err)
	}
	e.session.renew()
}

// embed starts a server in this process that listens to nobody but, in a cluster, the others. Clients need the secret.
func embed(opts Opts, secret string) (*server.Server, error) {
	if err := os.MkdirAll(opts.Dir, 0o700); err != nil {
		return nil, err
	}
	settings := &server.Options{
		ServerName: opts.Name, DontListen: true, JetStream: true, StoreDir: opts.Dir, NoSigs: true, NoLog: true,
		JetStreamMaxMemory: maxMemory, JetStreamMaxStore: maxStore,
	}
	if opts.Cluster != nil {
		if err := opts.Cluster.put(settings); err != nil {
			return nil, err
		}
		settings.Username, settings.Password = clusterUser, secret
	}
	s, err := server.NewServer(settings)
	if err != nil {
		return nil, err
	}
	s.SetLoggerV2(logger{opts.Log}, false, false, false)
	s.Start()
	if !s.ReadyForConnections(startTime) && opts.Cluster == nil {
		s.Shutdown()
		return nil, fmt.Errorf("%w: it does not start within %v", ErrOpts, startTime)
	}
	return s, nil
}

// Bounds of an embedded engine: a hundred thousand terminals take 30 MB.
const (
	maxMemory = 256 << 20
	maxStore  = 1 << 30
)

// clusterUser is what the members call themselves to each other; the secret counts.
const clusterUser = "posrelay"

func (c *Cluster) put(settings *server.Options) error {
	host, port, err := net.SplitHostPort(c.Listen)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrOpts, err)
	}
	number, err := strconv.Atoi(port)
	if err != nil || len(c.Secret) < 16 {
		return fmt.Errorf("%w: the cluster needs a port, and a secret of at least 16 characters", ErrOpts)
	}
	settings.Cluster = server.ClusterOpts{
		Name: "posrelay", Host: host, Port: number, Username: clusterUser, Password: c.Secret,
		TLSConfig: &tls.Config{
			MinVersion: tls.VersionTLS13, Certificates: []tls.Certificate{c.Certificate}, RootCAs: c.Roots, ClientCAs: c.Roots,
		},
		TLSTimeout: 5,
	}
	// Members find each other only once the server listens to clients too: on a port of loopback, for whoever knows the secret, which
	// this process keeps for itself.
	settings.DontListen, settings.Host, settings.Port = false, "127.0.0.1", server.RANDOM_PORT
	for _, peer := range c.Peers {
		settings.Routes = append(settings.Routes, &url.URL{Scheme: "nats", Host: peer, User: url.UserPassword(clusterUser, c.Secret)})
	}
	return nil
}

// makeTables makes the tables, or takes those that are there. A cluster that is not complete yet is waited for.
func (e *Engine) makeTables(ctx context.Context, c *nats.Conn, opts Opts) (made relay.Engine, err error) {
	js, err := jetstream.New(c)
	if err != nil {
		return made, err
	}
	tables := []struct {
		name    string
		into    *relay.Bucket
		life    time.Duration
		storage jetstream.StorageType
	}{
		{"posrelay-codes", &made.Codes, relay.MaxCodeLife, jetstream.FileStorage},
		{"posrelay-terminals", &made.Terminals, 0, jetstream.FileStorage},
		{"posrelay-limits", &made.Limits, time.Hour, jetstream.MemoryStorage},
		{"posrelay-news", &made.News, newsLife, jetstream.MemoryStorage},
	}
	for _, t := range tables {
		kv, err := makeTable(ctx, js, jetstream.KeyValueConfig{
			Bucket: t.name, TTL: t.life, Storage: t.storage, Replicas: max(1, opts.Replicas), History: 1, MaxValueSize: 4 << 10,
		})
		if err != nil {
			return made, fmt.Errorf("table %s: %w", t.name, err)
		}
		*t.into = table{kv, &e.session}
	}
	return made, nil
}

// newsLife is how long a notified number is news.
const newsLife = 10 * time.Minute

func makeTable(ctx context.Context, js jetstream.JetStream, cfg jetstream.KeyValueConfig) (jetstream.KeyValue, error) {
	for {
		try, stop := context.WithTimeout(ctx, 5*time.Second)
		kv, err := js.CreateOrUpdateKeyValue(try, cfg)
		stop()
		if err == nil {
			return kv, nil
		}
		timer := time.NewTimer(500 * time.Millisecond)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return nil, err
		}
	}
}

// Tables are what the relay keeps in the engine.
func (e *Engine) Tables() relay.Engine { return e.tables }

// Close ends it.
func (e *Engine) Close() {
	e.end()
	if e.conn != nil {
		e.conn.Close()
	}
	if e.server != nil {
		e.server.Shutdown()
		e.server.WaitForShutdown()
	}
}
