package journal

import (
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"posd/configs/words"
)

// soundFile is a closed journal with a log, an index and a tail.
func soundFile(t *testing.T) string {
	t.Helper()
	path := newPath(t)
	j := openTest(t, path)
	fillSales(t, j, 60)
	for n := 60; n < 70; n++ {
		for _, records := range saleCommits(n) {
			appendTest(t, j, records...)
		}
	}
	closeTest(t, j)
	mustCheck(t, path)
	return path
}

// edit changes a journal behind the journal's back, as bbolt allows.
func edit(t *testing.T, path string, f func(tx *bbolt.Tx) error) {
	t.Helper()
	db, err := bbolt.Open(path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(db.Update(f), db.Close()); err != nil {
		t.Fatal(err)
	}
}

func put(bucket string, key, value []byte) func(*bbolt.Tx) error {
	return func(tx *bbolt.Tx) error { return tx.Bucket([]byte(bucket)).Put(key, value) }
}

func del(bucket string, key []byte) func(*bbolt.Tx) error {
	return func(tx *bbolt.Tx) error { return tx.Bucket([]byte(bucket)).Delete(key) }
}

// forge returns entry seq with another body and a hash that fits it.
func forge(seq uint64) func(*bbolt.Tx) error {
	return func(tx *bbolt.Tx) error {
		log := tx.Bucket([]byte(bucketLog))
		raw := log.Get(seqKey(seq))
		e, err := decode(raw[:len(raw)-32])
		if err != nil {
			return err
		}
		e.Body = []byte("forged")
		before := log.Get(seqKey(seq - 1))
		return log.Put(seqKey(seq), e.sealed(Hash(before[len(before)-32:])))
	}
}

func TestCheckTellsFaultsApart(t *testing.T) {
	t.Parallel()
	id := saleCommits(3)[0][0].Key
	pay := subject{"payment", id}
	for name, c := range map[string]struct {
		do    func(t *testing.T, path string)
		code  Code
		seq   uint64
		opens bool // Open takes it: finding this needs a look at everything
	}{
		"nothing":       {do: func(*testing.T, string) {}, code: CodeOK, opens: true},
		"gone":          {do: remove, code: CodeMissing},
		"empty":         {do: truncate(0), code: CodeTruncated},
		"one page":      {do: truncate(pageSize), code: CodeTruncated},
		"cut":           {do: truncate(20 * pageSize), code: CodeTruncated},
		"oversized":     {do: truncate(maxBytes + 1), code: CodeOversized},
		"stranger":      {do: overwrite(0, strings.Repeat("not a journal ", 1000)), code: CodeNotJournal},
		"other bolt":    {do: otherBolt, code: CodeNotJournal},
		"both heads":    {do: both(overwrite(20, "x"), overwrite(pageSize+20, "x")), code: CodeDamaged},
		"newer":         {do: edited(put(bucketAbout, []byte(aboutSchema), []byte{0, 0, 0, 9})), code: CodeNewer},
		"no schema":     {do: edited(del(bucketAbout, []byte(aboutSchema))), code: CodeNotJournal},
		"no beginning":  {do: edited(del(bucketAbout, []byte(aboutBeginning))), code: CodeDamaged, opens: true},
		"no bucket":     {do: edited(func(tx *bbolt.Tx) error { return tx.DeleteBucket([]byte(bucketIndex)) }), code: CodeDamaged},
		"entry gone":    {do: edited(del(bucketLog, seqKey(7))), code: CodeChain, seq: 7, opens: true},
		"entry forged":  {do: edited(forge(7)), code: CodeChain, seq: 8, opens: true},
		"entry garbled": {do: edited(put(bucketLog, seqKey(7), []byte("x"))), code: CodeChain, seq: 7, opens: true},
		"tail gone":     {do: edited(del(bucketTail, seqKey(250))), code: CodeChain, seq: 250},
		"in two places": {do: edited(put(bucketTail, seqKey(7), []byte("x"))), code: CodeChain, seq: 7, opens: true},
		"subject gone":  {do: edited(del(bucketIndex, subjectKey(indexSubject, pay))), code: CodeIndex, opens: true},
		"subject older": {do: edited(put(bucketIndex, subjectKey(indexSubject, pay), seqKey(13))), code: CodeIndex, seq: 13, opens: true},
		"tail's before": {do: both(appended(Record{Stream: "payment", Kind: "k", Key: id}), edited(put(bucketIndex, subjectKey(indexSubject, pay), seqKey(13)))), code: CodeIndex, seq: 281},
		"subject other": {do: edited(put(bucketIndex, subjectKey(indexSubject, pay), seqKey(1))), code: CodeIndex, seq: 1, opens: true},
		"open":          {do: edited(put(bucketIndex, subjectKey(indexOpen, pay), nil)), code: CodeIndex, seq: 14, opens: true},
		"open nobody":   {do: edited(put(bucketIndex, subjectKey(indexOpen, subject{"a", "b"}), nil)), code: CodeIndex, opens: true},
		"term gone":     {do: edited(del(bucketIndex, append(termPrefix("order:A"+id), seqKey(13)...))), code: CodeIndex, seq: 13, opens: true},
		"term too many": {do: edited(put(bucketIndex, append(termPrefix("order:B"), seqKey(13)...), nil)), code: CodeIndex, opens: true},
		"other key":     {do: edited(put(bucketIndex, []byte("x"), nil)), code: CodeIndex, opens: true},
		"rolled back":   {do: anchored(anchor{count: 1000}), code: CodeRolledBack},
		"foreign":       {do: anchored(anchor{count: 100}), code: CodeForeign, seq: 100},
		"no anchor":     {do: func(t *testing.T, path string) { remove(t, anchorPath(path)) }, code: CodeOK, opens: true},
		"torn anchor":   {do: func(t *testing.T, path string) { overwrite(0, strings.Repeat("x", 2*pageSize))(t, anchorPath(path)) }, code: CodeOK, opens: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := soundFile(t)
			c.do(t, path)
			r := Check(path, nil)
			if r.Unanchored != strings.HasSuffix(name, "anchor") {
				t.Errorf("without an anchor: %t", r.Unanchored)
			}
			if r.Code != c.code || c.seq != 0 && r.Seq != c.seq || r.Cause == "" || r.Cure == "" {
				t.Errorf("%+v", r)
			}
			j, err := Open(path, testOpts())
			if err == nil {
				defer func() { _ = j.Close() }()
			}
			if c.code == CodeMissing {
				c.code = CodeRolledBack // the anchor knows better
			}
			if opened := err == nil; opened != c.opens || !opened && !errors.Is(err, c.code.sentinel()) {
				t.Errorf("Open = %v", err)
			}
		})
	}
}

