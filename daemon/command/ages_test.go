package command_test

import (
	"bytes"
	"os"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"posd/payment"
)

// ancient makes a journal with a refused sale and a paid one of long ago, and a refused one of now: ancient FILE.
func ancient(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: ancient FILE")
	}
	s := openShop(ts, args[0])
	s.now = time.Date(2020, 11, 23, 4, 5, 6, 0, time.UTC)
	s.sell("tea", payment.NoticeCreated, payment.NoticeSending, payment.NoticeRefused)
	s.sell("tea", payment.NoticeCreated, payment.NoticeSending, payment.NoticePaid)
	s.now = time.Now()
	s.sell("tea", payment.NoticeCreated, payment.NoticeSending, payment.NoticeRefused)
	ts.Check(s.j.Close())
}

// moreSales adds as many sales as there were, and another payment's number to each: moresales FILE.
func moreSales(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: moresales FILE")
	}
	s := openShop(ts, args[0])
	s.sold = 100
	s.sell("tea", payment.NoticeCreated, payment.NoticeSending, payment.NoticePaid)
	s.sell("tea", payment.NoticeCreated, payment.NoticeSending, payment.NoticeRefused)
	ts.Check(s.j.Close())
}

// joined holds the first file against all others, one after the other: joined WHOLE PART ...
func joined(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: joined WHOLE PART ...")
	}
	var all strings.Builder
	for _, part := range args[1:] {
		all.WriteString(ts.ReadFile(part))
	}
	if ts.ReadFile(args[0]) != all.String() {
		ts.Fatalf("the parts are not the whole")
	}
}

// keepDays sets for how long a configuration keeps the journal: keepdays FILE DAYS.
func keepDays(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: keepdays FILE DAYS")
	}
	before, _, _ := strings.Cut(ts.ReadFile(args[0]), "[journal]")
	text := before + "[journal]\npath = \"journal.db\"\narchive = \"archive\"\nkeep_days = " + args[1] + "\n[policy]\nsell_without_paper = true\n"
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o600))
}

// newer makes a journal one of a schema that does not exist yet: newer FILE.
func newer(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: newer FILE")
	}
	was, is := []byte("schema\x00\x00\x00\x02"), []byte("schema\x00\x00\x00\x09")
	content := []byte(ts.ReadFile(args[0]))
	if !bytes.Contains(content, was) {
		ts.Fatalf("%s has no schema 2", args[0])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), bytes.ReplaceAll(content, was, is), 0o600))
}

// scribble writes over the beginning of each page of a journal that holds a sale of tea: scribble FILE.
func scribble(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: scribble FILE")
	}
	const page = 4096
	content := []byte(ts.ReadFile(args[0]))
	for at := 0; at+page <= len(content); at += page {
		if bytes.Contains(content[at:at+page], []byte("tea")) {
			copy(content[at:], bytes.Repeat([]byte{0xa5}, 16))
		}
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), content, 0o600))
}
