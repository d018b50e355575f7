package spool_test

import (
	"context"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"posd/configs/words"
	"posd/drivers"
	"posd/printer"
	"posd/printer/escpos"
	"posd/printer/escpos/escpostest"
	"posd/printer/spool"
)

var _ spool.Printer = (*escpos.Printer)(nil)

// The queue, the encoder and a virtual printer together: paper runs out in the
// middle of a receipt, a roll is put in, and what comes out says what it is.
func TestPaperOutOnPaper(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		vp := escpostest.New(escpostest.Options{BytesPerSecond: 300})
		profile, _ := escpos.ProfileNamed("generic-80")
		var s *spool.Spool
		p := escpos.New(escpos.Opts{
			Profile: profile, Form: printer.Form{Lang: words.Zh},
			OnStatus: func(escpos.Status) { s.Wake() },
		})
		s, _ = run(t, spool.Opts{Store: &store{}, Printer: p})
		connect(t, vp, p)
		time.Sleep(8 * time.Second)
		if _, err := s.Enqueue("a", full()); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		vp.PaperOut()
		time.Sleep(time.Hour)
		wantState(t, s, "a", spool.StateOwed)
		vp.LoadPaper()
		time.Sleep(time.Minute)
		wantState(t, s, "a", spool.StatePrinted)

		papers := vp.Papers()
		if len(papers) != 3 {
			t.Fatalf("%d papers, want the two halves of the first print and a copy", len(papers))
		}
		if text := papers[2].Text(); !strings.Contains(text, "补打/COPY 1") || !strings.Contains(text, "前一张未打印完整") {
			t.Errorf("the copy says\n%s", text)
		}
		if text := papers[0].Text() + papers[1].Text(); strings.Contains(text, "COPY") {
			t.Errorf("the original says\n%s", text)
		}
		for _, v := range vp.Violations() {
			t.Errorf("violation: %v", v)
		}
	})
}

// connect plugs vp into p until the end of the test.
func connect(t *testing.T, vp *escpostest.Printer, p *escpos.Printer) {
	ours, theirs := net.Pipe()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{}, 2)
	go func() { _ = vp.Serve(ctx, theirs); done <- struct{}{} }()
	go func() { _ = p.Serve(ctx, drivers.Conn(ours)); done <- struct{}{} }()
	t.Cleanup(func() { cancel(); <-done; <-done })
}
