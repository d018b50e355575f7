package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os/exec"
	"path/filepath"
)

// peerTimes are what build/receiptline/bench.js measured of one receipt.
type peerTimes struct {
	NS    float64 `json:"ns"`    // from its text to the bytes
	Bytes float64 `json:"bytes"` // of the receipt
	Heap  float64 `json:"heap"`  // bytes that one allocates, at least: the collector may have worked
}

// paperCase is one receipt that posd and receiptline both print.
type paperCase struct {
	name, peer     string
	encode, layout string // benchmarks of printer/escpos
	most           float64
}

var paperCases = []paperCase{
	{"standard receipt", "standard", "BenchmarkEncodeReceipt", "BenchmarkLayoutAndEncodeReceipt", 600},
	{"20 Chinese items, logo, codes", "items", "BenchmarkEncodeItems", "BenchmarkLayoutAndEncodeItems", 0},
}

// studyPaper compares the receipts of this run's Go benchmarks with what receiptline needs for the same now.
func studyPaper(ctx context.Context, o options) ([]row, error) {
	all, err := benchmarksOf(o.gotest)
	if err != nil {
		return nil, err
	}
	peers := map[string]peerTimes{}
	if o.peer != "" {
		out, err := exec.CommandContext(ctx, "node", "--expose-gc", filepath.Join(o.peer, "bench.js")).Output() //nolint:gosec // our own script
		if err != nil {
			return nil, fmt.Errorf("receiptline: %w", err)
		}
		if err := json.Unmarshal(out, &peers); err != nil {
			return nil, fmt.Errorf("receiptline: %w", err)
		}
	}
	var rows []row
	for _, c := range paperCases {
		found, err := c.rows(all, peers[c.peer])
		if err != nil {
			return nil, err
		}
		rows = append(rows, found...)
	}
	return rows, nil
}

func (c paperCase) rows(all benchmarks, peer peerTimes) ([]row, error) {
	var encode, allocs, bytes, whole, heap float64
	for _, f := range []struct {
		into       *float64
		name, unit string
	}{
		{&encode, c.encode, "ns/op"},
		{&allocs, c.encode, "allocs/op"},
		{&bytes, c.encode, "B/receipt"},
		{&whole, c.layout, "ns/op"},
		{&heap, c.layout, "B/op"},
	} {
		var err error
		if *f.into, err = all.figure("posd/printer/escpos "+f.name, f.unit); err != nil {
			return nil, err
		}
	}
	size := row{figure: "bytes of it", measured: fmt.Sprint(bytes), target: "-", verdict: noted}
	if c.most > 0 {
		size.target, size.verdict = fmt.Sprintf("<= %.0f", c.most), judge(bytes <= c.most)
	}
	return []row{
		c.ratio(whole, heap, peer),
		{
			figure: "encode alone, a second", measured: fmt.Sprintf("%.0f", 1e9/encode), target: "-", verdict: noted,
			note: c.encode + " of printer/escpos: what is laid out already, to its bytes.",
		},
		{figure: "allocations of that", measured: fmt.Sprint(allocs), target: "0", verdict: judge(allocs == 0)},
		size,
	}, nil
}

// ratio compares what both do: from what is to be said to the bytes for the printer.
func (c paperCase) ratio(ours, heap float64, peer peerTimes) row {
	r := row{figure: c.name + ", over receiptline", target: ">= 50x"}
	if peer.NS == 0 {
		r.measured, r.verdict = fmt.Sprintf("%.1f us", ours/1e3), bounded("node, npm or receiptline is missing: make deps")
		return r
	}
	r.measured, r.verdict = fmt.Sprintf("%.0fx (%.1f us)", peer.NS/ours, ours/1e3), judge(peer.NS/ours >= 50)
	r.note = fmt.Sprintf("laid out and encoded by posd (%s of printer/escpos, %.0f bytes of memory); receiptline 4.0.4 under node: %.0f us, %.0f bytes for the printer, about %.0f KB of memory.",
		c.layout, heap, peer.NS/1e3, peer.Bytes, peer.Heap/1e3)
	return r
}
