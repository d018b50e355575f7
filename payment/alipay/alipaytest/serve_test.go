package alipaytest

import (
	"bytes"
	"context"
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"
)

func TestSwitches(t *testing.T) {
	t.Parallel()
	inBubble(t, nil, func(t *testing.T, s *shop) {
		set := s.gateway.SetSwitches
		wantCode(t, "healthy", s.query("A1_0"), CodeNotExist)

		set(Switches{Down: true})
		if err := s.handshake(); err == nil {
			t.Error("down, and a connection comes to be")
		}
		set(Switches{})
		before := s.dials
		wantCode(t, "up again", s.query("A1_0"), CodeNotExist)
		if s.dials != before+1 {
			t.Error("a connection outlived the gateway")
		}
		set(Switches{Unavailable: true})
		if r := s.pay("A1_0", s.mint("paid", 0)); r.status != http.StatusServiceUnavailable {
			t.Errorf("unavailable: %d, %v", r.status, r.err)
		}
		if n := len(s.gateway.Ledger().Trades()); n != 0 {
			t.Errorf("%d trades", n)
		}
		set(Switches{LoseAnswers: true})
		if r := s.pay("A1_0", s.mint("paid", 0)); r.err == nil || s.gateway.Ledger().Net("A1_0") != price.Value {
			t.Errorf("lost: %s, net %d", r.raw, s.gateway.Ledger().Net("A1_0"))
		}
		set(Switches{WrongKey: true})
		if r := s.query("A1_0"); r.verified || r.code != CodeSuccess {
			t.Errorf("wrong key: %s", r.raw)
		}
		set(Switches{Deny: true})
		if r := s.query("A1_0"); r.verified || r.code != CodeInvalidSignature {
			t.Errorf("deny: %s", r.raw)
		}
		set(Switches{Slow: 2 * time.Second})
		start := time.Now()
		wantCode(t, "slow", s.query("A1_0"), CodeSuccess)
		if took := time.Since(start); took < 2*time.Second || took > 3*time.Second {
			t.Errorf("slow: %s", took)
		}
		set(Switches{})
		if v := s.gateway.Violations(); len(v) != 0 {
			t.Errorf("violations %+v", v)
		}
	})
}

// TestDropIdle: a connection that is kept alive may die at any time, by hand or by its idle time.
func TestDropIdle(t *testing.T) {
	t.Parallel()
	inBubble(t, nil, func(t *testing.T, s *shop) {
		for want, before := range []func(){
			func() {}, s.gateway.DropIdle, func() { time.Sleep(61 * time.Second) },
		} {
			synctest.Wait() // the gateway too knows that the last call is over
			before()
			synctest.Wait()
			wantCode(t, "new connection", s.query("A1_0"), CodeNotExist)
			wantCode(t, "kept connection", s.query("A1_0"), CodeNotExist)
			if s.dials != want+1 {
				t.Errorf("%d dials, want %d", s.dials, want+1)
			}
		}
	})
}

func TestPipeListener(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := NewPipeListener()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := l.Dial(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("nobody accepts: %v", err)
		}
		if err := errors.Join(l.Close(), l.Close()); err != nil {
			t.Error(err)
		}
		if _, err := l.Dial(t.Context()); !errors.Is(err, ErrRefused) {
			t.Errorf("closed: %v", err)
		}
		if _, err := l.Accept(); !errors.Is(err, net.ErrClosed) {
			t.Errorf("closed: %v", err)
		}
	})
}

// TestCloseEndsEverything: hanging handlers and requests on their way end with the gateway.
func TestCloseEndsEverything(t *testing.T) {
	t.Parallel()
	inBubble(t, nil, func(t *testing.T, s *shop) {
		for i, name := range []string{"silent", "pay_after_cancel", "answer_drips", "answer_late"} {
			go s.pay(string(rune('A'+i))+"_0", s.mint(name, 90))
		}
		synctest.Wait()
		if err := s.gateway.Close(); err != nil {
			t.Error(err)
		}
		synctest.Wait()
		if s.gateway.Ledger().Net("B_0") != 0 {
			t.Error("a held request reached the books of a closed gateway")
		}
	})
}

// TestOverSockets: the same over TCP and TLS, with resets that are resets.
func TestOverSockets(t *testing.T) {
	t.Parallel()
	k := testKeys(t)
	gateway, err := New(testOpts(k))
	if err != nil {
		t.Fatal(err)
	}
	var config net.ListenConfig
	l, err := config.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- gateway.Serve(ctx, l) }()
	var dialer net.Dialer
	s := newShop(t, k, gateway, func(ctx context.Context) (net.Conn, error) {
		return dialer.DialContext(ctx, "tcp", l.Addr().String())
	})
	wantCode(t, "paid", s.pay("A1_0", s.mint("paid", 0)), CodeSuccess)
	for _, name := range []string{"charged_lost", "answer_reset", "answer_cut"} {
		if r := s.pay(name+"_0", s.mint(name, 0)); r.err == nil {
			t.Errorf("%s: %s", name, r.raw)
		}
		if gateway.Ledger().Net(name+"_0") != price.Value {
			t.Errorf("%s: not charged", name)
		}
	}
	gateway.SetSwitches(Switches{Down: true})
	if err := s.handshake(); err == nil {
		t.Error("down, and a connection comes to be")
	}
	s.http.CloseIdleConnections()
	stop()
	if err := errors.Join(<-served, gateway.Close(), gateway.Close()); err != nil {
		t.Error(err)
	}
}

