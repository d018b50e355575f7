package command_test

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	_ "embed"
	"encoding/pem"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"posd/daemon/book"
	"posd/daemon/journal"
	"posd/payment"
	"posd/payment/alipay/alipaytest"
	"posd/printer"
	"posd/printer/spool"
)

// keyPairs are drawn once for all stories.
var keyPairs = sync.OnceValues(func() (map[string][]byte, error) {
	private, public, ours := alipaytest.MerchantKey()
	_, alipays, theirs := alipaytest.MerchantKey()
	return map[string][]byte{"private.pem": private, "public.pem": public, "alipay.pem": alipays}, errors.Join(ours, theirs)
})

//go:embed testdata/posd.toml
var sound []byte

// ownConfig leaves the configuration that a story brings, or gives it a sound one.
func ownConfig(dir string) error {
	path := filepath.Join(dir, "posd.toml")
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return os.WriteFile(path, sound, 0o600)
}

// stage gives each story a configuration and keys, and an environment that speaks English and knows no systemd.
func stage(env *testscript.Env) error {
	keys, err := keyPairs()
	if err != nil {
		return err
	}
	dir := filepath.Join(env.WorkDir, "keys")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	for name, pem := range keys {
		if err := os.WriteFile(filepath.Join(dir, name), pem, 0o600); err != nil {
			return err
		}
	}
	if err := ownConfig(env.WorkDir); err != nil {
		return err
	}
	env.Setenv("LANG", "en_US.UTF-8")
	env.Setenv("LC_ALL", "")
	env.Setenv("NOTIFY_SOCKET", "")
	env.Setenv("WATCHDOG_USEC", "")
	return nil
}

// props are the commands of the stories beside posd's own.
func props() map[string]func(ts *testscript.TestScript, neg bool, args []string) {
	return map[string]func(ts *testscript.TestScript, neg bool, args []string){
		"exits": exits, "journal": writeJournal, "cut": cut, "flip": flip, "rsa1024": shortKey, "listens": listens,
	}
}

// exits runs a command and holds its exit code: exits 78 posd check.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND ...")
	}
	code, err := 0, ts.Exec(args[1], args[2:]...)
	if ended, ok := errors.AsType[*exec.ExitError](err); ok {
		code = ended.ExitCode()
	} else if err != nil {
		ts.Fatalf("%v", err)
	}
	if strconv.Itoa(code) != args[0] {
		ts.Fatalf("exit code %d, not %s", code, args[0])
	}
}

// writeJournal makes a journal with a sale, its receipt and a sale that was refused: journal FILE.
func writeJournal(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: journal FILE")
	}
	j, err := journal.Open(ts.MkAbs(args[0]), journal.Opts{Board: "board1"})
	ts.Check(err)
	at := time.Date(2026, 11, 23, 4, 5, 6, 0, time.UTC)
	now := func() time.Time { return at }
	owes := func(n payment.Notice, _, p payment.Payment) ([]journal.Record, error) {
		if n != payment.NoticePaid {
			return nil, nil
		}
		r := spool.Owe(string(p.ID), printer.Receipt{Order: string(p.ID), Amount: printer.Money{Text: "12.50", Currency: "CNY"}})
		return []journal.Record{{Stream: spool.Stream, Kind: r.Kind, Key: r.Key, Version: r.Version, Open: r.Open, Body: r.Body}}, nil
	}
	b, err := book.New(j, book.Opts{Zone: time.UTC, Now: now, Owes: owes})
	ts.Check(err)
	for n, story := range [][]payment.Notice{
		{payment.NoticeCreated, payment.NoticeSending, payment.NoticePaid}, {payment.NoticeCreated, payment.NoticeSending, payment.NoticeRefused},
	} {
		p := payment.Payment{ID: payment.NewID(uint64(n) + 1), Created: at, Order: payment.Order{
			Subject: "tea", Amount: payment.Amount{Minor: 1250, Currency: "CNY"}, Source: "api",
		}}
		for _, notice := range story {
			p.State, _ = payment.ParseState(string(notice))
			if notice == payment.NoticeRefused {
				p.Reason = payment.Reason{Code: "balance_not_enough", Action: payment.ActOtherTender}
			}
			ts.Check(b.Save(p, notice))
			at = at.Add(time.Second)
		}
	}
	ts.Check(j.Close())
}

// cut shortens a file: cut FILE BYTES.
func cut(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: cut FILE BYTES")
	}
	n, err := strconv.ParseInt(args[1], 10, 64)
	ts.Check(err)
	ts.Check(os.Truncate(ts.MkAbs(args[0]), n))
}

// flip changes a byte of a text wherever a file holds it: flip FILE TEXT.
func flip(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: flip FILE TEXT")
	}
	path := ts.MkAbs(args[0])
	content, err := os.ReadFile(path)
	ts.Check(err)
	flipped := strings.ReplaceAll(string(content), args[1], string(args[1][0]^1)+args[1][1:])
	if flipped == string(content) {
		ts.Fatalf("%s does not hold %q", args[0], args[1])
	}
	ts.Check(os.WriteFile(path, []byte(flipped), 0o600))
}

// shortKey writes an RSA key that is too short: rsa1024 FILE.
func shortKey(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: rsa1024 FILE")
	}
	key, err := rsa.GenerateKey(rand.Reader, 1024)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)}), 0o600))
}

// listens waits until something listens on a unix socket: listens SOCKET.
func listens(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: listens SOCKET")
	}
	patience := time.NewTimer(30 * time.Second)
	defer patience.Stop()
	look := time.NewTicker(10 * time.Millisecond)
	defer look.Stop()
	for {
		conn, err := net.DialUnix("unix", nil, &net.UnixAddr{Name: ts.MkAbs(args[0]), Net: "unix"})
		if err == nil {
			ts.Check(conn.Close())
			return
		}
		select {
		case <-look.C:
		case <-patience.C:
			ts.Fatalf("nothing listens on %s: %v", args[0], err)
		}
	}
}
