package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
)

// benchmarks are the results of Go benchmarks: by package, a blank and name, without the number of processors, then by unit. Where no
// package is named the name stands alone. A benchmark that ran several times (-count) has as many values.
type benchmarks map[string]map[string][]float64

// readBenchmarks reads what `go test -bench` printed; whatever is no result is skipped.
func readBenchmarks(r io.Reader) (benchmarks, error) {
	found, in := benchmarks{}, ""
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		fields := strings.Fields(lines.Text())
		if len(fields) == 2 && fields[0] == "pkg:" {
			in = fields[1] + " "
		}
		if len(fields) < 4 || !strings.HasPrefix(fields[0], "Benchmark") {
			continue
		}
		name := fields[0]
		if i := strings.LastIndexByte(name, '-'); i > 0 {
			if _, err := strconv.Atoi(name[i+1:]); err == nil {
				name = name[:i]
			}
		}
		name = in + name
		if found[name] == nil {
			found[name] = map[string][]float64{}
		}
		for i := 2; i+1 < len(fields); i += 2 { // the first number is how often it ran
			value, err := strconv.ParseFloat(fields[i], 64)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", fields[0], err)
			}
			found[name][fields[i+1]] = append(found[name][fields[i+1]], value)
		}
	}
	return found, lines.Err()
}

// benchmarksOf reads a file of results.
func benchmarksOf(path string) (benchmarks, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }() // only read
	return readBenchmarks(file)
}

// figure returns the median of what a benchmark measured in a unit.
func (b benchmarks) figure(name, unit string) (float64, error) {
	values := b[name][unit]
	if len(values) == 0 {
		return 0, fmt.Errorf("%s printed no %s", name, unit)
	}
	return median(values), nil
}

// wanted are the benchmarks that have a place in the table.
type wanted struct {
	seals         []sealed
	built         float64 // allocations of a request to a relay, which signs nothing
	journalOfSale float64
	peers         []peer
	relayed       peer // ours through a relay
}

// peer is somebody's client of family openapi, ours among them: whole payments over loopback.
type peer struct {
	name           string
	perSec, allocs float64
}

// peersNames are the clients of build/peers, ours first.
var peersNames = []string{"posd", "smartwalle", "gopay"}

// sealed is what building and signing a pay costs one of Alipay's families.
type sealed struct {
	family string
	ratio  float64 // over a raw signature
	allocs float64
}

// families are those whose BenchmarkSeal is in the table.
var families = []string{"intl", "ams", "openapi", "spot"}

func (b benchmarks) wanted() (w wanted, err error) {
	type figure struct {
		into       *float64
		name, unit string
	}
	figures := []figure{
		{&w.journalOfSale, "posd/daemon/journal BenchmarkSale", "bytes/sale"},
		{&w.built, "posd/payment/acquirer BenchmarkBuild", "allocs/op"},
		{&w.relayed.perSec, "posd/build/peers BenchmarkPay/relayed", "payments/s"},
		{&w.relayed.allocs, "posd/build/peers BenchmarkPay/relayed", "allocs/op"},
	}
	w.seals = make([]sealed, len(families))
	for i, family := range families {
		s := &w.seals[i]
		s.family = family
		name := "posd/payment/alipay/" + family + " BenchmarkSeal"
		figures = append(figures, figure{&s.ratio, name, "x-raw-sign"}, figure{&s.allocs, name, "allocs/op"})
	}
	w.peers = make([]peer, len(peersNames))
	for i, name := range peersNames {
		p := &w.peers[i]
		p.name = name
		figures = append(figures, figure{&p.perSec, "posd/build/peers BenchmarkPay/" + name, "payments/s"},
			figure{&p.allocs, "posd/build/peers BenchmarkPay/" + name, "allocs/op"})
	}
	for _, f := range figures {
		if *f.into, err = b.figure(f.name, f.unit); err != nil {
			return w, err
		}
	}
	return w, nil
}

// studyGoTest reads the figures that the packages' own benchmarks measured in this run.
func studyGoTest(_ context.Context, o options) ([]row, error) {
	all, err := benchmarksOf(o.gotest)
	if err != nil {
		return nil, err
	}
	w, err := all.wanted()
	if err != nil {
		return nil, err
	}
	return w.rows(), nil
}

func (w wanted) rows() []row {
	var rows []row
	for _, s := range w.seals {
		rows = append(rows, row{
			figure: s.family + ": build + sign, over a raw RSA-2048 sign", measured: fmt.Sprintf("%.3f", s.ratio), target: "<= 1.01",
			verdict: judge(s.ratio <= 1.01), note: "BenchmarkSeal of payment/alipay/" + s.family + ", the median of its runs; each compares in turns.",
		}, row{figure: "allocations of both", measured: fmt.Sprint(s.allocs), target: "<= 12", verdict: judge(s.allocs <= 12)})
	}
	rows = append(rows, row{
		figure: "acquirer: allocations of a request", measured: fmt.Sprint(w.built), target: "<= 12", verdict: judge(w.built <= 12),
		note: "BenchmarkBuild of payment/acquirer: there is nothing to sign, for the connection says who asks.",
	})
	ours := w.peers[0]
	for _, p := range w.peers[1:] {
		rows = append(rows, row{
			figure: "openapi: payments per second, over " + p.name, measured: fmt.Sprintf("%.0f, %.0f: %.2f x", ours.perSec, p.perSec, ours.perSec/p.perSec),
			target: "> 1 x", verdict: judge(ours.perSec > p.perSec), note: "BenchmarkPay of build/peers: whole payments over TLS on loopback, one core, one counterpart for all.",
		}, row{
			figure: "allocations of a payment", measured: fmt.Sprintf("%.0f, %.0f", ours.allocs, p.allocs), target: "fewer", verdict: judge(ours.allocs < p.allocs),
		})
	}
	return append(rows, []row{
		{
			figure: "through a relay: payments per second, over none", target: "", verdict: noted,
			measured: fmt.Sprintf("%.0f, %.0f: %.2f x", w.relayed.perSec, ours.perSec, w.relayed.perSec/ours.perSec),
			note:     "The same payments from a terminal through a relay (payment/acquirer, daemon/relay): two connections, terminal and relay on the one core.",
		},
		{
			figure: "allocations of a payment, terminal and relay", measured: fmt.Sprintf("%.0f, %.0f", w.relayed.allocs, ours.allocs), verdict: noted,
		},
		{
			figure: "journal's bytes of a sale of three commits", measured: kb(w.journalOfSale), target: "<= 80 KB", verdict: judge(w.journalOfSale <= 80e3),
			note: "BenchmarkSale of daemon/journal, in 10^5 records: what the journal itself can keep to. What the terminal makes of it stands below.",
		},
	}...)
}
