package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"posd/daemon/book"
	"posd/daemon/journal"
	"posd/payment/paymenttest/world"
)

func TestReadBenchmarks(t *testing.T) {
	t.Parallel()
	const printed = `goos: linux
pkg: posd/payment/alipay/intl
BenchmarkSeal-2          	     164	   1447739 ns/op	         1.030 x-raw-sign	    4192 B/op	       8 allocs/op
BenchmarkSeal-2          	     164	   1447739 ns/op	         1.005 x-raw-sign	    4192 B/op	       8 allocs/op
BenchmarkSeal-2          	     164	   1447739 ns/op	         1.010 x-raw-sign	    4192 B/op	       8 allocs/op
BenchmarkLatest/entries=1000000-16 	   62426	      3917 ns/op
BenchmarkLatest/entries=100 	   62426	      17.5 ns/op
PASS
ok  	posd/payment/alipay/intl	0.802s
`
	b, err := readBenchmarks(strings.NewReader(printed))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []struct {
		name, unit string
		value      float64
	}{
		{"posd/payment/alipay/intl BenchmarkSeal", "x-raw-sign", 1.010},
		{"posd/payment/alipay/intl BenchmarkSeal", "allocs/op", 8},
		{"posd/payment/alipay/intl BenchmarkLatest/entries=1000000", "ns/op", 3917},
		{"posd/payment/alipay/intl BenchmarkLatest/entries=100", "ns/op", 17.5},
	} {
		if got, err := b.figure(want.name, want.unit); err != nil || got != want.value {
			t.Errorf("%s %s: %v, %v, want %v", want.name, want.unit, got, err, want.value)
		}
	}
	if _, err := b.wanted(); err == nil || !strings.Contains(err.Error(), "BenchmarkSale") {
		t.Errorf("a benchmark that is missing: %v", err)
	}
}

// The benchmarks that the table wants exist under these names.
func TestWantedBenchmarksExist(t *testing.T) {
	t.Parallel()
	for file, names := range map[string][]string{
		"payment/alipay/intl/request_test.go":    {"BenchmarkSeal(", `"x-raw-sign"`},
		"payment/alipay/ams/request_test.go":     {"BenchmarkSeal(", `"x-raw-sign"`},
		"payment/alipay/openapi/request_test.go": {"BenchmarkSeal(", `"x-raw-sign"`},
		"build/peers/peers_test.go":              {"BenchmarkPay(", `"payments/s"`, `"relayed"`},
		"payment/acquirer/request_test.go":       {"BenchmarkBuild("},
		"payment/alipay/spot/bench_test.go":      {"BenchmarkSeal(", `"x-raw-sign"`},
		"printer/escpos/encode_test.go":          {"BenchmarkEncodeReceipt(", "BenchmarkLayoutAndEncodeReceipt(", "BenchmarkEncodeItems(", "BenchmarkLayoutAndEncodeItems(", `"B/receipt"`},
		"daemon/journal/size_test.go":            {"BenchmarkSale(", `"bytes/sale"`},
	} {
		text, err := os.ReadFile(filepath.Join("..", "..", file))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			if !bytes.Contains(text, []byte(name)) {
				t.Errorf("%s has no %s", file, name)
			}
		}
	}
}

func TestModuleOf(t *testing.T) {
	t.Parallel()
	modules := []string{"posd", "go.etcd.io/bbolt", "golang.org/x/sys", "golang.org/x/text", "gopkg.in/yaml.v3"}
	for symbol, want := range map[string]string{
		"main.run":                                      "posd",
		"posd/payment.Next":                             "posd",
		"posd/payment.(*step).end":                      "posd",
		"go.etcd.io/bbolt.(*Tx).Commit":                 "go.etcd.io/bbolt",
		"go.etcd.io/bbolt/internal/common.x":            "go.etcd.io/bbolt",
		"gopkg.in/yaml%2ev3.Parse":                      "gopkg.in/yaml.v3",
		"golang.org/x/text/width.widthValues":           "golang.org/x/text",
		"vendor/golang.org/x/text/unicode/norm.decomps": shareStd,
		"net/http.(*Server).Serve":                      shareStd,
		"runtime.mallocgc":                              shareStd,
		"slices.SortFunc[go.shape.[]posd/payment.ID]":   shareStd,
		"type:.eq.posd/payment.Amount":                  shareShared,
		"go:string.*":                                   shareShared,
		"$d":                                            shareShared,
	} {
		if got := moduleOf(symbol, modules); got != want {
			t.Errorf("%s comes from %s, want %s", symbol, got, want)
		}
	}
}

func TestTable(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	writeTable(&b, []row{
		{figure: "speed", measured: "1", target: "<= 2", verdict: judge(true), note: "measured"},
		{figure: "größe", measured: "12 MB", target: "<= 2", verdict: judge(false)},
	})
	const want = `
figure     measured  target  verdict
speed [1]  1         <= 2    met
größe      12 MB     <= 2    not met

[1] measured
`
	if b.String() != want {
		t.Errorf("got %s", b.String())
	}
	long := wrap(strings.Repeat("word ", 60))
	for line := range strings.Lines(long) {
		if n := len(strings.TrimSuffix(line, "\n")); n > noteWidth {
			t.Errorf("a line of %d characters", n)
		}
	}
	if strings.Join(strings.Fields(long), " ") != strings.TrimSpace(strings.Repeat("word ", 60)) {
		t.Error("wrapping changed the text")
	}
}

