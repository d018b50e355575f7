package journal

import (
	"bytes"
	"iter"
	"slices"
	"strings"

	"go.etcd.io/bbolt"
)

// recent is what the index does not know yet: the subjects and terms of the entries in the tail.
type recent struct {
	count    int   // entries in the tail
	bytes    int64 // of their bodies and terms
	filings  int   // terms to file
	subjects map[subject]latest
	terms    map[string][]uint64 // Seqs from which a subject carries the term, rising
}

// latest is what there is to know of a subject's newest entry; the zero value is that of a subject without one.
type latest struct {
	seq   uint64
	open  bool
	terms []string
}

func newRecent() recent {
	return recent{subjects: map[subject]latest{}, terms: map[string][]uint64{}}
}

// add takes in an entry at the end, whose subject carried the terms before.
func (r *recent) add(e *Entry, before []string) {
	r.count++
	r.bytes += int64(len(e.Body) + len(strings.Join(e.Index, "")))
	r.subjects[e.subject()] = latest{e.Seq, e.Open, e.Index}
	for _, term := range fresh(before, e.Index) {
		r.terms[term] = append(r.terms[term], e.Seq)
		r.filings++
	}
}

// need returns more bytes than moving the tail can take: its entries with half-empty pages, and for each key two pages of the index.
func (r *recent) need() int64 {
	const rest = 2 * (MaxKey + 4*MaxName) // of an entry beside these
	keys := 2*len(r.subjects) + r.filings
	return 2*(r.bytes+int64(r.count)*rest) + int64(keys+16)*2*pageSize
}

// fresh returns the terms of now that were not there before: only these are filed, so that the many records of one payment cost
// the index no more than its first.
func fresh(before, now []string) []string {
	var news []string
	for _, term := range now {
		if !slices.Contains(before, term) {
			news = append(news, term)
		}
	}
	return news
}

// file writes all of r into the index, in a transaction that moves the tail into the log.
func (r *recent) file(index *bbolt.Bucket) error {
	for sub, l := range r.subjects {
		if err := index.Put(subjectKey(indexSubject, sub), seqKey(l.seq)); err != nil {
			return err
		}
		if err := fileOpen(index, subjectKey(indexOpen, sub), l.open); err != nil {
			return err
		}
	}
	for term, seqs := range r.terms {
		for _, seq := range seqs {
			if err := index.Put(append(termPrefix(term), seqKey(seq)...), nil); err != nil {
				return err
			}
		}
	}
	return nil
}

// fileOpen touches no page where nothing changes.
func fileOpen(index *bbolt.Bucket, key []byte, open bool) error {
	switch was := index.Get(key) != nil; {
	case open && !was:
		return index.Put(key, nil)
	case !open && was:
		return index.Delete(key)
	}
	return nil
}

// indexed returns the Seq of a subject's newest entry in the log, 0 if it has none there.
func (v *view) indexed(sub subject) uint64 {
	if !isText(sub.stream, 1, MaxName) || !isText(sub.key, 0, MaxKey) {
		return 0 // and not what another subject's key looks like
	}
	return keySeq(v.index.Get(subjectKey(indexSubject, sub)))
}

// lastSeq returns the Seq of a subject's newest entry, 0 if it has none.
func (v *view) lastSeq(sub subject) uint64 {
	if l, ok := v.recent.subjects[sub]; ok {
		return l.seq
	}
	return v.indexed(sub)
}

// latest returns what there is to know of a subject's newest entry.
func (v *view) latest(sub subject) (latest, error) {
	if l, ok := v.recent.subjects[sub]; ok {
		return l, nil
	}
	seq := v.indexed(sub)
	if seq == 0 {
		return latest{}, nil
	}
	e, err := v.entry(seq)
	return latest{seq, e.Open, e.Index}, err
}

// openKeys returns the keys of a stream's open subjects in the order of their bytes.
func (v *view) openKeys(stream string) []string {
	var keys []string
	prefix := subjectKey(indexOpen, subject{stream, ""})
	for k := range prefixed(v.index, prefix) {
		key := string(k[len(prefix):])
		if _, ok := v.recent.subjects[subject{stream, key}]; !ok {
			keys = append(keys, key)
		}
	}
	for sub, l := range v.recent.subjects {
		if sub.stream == stream && l.open {
			keys = append(keys, sub.key)
		}
	}
	slices.Sort(keys)
	return keys
}

// filed yields the Seqs under which a term is filed, falling: the tail's are above all of the log's. After a move of the tail that
// was not acknowledged, some come twice.
func (v *view) filed(term string) iter.Seq[uint64] {
	return func(yield func(uint64) bool) {
		for _, seq := range slices.Backward(v.recent.terms[term]) {
			if !yield(seq) {
				return
			}
		}
		if !isText(term, 1, MaxTerm) {
			return // and not what another term's key looks like
		}
		prefix := termPrefix(term)
		c := v.index.Cursor()
		for k := seekLast(c, prefix); k != nil && bytes.HasPrefix(k, prefix); k, _ = c.Prev() {
			if !yield(keySeq(k[len(prefix):])) {
				return
			}
		}
	}
}

// seekLast puts c on the last key that begins with prefix, which ends in a zero byte.
func seekLast(c *bbolt.Cursor, prefix []byte) []byte {
	behind := append(slices.Clone(prefix[:len(prefix)-1]), 1)
	if k, _ := c.Seek(behind); k == nil {
		k, _ = c.Last()
		return k
	}
	k, _ := c.Prev()
	return k
}

// prefixed yields the keys and values that begin with prefix, rising.
func prefixed(b *bbolt.Bucket, prefix []byte) iter.Seq2[[]byte, []byte] {
	return func(yield func(k, v []byte) bool) {
		c := b.Cursor()
		for k, v := c.Seek(prefix); k != nil && bytes.HasPrefix(k, prefix); k, v = c.Next() {
			if !yield(k, v) {
				return
			}
		}
	}
}

func subjectKey(kind byte, sub subject) []byte {
	b := append([]byte{kind}, sub.stream...)
	b = append(b, 0)
	return append(b, sub.key...)
}

// keySubject reads what subjectKey wrote.
func keySubject(k []byte) subject {
	stream, key, _ := strings.Cut(string(k[1:]), "\x00")
	return subject{stream, key}
}

func termPrefix(term string) []byte {
	return append(append([]byte{indexTerm}, term...), 0)
}