func remove(t *testing.T, path string) {
	t.Helper()
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
}

func truncate(size int64) func(*testing.T, string) {
	return func(t *testing.T, path string) {
		t.Helper()
		if err := os.Truncate(path, size); err != nil {
			t.Fatal(err)
		}
	}
}

func overwrite(off int64, with string) func(*testing.T, string) {
	return func(t *testing.T, path string) {
		t.Helper()
		f, err := os.OpenFile(path, os.O_RDWR, 0)
		if err != nil {
			t.Fatal(err)
		}
		_, err = f.WriteAt([]byte(with), off)
		if err := errors.Join(err, f.Close()); err != nil {
			t.Fatal(err)
		}
	}
}

func both(a, b func(*testing.T, string)) func(*testing.T, string) {
	return func(t *testing.T, path string) { a(t, path); b(t, path) }
}

func edited(f func(*bbolt.Tx) error) func(*testing.T, string) {
	return func(t *testing.T, path string) { edit(t, path, f) }
}

func anchored(a anchor) func(*testing.T, string) {
	return func(t *testing.T, path string) {
		t.Helper()
		if err := os.WriteFile(anchorPath(path), append(a.text(), a.text()...), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func appended(r Record) func(*testing.T, string) {
	return func(t *testing.T, path string) {
		t.Helper()
		j := openTest(t, path)
		appendTest(t, j, r)
		closeTest(t, j)
	}
}

func otherBolt(t *testing.T, path string) {
	t.Helper()
	remove(t, path)
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{PageSize: pageSize})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestCutAnywhere truncates the file behind the header's back, while it is mapped by a child or before.
func TestCutAnywhere(t *testing.T) {
	t.Parallel()
	path := soundFile(t)
	whole := takeImage(t, path)
	for size := int64(0); size < int64(len(whole.db)); size += 7*pageSize + 123 {
		image{whole.db[:size], whole.head}.write(t, path)
		r := examineTest(t, "check", path, time.Minute)
		if want := size >= usedBytes(t, whole.db); r.OK() != want || !want && r.Code != CodeTruncated {
			t.Errorf("%d of %d bytes: %+v", size, len(whole.db), r)
		}
	}
}

func usedBytes(t *testing.T, db []byte) int64 {
	t.Helper()
	h, err := readHeader(strings.NewReader(string(db)), int64(len(db)))
	if err != nil {
		t.Fatal(err)
	}
	return h.used
}

// TestCutUnderneath truncates the file of an open journal: reading beyond the end is a fault of the process, and must be an error.
func TestCutUnderneath(t *testing.T) {
	t.Parallel()
	path := soundFile(t)
	j, err := OpenReadOnly(path)
	if err != nil {
		t.Fatal(err)
	}
	truncate(4*pageSize)(t, path)
	faults := 0
	for seq := range j.Len() {
		if _, err := j.Get(seq + 1); errors.Is(err, ErrDamaged) {
			faults++
		}
	}
	if faults == 0 {
		t.Error("nothing was found missing")
	}
	_ = j.Close()
}

func TestEveryCodeHasWords(t *testing.T) {
	t.Parallel()
	codes := []Code{
		CodeOK, CodeMissing, CodeInUse, CodeNotJournal, CodeTruncated, CodeOversized, CodeDamaged, CodeChain, CodeIndex, CodeNewer, CodeRolledBack,
		CodeForeign, CodeFull, CodeBroken, CodeUnreadable, CodeTimeout, CodeCrashed,
	}
	for _, code := range codes {
		r := ReportOf("/j", &Error{Code: code, Seq: 1, Have: 2, Want: 3})
		for _, lang := range []words.Lang{words.Zh, words.En} {
			cause, cure := r.Words(lang)
			if text := cause + cure; strings.Contains(text, "journal."+string(code)) || strings.Contains(text, "%!") || cause == "" || cure == "" {
				t.Errorf("%s in %s: %q, %q", code, lang, cause, cure)
			}
		}
		if code != CodeOK && code.sentinel() == nil {
			t.Errorf("%s has no error", code)
		}
	}
	if r := ReportOf("/j", nil); !r.OK() {
		t.Errorf("no error: %+v", r)
	}
	if r := ReportOf("/j", errors.New("what")); r.Code != CodeUnreadable || len(r.Notes) != 1 {
		t.Errorf("other error: %+v", r)
	}
}

func TestProgressReachesTheEnd(t *testing.T) {
	t.Parallel()
	path := soundFile(t)
	var last, of uint64
	r := Check(path, func(done, total uint64) { last, of = done, total })
	if !r.OK() || last != 280 || of != 280 {
		t.Errorf("%d of %d, %+v", last, of, r)
	}
}
