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
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"posd/daemon/book"
	"posd/daemon/journal"
	"posd/payment"
	"posd/payment/alipay/alipaytest"
	"posd/payment/reconcile"
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
		"exits": exits, "journal": writeJournal, "oldjournal": oldJournal, "ancient": ancient, "moresales": moreSales, "joined": joined,
		"keepdays": keepDays, "newer": newer, "scribble": scribble, "cut": cut, "flip": flip, "rsa1024": shortKey, "listens": listens, "gap": gapID,
		"badge": badgeCode,
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
	s := openShop(ts, args[0])
	s.sell("tea", payment.NoticeCreated, payment.NoticeSending, payment.NoticePaid)
	s.sell("tea", payment.NoticeCreated, payment.NoticeSending, payment.NoticeRefused)
	ts.Check(s.j.Close())
}

// oldJournal makes a journal whose first sale, of tea, was long ago: oldjournal FILE.
func oldJournal(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: oldjournal FILE")
	}
	s := openShop(ts, args[0])
	s.sell("tea", payment.NoticeSending, payment.NoticePaid)
	for range 100 {
		s.sell("coffee", payment.NoticeSending, payment.NoticePaid)
		ts.Check(s.j.Tend())
	}
	ts.Check(s.j.Close())
}

// shop keeps its sales in a journal, a second from record to record.
type shop struct {
	ts   *testscript.TestScript
	j    *journal.Journal
	book *book.Book
	now  time.Time
	sold uint64
}

func openShop(ts *testscript.TestScript, file string) *shop {
	j, err := journal.Open(ts.MkAbs(file), journal.Opts{Board: "board1"})
	ts.Check(err)
	s := &shop{ts: ts, j: j, now: time.Date(2026, 11, 23, 4, 5, 6, 0, time.UTC)}
	s.book, err = book.New(j, book.Opts{Zone: time.UTC, Now: func() time.Time { return s.now }, Owes: owes})
	ts.Check(err)
	return s
}

// owes is the receipt of what is paid.
func owes(n payment.Notice, _, p payment.Payment) ([]journal.Record, error) {
	if n != payment.NoticePaid {
		return nil, nil
	}
	r := spool.Owe(string(p.ID), printer.Receipt{Order: string(p.ID), Amount: printer.Money{Text: "12.50", Currency: "CNY"}})
	return []journal.Record{{Stream: spool.Stream, Kind: r.Kind, Key: r.Key, Version: r.Version, Open: r.Open, Body: r.Body}}, nil
}

// sell makes a sale that goes through the states of some notices.
func (s *shop) sell(subject string, story ...payment.Notice) {
	s.sold++
	p := payment.Payment{ID: payment.NewID(s.sold), Created: s.now, Began: s.now, Order: payment.Order{
		Subject: subject, Amount: payment.Amount{Minor: 1250, Currency: "CNY"}, Source: "api",
	}}
	for _, n := range story {
		p.State, _ = payment.ParseState(string(n))
		if n == payment.NoticeRefused {
			p.Reason = payment.Reason{Code: "balance_not_enough", Action: payment.ActOtherTender}
		}
		s.ts.Check(s.book.Save(p, n))
		s.now = s.now.Add(time.Second)
	}
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

// gapID names a gap in the variable GAP: gap KIND TYPE NUMBER.
func gapID(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: gap KIND TYPE NUMBER")
	}
	ts.Setenv("GAP", reconcile.Gap{Kind: reconcile.Kind(args[0]), Type: reconcile.Type(args[1]), Number: args[2]}.ID())
}

// badgeCode writes the code of a badge that the last command told into a file, as a scanner types it: badge FILE.
func badgeCode(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: badge FILE")
	}
	code := regexp.MustCompile(`OP[0-9]{20}`).FindString(ts.ReadFile("stdout"))
	if code == "" {
		ts.Fatalf("no badge was given out")
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(code+"\n"), 0o600))
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