func TestSample(t *testing.T) {
	t.Parallel()
	var s sample
	if s.median() != 0 || median(nil) != 0 {
		t.Error("nothing has a median")
	}
	for i := range 100 {
		s = append(s, time.Duration(100-i))
	}
	if s.median() != 51 || s.quantile(0.9) != 91 || s.quantile(1) != 100 || s[0] != 100 {
		t.Errorf("median %v, p90 %v, largest %v", s.median(), s.quantile(0.9), s.quantile(1))
	}
}

func TestArguments(t *testing.T) {
	t.Parallel()
	whole := []string{"-dir", "d", "-posd", "p", "-gotest", "g", "-arm64", "a", "-symbols", "s"}
	if o, err := parse(whole); err != nil || o.sales != 1000 || o.records != 100_000 {
		t.Errorf("%+v, %v", o, err)
	}
	for _, wrong := range [][]string{whole[2:], append(whole, "-sales", "0"), append(whole, "-idle", "1ms"), append(whole, "-what")} {
		if _, err := parse(wrong); !errors.Is(err, errUsage) {
			t.Errorf("%q: %v", wrong, err)
		}
	}
}

// The core's rate is of worlds in which payments end, and a context that ends ends them.
func TestCore(t *testing.T) {
	t.Parallel()
	w, err := world.New(world.NewTally(), "")
	if err != nil {
		t.Fatal(err)
	}
	if played, err := manyPayments(t.Context(), w, 1, 100); err != nil || played < 100 || played > 300 {
		t.Errorf("asked for 100 payments, %d were played (%v)", played, err)
	}
	over, end := context.WithCancel(t.Context())
	end()
	if played, err := manyPayments(over, w, 1, 100); !errors.Is(err, context.Canceled) || played != 0 {
		t.Errorf("%d payments were played after the end (%v)", played, err)
	}
}

// A shop's sale flushes twice between the scan and the request, on whatever disk.
func TestShop(t *testing.T) {
	t.Parallel()
	s, err := openShop(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if got, err := s.sell(t.Context()); err != nil || got.flushes != 2 || got.bytes == 0 || got.took <= 0 {
			t.Errorf("%+v, %v", got, err)
		}
	}
	if err := s.close(); err != nil {
		t.Error(err)
	}
}

func TestHistory(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "journal.db")
	const records = 3 * salesADay * recordsASale
	n, err := writeHistory(path, book.Opts{Zone: time.UTC}, records)
	if err != nil || n != records {
		t.Fatalf("%d records, %v", n, err)
	}
	if r := journal.Check(path, nil); !r.OK() || r.Entries != records {
		t.Errorf("%+v", r)
	}
	j, err := journal.OpenReadOnly(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = j.Close() }()
	b, err := book.New(j, book.Opts{Zone: time.UTC, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Get(saleID(records/recordsASale - 1)); err != nil {
		t.Error(err)
	}
	yesterday, err := b.DayTotals(b.Day(time.Now().AddDate(0, 0, -1)))
	if err != nil || yesterday.Currencies["CNY"].Sales != salesADay {
		t.Errorf("yesterday: %+v, %v", yesterday, err)
	}
}

// The tap passes bytes both ways, and tells when they came.
func TestTap(t *testing.T) {
	t.Parallel()
	gateway, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	echoed := make(chan error, 1)
	go func() {
		conn, err := gateway.Accept()
		if err == nil {
			_, err = io.Copy(conn, conn)
			_ = conn.Close()
		}
		echoed <- err
	}()
	tap, err := openTap(gateway.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", tap.near.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	asked := tap.arm()
	heard := make([]byte, 5)
	if _, err := conn.Write([]byte("hello")); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(conn, heard); err != nil || string(heard) != "hello" {
		t.Errorf("%q, %v", heard, err)
	}
	if at := <-asked; at.IsZero() || tap.lastAnswer().Before(at) {
		t.Errorf("asked at %v, answered at %v", at, tap.lastAnswer())
	}
	if err := errors.Join(conn.Close(), <-echoed, gateway.Close(), tap.close()); err != nil {
		t.Error(err)
	}
}

func TestProcess(t *testing.T) {
	t.Parallel()
	self := process(os.Getpid())
	memory, err := self.anonymous()
	if err != nil || memory < 100e3 {
		t.Errorf("%d bytes, %v", memory, err)
	}
	if n, err := self.switches(); err != nil || n.own == 0 {
		t.Errorf("%+v switches, %v", n, err)
	}
	if _, err := childNamed("no-such-child"); err == nil {
		t.Error("found a child that is not there")
	}
	ended, cancel := context.WithCancelCause(t.Context())
	cancel(errMissed)
	if err := rest(ended, time.Hour); !errors.Is(err, errMissed) {
		t.Errorf("resting after the end: %v", err)
	}
}