// TestAsHandler: it serves behind anybody's server, and without a connection to break it aborts.
func TestAsHandler(t *testing.T) {
	t.Parallel()
	gateway, err := New(testOpts(testKeys(t)))
	if err != nil {
		t.Fatal(err)
	}
	recorder := httptest.NewRecorder()
	gateway.Handler().ServeHTTP(recorder, httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", nil))
	if recorder.Code != http.StatusNotFound {
		t.Errorf("status %d", recorder.Code)
	}
	gateway.SetSwitches(Switches{Down: true})
	defer func() {
		if cause := recover(); cause != http.ErrAbortHandler { //nolint:errorlint // a panic's value, compared as net/http does
			t.Errorf("recovered %v", cause)
		}
		if err := gateway.Close(); err != nil {
			t.Error(err)
		}
	}()
	gateway.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", nil))
}

func TestOptsNeeded(t *testing.T) {
	t.Parallel()
	if _, err := New(Opts{}); err == nil {
		t.Error("a gateway for nobody")
	}
}

func TestIdentitySurvives(t *testing.T) {
	t.Parallel()
	k := testKeys(t)
	text, err := k.identity.PEM()
	if err != nil {
		t.Fatal(err)
	}
	back, err := ParseIdentity(text)
	if err != nil {
		t.Fatal(err)
	}
	if !back.key.Equal(k.identity.key) || !back.forger.Equal(k.identity.forger) || !back.caKey.Equal(k.identity.caKey) || !back.ca.Equal(k.identity.ca) {
		t.Error("another identity")
	}
	for _, bad := range [][]byte{nil, text[:len(text)/2], bytes.Replace(text, []byte(blockCAKey), []byte(blockKey), 2)} {
		if _, err := ParseIdentity(bad); !errors.Is(err, ErrKey) {
			t.Errorf("%d bytes: %v", len(bad), err)
		}
	}
}

func TestMerchantKeys(t *testing.T) {
	t.Parallel()
	private, public, err := MerchantKey()
	if err != nil {
		t.Fatal(err)
	}
	key, err := x509.ParsePKCS8PrivateKey(pemBlock(t, private).Bytes)
	if err != nil {
		t.Fatal(err)
	}
	rsaKey, ok := key.(*rsa.PrivateKey)
	if !ok {
		t.Fatalf("%T", key)
	}
	bare := bytes.ReplaceAll(public, []byte("\n"), nil)
	bare = bytes.TrimSuffix(bytes.TrimPrefix(bare, []byte("-----BEGIN PUBLIC KEY-----")), []byte("-----END PUBLIC KEY-----"))
	for _, text := range [][]byte{public, bare} {
		parsed, err := ParsePublicKey(text)
		if err != nil || !parsed.Equal(&rsaKey.PublicKey) {
			t.Errorf("%v", err)
		}
	}
	for _, bad := range []string{"", "?", "AAAA", string(private)} {
		if _, err := ParsePublicKey([]byte(bad)); !errors.Is(err, ErrKey) {
			t.Errorf("%.20q: %v", bad, err)
		}
	}
}

// TestAgainstOpenSSL: both directions of the signature agree with an implementation that is not Go's.
func TestAgainstOpenSSL(t *testing.T) {
	t.Parallel()
	openssl, err := exec.LookPath("openssl")
	if err != nil {
		t.Skip("openssl is not installed: signatures are checked by Go alone")
	}
	private, public, err := MerchantKey()
	if err != nil {
		t.Fatal(err)
	}
	key, err := ParsePublicKey(public)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	value := []byte(`{"head":{"x":"茶\/"},"body":{ }}`)
	file := func(name string, text []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	signature, err := exec.CommandContext(t.Context(), openssl, "dgst", "-sha256", "-sign", file("key.pem", private), file("value", value)).Output()
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(value)
	if err := rsa.VerifyPKCS1v15(key, crypto.SHA256, sum[:], signature); err != nil {
		t.Errorf("openssl's signature: %v", err)
	}
	gateway, err := New(testOpts(testKeys(t)))
	if err != nil {
		t.Fatal(err)
	}
	ours, err := rsa.SignPKCS1v15(nil, testKeys(t).identity.key, crypto.SHA256, sum[:])
	if err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), openssl, "dgst", "-sha256", "-verify", file("alipay.pem", gateway.AlipayPublicKeyPEM()),
		"-signature", file("signature", ours), filepath.Join(dir, "value")).CombinedOutput()
	if err != nil {
		t.Errorf("our signature: %v: %s", err, out)
	}
}
