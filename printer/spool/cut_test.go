package spool_test

import (
	"bytes"
	"flag"
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"
	"testing/synctest"

	"posd/configs/words"
	"posd/printer"
	"posd/printer/escpos"
)

var every = flag.Bool("every", false, "TestCutAtEachByte looks at each byte on each connection")

// cutStride is how many bytes lie between two cuts of the short form. It shares no factor with the lengths of commands, so that the cuts
// fall into all of them.
const cutStride = 83

// questions is how many bytes follow a receipt at most: the question for the proof.
const questions = 12

// cuts lists where a receipt is cut: everywhere, or at every stride from a byte on and within the head of a picture, the lengths of which are
// the longest.
func cuts(r printer.Receipt, from int) []int {
	profile, _ := escpos.ProfileNamed("generic-80")
	job := escpos.Encode(printer.Layout(r, profile.Paper(words.Zh)), profile, nil)
	stride := cutStride
	if *every {
		stride, from = 1, 0
	}
	var all []int
	for at := from; at <= len(job)+questions; at += stride {
		all = append(all, at)
	}
	head := bytes.Index(job, []byte("\x1dv0"))
	for at := head; at <= head+8 && !*every; at++ {
		all = append(all, at)
	}
	return all
}

// TestCutAtEachByte: after any byte of the standard receipt, with a line that is drawn, the cable may be pulled, the terminal lose its
// power, or the paper end. What is sent next must not be taken for the rest of a command: neither its length, which would swallow the
// next receipt, nor its data.
//
//	go test ./printer/spool -run TestCutAtEachByte -every -timeout 1h
func TestCutAtEachByte(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("the fault matrix has the places that matter most")
	}
	first := full()
	first.Order, first.Refund, first.Footer = "10000000000000000001", "", []string{"ขอบคุณ", "bye"}
	var mu sync.Mutex
	ends := map[string]int{}
	t.Run("cases", func(t *testing.T) {
		for i, w := range wires() {
			if !*every && w.name != "usb" {
				continue
			}
			for _, at := range cuts(first, i*7) {
				for _, m := range mishaps() {
					if !m.cuts && m.name != "paper out" {
						continue
					}
					m.cuts = true // posd itself stops anywhere when it hears of the paper
					t.Run(fmt.Sprintf("%s/%s/%d", w.name, m.name, at), func(t *testing.T) {
						t.Parallel()
						synctest.Test(t, func(t *testing.T) {
							end := befallAll(t, w, m, place{at: func(int) int { return at }}, first)
							mu.Lock()
							ends[end]++
							mu.Unlock()
						})
					})
				}
			}
		}
	})
	for _, end := range slices.Sorted(maps.Keys(ends)) {
		t.Logf("%5d %s", ends[end], end)
	}
}
