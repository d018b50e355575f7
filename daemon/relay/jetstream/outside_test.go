package jetstream_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/jwt/v2"
	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nkeys"

	"posd/daemon/relay"
	"posd/daemon/relay/jetstream"
)

// natsFile names the configuration with which this test binary is a NATS server, as nats-server -c is.
const natsFile = "POSRELAY_TEST_NATS"

func TestMain(m *testing.M) {
	if file := os.Getenv(natsFile); file != "" {
		runNATS(file)
		return
	}
	m.Run()
}

// runNATS is a NATS server until it is killed, or who has started it is gone.
func runNATS(file string) {
	opts, err := server.ProcessConfigFile(file)
	if err != nil {
		panic(err)
	}
	s, err := server.NewServer(opts)
	if err != nil {
		panic(err)
	}
	s.ConfigureLogger()
	s.Start()
	if _, err := io.Copy(io.Discard, os.Stdin); err != nil {
		panic(err)
	}
	s.Shutdown()
	s.WaitForShutdown()
}

// outside is a NATS server in a process of its own, with TLS, and accounts that are known by their credentials.
type outside struct {
	t       *testing.T
	dir     string
	address string
	command *exec.Cmd
}

func newOutside(t *testing.T) *outside {
	t.Helper()
	if testing.Short() {
		t.Skip("a server of its own takes long where it is emulated")
	}
	o := &outside{t: t, dir: t.TempDir(), address: freePorts(t, 1)[0]}
	cert, _ := certificate(t)
	key, ok := cert.PrivateKey.(*ecdsa.PrivateKey)
	if !ok {
		t.Fatal("no key")
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	o.write("ca.pem", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert.Certificate[0]}))
	o.write("key.pem", pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
	o.write("nats.conf", []byte(fmt.Sprintf("listen: %q\nserver_name: outside\njetstream { store_dir: %q }\ntls { cert_file: %q, key_file: %q }\n%s",
		o.address, o.path("store"), o.path("ca.pem"), o.path("key.pem"), o.accounts())))
	t.Cleanup(o.kill)
	return o
}

func (o *outside) path(name string) string { return filepath.Join(o.dir, name) }

func (o *outside) write(name string, text []byte) {
	o.t.Helper()
	if err := os.WriteFile(o.path(name), text, 0o600); err != nil {
		o.t.Fatal(err)
	}
}

// accounts makes an operator, the relay's account and a user of it, whose credentials it lays into relay.creds, and returns what stands of
// them in the server's configuration.
func (o *outside) accounts() string {
	o.t.Helper()
	must := func(text string, err error) string {
		if err != nil {
			o.t.Fatal(err)
		}
		return text
	}
	pair := func(k nkeys.KeyPair, err error) (nkeys.KeyPair, string) {
		if err != nil {
			o.t.Fatal(err)
		}
		return k, must(k.PublicKey())
	}
	operator, operatorID := pair(nkeys.CreateOperator())
	account, accountID := pair(nkeys.CreateAccount())
	_, systemID := pair(nkeys.CreateAccount())
	user, userID := pair(nkeys.CreateUser())
	owner := jwt.NewOperatorClaims(operatorID)
	owner.SystemAccount = systemID
	relays := jwt.NewAccountClaims(accountID)
	relays.Limits.JetStreamLimits = jwt.JetStreamLimits{MemoryStorage: 64 << 20, DiskStorage: 64 << 20, Streams: -1, Consumer: -1}
	seed, err := user.Seed()
	if err != nil {
		o.t.Fatal(err)
	}
	credentials, err := jwt.FormatUserConfig(must(jwt.NewUserClaims(userID).Encode(account)), seed)
	if err != nil {
		o.t.Fatal(err)
	}
	o.write("relay.creds", credentials)
	o.write("operator.jwt", []byte(must(owner.Encode(operator))))
	return fmt.Sprintf("operator: %q\nresolver: MEMORY\nresolver_preload: {\n  %s: %s\n  %s: %s\n}\n", o.path("operator.jwt"),
		accountID, must(relays.Encode(operator)), systemID, must(jwt.NewAccountClaims(systemID).Encode(operator)))
}

// start starts the server and waits until somebody listens.
func (o *outside) start() {
	o.t.Helper()
	self, err := os.Executable()
	if err != nil {
		o.t.Fatal(err)
	}
	o.command = exec.CommandContext(context.Background(), self)
	o.command.Env = append(os.Environ(), natsFile+"="+o.path("nats.conf"))
	if _, err := o.command.StdinPipe(); err != nil { // it ends with us
		o.t.Fatal(err)
	}
	var said strings.Builder
	o.command.Stdout, o.command.Stderr = &said, &said
	if err := o.command.Start(); err != nil {
		o.t.Fatal(err)
	}
	again, late := time.NewTicker(20*time.Millisecond), time.After(time.Minute)
	defer again.Stop()
	for {
		c, err := (&net.Dialer{Timeout: time.Second}).DialContext(o.t.Context(), "tcp", o.address)
		if err == nil {
			_ = c.Close() // it has been seen
			return
		}
		select {
		case <-again.C:
		case <-late:
			o.kill()
			o.t.Fatalf("it does not start: %s", said.String())
		}
	}
}

