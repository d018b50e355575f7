package journal

import (
	"errors"
	"fmt"
	"os"
)

// Probe examines the journal at path in a time that does not depend on its size: header, schema, the newest entries, the list of
// free pages, the anchor. It finds what would keep [Open] from working. Like [Check] it may be killed by what it finds.
func Probe(path string) Report {
	r := Report{Code: CodeOK, Path: path}
	if err := r.examine(nil); err != nil {
		r.take(err)
	}
	return r.worded()
}

// Check examines all of the journal at path without changing it: bbolt's structure, every entry and its place in the chain, the
// index in both directions, the anchor. It needs the file to itself; beside a daemon it examines a [Journal.Snapshot]. progress,
// if not nil, is called now and then with the number of entries done.
//
// A damaged file can make bbolt loop or die of a bus error in a goroutine of its own: run Check on a file that is not known to be
// sound through [Examine].
func Check(path string, progress func(done, total uint64)) Report {
	if progress == nil {
		progress = func(_, _ uint64) {}
	}
	r := Report{Code: CodeOK, Path: path}
	if err := r.examine(func(j *Journal) error { return r.checkAll(j, progress) }); err != nil {
		r.take(err)
	}
	return r.worded()
}

// examine opens the file, runs deep on it if that is not nil, and compares the anchor.
func (r *Report) examine(deep func(*Journal) error) error {
	r.noteHeader()
	j, err := OpenReadOnly(r.Path)
	if err != nil {
		return err
	}
	r.Entries, r.Head = j.Head()
	if deep != nil {
		err = deep(j)
	}
	if err == nil {
		err = r.checkAnchor(j)
	}
	return errors.Join(err, j.Close())
}

// noteHeader mentions a head page that does not hold together. With one of the two bbolt works on: it is what a power cut leaves
// that tore a page, and then nothing is lost. What it hides when the page was damaged later is the last commit, and that the
// anchor tells.
func (r *Report) noteHeader() {
	f, err := os.Open(r.Path)
	if err != nil {
		return // opening says why
	}
	defer func() { _ = f.Close() }() // only read
	if info, err := f.Stat(); err == nil {
		if h, err := readHeader(f, info.Size()); err == nil && h.bad > 0 {
			r.note("one of the two head pages does not hold together")
		}
	}
}

func (r *Report) checkAnchor(j *Journal) error {
	last, ok, err := readAnchor(r.Path)
	if err != nil {
		return &Error{Code: CodeUnreadable, Err: err}
	}
	if !ok {
		r.Unanchored = true
		r.note("there is no anchor")
		return nil
	}
	return j.view(func(v *view) error { return v.follows(last) })
}

func (r *Report) checkAll(j *Journal, progress func(done, total uint64)) error {
	return j.view(func(v *view) error {
		if err := r.checkPages(v); err != nil {
			return err
		}
		if err := r.checkChain(v, progress); err != nil {
			return err
		}
		return v.checkIndex()
	})
}

// checkPages lets bbolt look over its own structure.
func (r *Report) checkPages(v *view) error {
	faults := 0
	for err := range v.tx.Check() {
		faults++
		r.note("%v", err)
	}
	if faults > 0 {
		return &Error{Code: CodeDamaged, Err: fmt.Errorf("%d faults in the structure of pages", faults)}
	}
	return nil
}

// checkLeft reads what compaction has left before the base: each entry for itself, and the base's own. Where nothing has left, the
// base is the beginning.
func (v *view) checkLeft() error {
	beginning, err := v.beginning()
	if err != nil {
		return err
	}
	if v.base == 0 && v.baseHash != beginning {
		return &Error{Code: CodeChain, Seq: 1, Err: errors.New("the chain begins elsewhere")}
	}
	for k := range prefixed(v.log, nil) {
		seq := keySeq(k)
		if seq > v.base {
			break
		}
		e, err := v.entry(seq)
		if err != nil {
			return err
		}
		if seq == v.base && e.Hash != v.baseHash {
			return &Error{Code: CodeChain, Seq: seq, Err: errors.New("the base has another hash")}
		}
	}
	return nil
}

// checkChain reads every entry. Entries found out of their bucket would be lost when the tail is moved.
func (r *Report) checkChain(v *view, progress func(done, total uint64)) error {
	if err := v.checkLeft(); err != nil {
		return err
	}
	sealed := keySeq(lastKey(v.log))
	r.Entries, r.Head = v.base, v.baseHash
	for seq := v.base + 1; seq <= v.head; seq++ {
		e, err := v.entry(seq)
		if err != nil {
			return err
		}
		if inLog := v.log.Get(seqKey(seq)) != nil; inLog != (seq <= sealed) || inLog == (v.tail.Get(seqKey(seq)) != nil) {
			return &Error{Code: CodeChain, Seq: seq, Err: errors.New("the entry is in the wrong bucket")}
		}
		r.Entries, r.Head = seq, e.Hash
		if seq%1024 == 0 || seq == v.head {
			progress(seq, v.head)
		}
	}
	return nil
}