// kill ends the server as a power cut does.
func (o *outside) kill() {
	if o.command != nil {
		_ = o.command.Process.Kill() // it may have ended
		_ = o.command.Wait()
		o.command = nil
	}
}

func (o *outside) opts() jetstream.Opts {
	return jetstream.Opts{URLs: []string{"tls://" + o.address}, Credentials: o.path("relay.creds"), CAFile: o.path("ca.pem")}
}

// TestAnEngineOutside: two instances share a NATS of its own, which they know by TLS and which knows them by credentials. It is
// killed and comes back: what was enrolled is still there, what was only remembered is made anew, and a revocation is seen by the other
// instance.
func TestAnEngineOutside(t *testing.T) {
	t.Parallel()
	o := newOutside(t)
	o.start()
	for name, opts := range map[string]jetstream.Opts{
		"without credentials": {URLs: o.opts().URLs, CAFile: o.opts().CAFile}, "under another authority": {URLs: o.opts().URLs, Credentials: o.opts().Credentials},
	} {
		if e, err := jetstream.Open(t.Context(), opts); err == nil {
			e.Close()
			t.Errorf("%s: let in", name)
		}
	}
	ctx, stop := context.WithCancel(t.Context())
	var work sync.WaitGroup
	defer work.Wait()
	defer stop()
	var engines [2]*jetstream.Engine
	var both [2]*relay.Registry
	for i := range both {
		var err error
		if engines[i], err = jetstream.Open(ctx, o.opts()); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(engines[i].Close)
		both[i] = relay.NewRegistry(engines[i].Tables(), time.Now, slog.New(slog.DiscardHandler))
		work.Go(func() { _ = both[i].Run(ctx) })
	}
	news := make(chan string, 100)
	work.Go(func() { followNews(ctx, engines[1], news) })
	for n := range 5 {
		if err := engines[0].Tables().News.Set(ctx, fmt.Sprintf("before%d", n), []byte("1")); err != nil {
			t.Fatal(err)
		}
	}
	enrol(t, both[0], "T1")
	await(t, "the terminal at the other instance", func() bool { return knows(both[1], "T1", false) })

	o.kill()
	short, end := context.WithTimeout(ctx, time.Second)
	defer end()
	if err := engines[0].Tables().News.Set(short, "n", []byte("1")); err == nil {
		t.Error("written while there was no engine")
	}
	o.start()
	for i, e := range engines {
		awaitFor(t, time.Minute, fmt.Sprintf("instance %d after the restart", i), func() bool { return fresh(both[i]) && tablesWork(ctx, e) })
	}
	if !knows(both[0], "T1", false) {
		t.Error("the terminal is forgotten")
	}
	if err := both[0].Revoke(ctx, "tea", "T1"); err != nil {
		t.Fatal(err)
	}
	await(t, "the revocation", func() bool { return knows(both[1], "T1", true) })
	if err := engines[0].Tables().News.Set(ctx, "after", []byte("1")); err != nil {
		t.Fatal(err)
	}
	await(t, "news of after", func() bool {
		select {
		case key := <-news:
			return key == "after"
		default:
			return false
		}
	})
	enrol(t, both[1], "T2")
	await(t, "a terminal of after", func() bool { return knows(both[0], "T2", false) })
}

// followNews tells what is written, as a relay follows it.
func followNews(ctx context.Context, e *jetstream.Engine, heard chan<- string) {
	for ctx.Err() == nil {
		_ = e.Tables().News.Watch(ctx, func(key string, _ []byte) { heard <- key }) // it is begun again
		timer := time.NewTimer(100 * time.Millisecond)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
		}
	}
}

func enrol(t *testing.T, r *relay.Registry, name string) {
	t.Helper()
	code, err := r.NewCode(t.Context(), "tea", name, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.UseCode(t.Context(), code, []byte(name)); err != nil {
		t.Fatal(err)
	}
}

func knows(r *relay.Registry, name string, revoked bool) bool {
	known, ok := r.Terminal("tea", name)
	return ok && known.Revoked == revoked && fresh(r)
}

func fresh(r *relay.Registry) bool {
	ok, _ := r.Fresh()
	return ok
}

// tablesWork: each table takes a value and gives it back.
func tablesWork(ctx context.Context, e *jetstream.Engine) bool {
	ctx, stop := context.WithTimeout(ctx, time.Second)
	defer stop()
	all := e.Tables()
	for _, b := range []relay.Bucket{all.Codes, all.Limits, all.News} {
		if _, _, err := b.Get(ctx, "probe"); err != nil && !errors.Is(err, relay.ErrNoKey) {
			return false
		}
		if b.Set(ctx, "probe", []byte("1")) != nil {
			return false
		}
		if value, _, err := b.Get(ctx, "probe"); err != nil || string(value) != "1" {
			return false
		}
	}
	return true
}
