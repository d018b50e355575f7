package journal

import (
	"errors"
	"fmt"
)

// checkIndex compares the index with the log's entries in both directions, without holding either in memory: everything in the index
// is followed to its entry, and then the numbers must agree. The tail is not indexed; recall verified its links.
func (v *view) checkIndex() error {
	if err := v.checkSubjects(keySeq(lastKey(v.log))); err != nil {
		return err
	}
	if err := v.checkTerms(); err != nil {
		return err
	}
	return v.checkNothingElse()
}

// checkSubjects follows each subject's entries back to its first. No entry belongs to two subjects, so when all the lengths add up
// to the log's, every entry is on the way of its subject and none was passed over.
func (v *view) checkSubjects(sealed uint64) error {
	var entries, open uint64
	for k, val := range prefixed(v.index, []byte{indexSubject}) {
		last, n, err := v.walk(keySubject(k), keySeq(val), sealed)
		if err != nil {
			return err
		}
		entries += n
		if last.Open {
			open++
		}
		if (v.index.Get(subjectKey(indexOpen, last.subject())) != nil) != last.Open {
			return indexFault(last.Seq, "it is not filed as it ends")
		}
	}
	if there := v.logged(); entries != there {
		return indexFault(0, fmt.Sprintf("%d of %d entries are filed under their subject", entries, there))
	}
	if filed := v.count(indexOpen); filed != open {
		return indexFault(0, fmt.Sprintf("%d subjects are filed as open, %d are", filed, open))
	}
	return nil
}

// walk returns a subject's newest entry in the log and the number of its entries.
func (v *view) walk(sub subject, from, sealed uint64) (last Entry, n uint64, err error) {
	if from == 0 || from > sealed {
		return Entry{}, 0, indexFault(from, "a subject is filed under an entry that is not in the log")
	}
	for seq := from; seq > 0; n++ {
		e, err := v.entry(seq)
		if err != nil {
			return Entry{}, 0, err
		}
		if e.subject() != sub {
			return Entry{}, 0, indexFault(seq, "it is filed under another subject")
		}
		if n == 0 {
			last = e
		}
		seq = e.Before
	}
	return last, n, nil
}

// checkTerms looks up every term that an entry of the log brought to its subject; when there are no more filed, each is right.
func (v *view) checkTerms() error {
	var terms uint64
	for k := range prefixed(v.log, nil) {
		seq := keySeq(k)
		news, err := v.news(seq)
		if err != nil {
			return err
		}
		for _, term := range news {
			if v.index.Get(append(termPrefix(term), seqKey(seq)...)) == nil {
				return indexFault(seq, "one of its terms is not filed")
			}
			terms++
		}
	}
	if filed := v.count(indexTerm); filed != terms {
		return indexFault(0, fmt.Sprintf("%d terms are filed, %d should be", filed, terms))
	}
	return nil
}

// news returns the terms of an entry that its subject did not carry before.
func (v *view) news(seq uint64) ([]string, error) {
	e, err := v.entry(seq)
	if err != nil || len(e.Index) == 0 || e.Before == 0 {
		return e.Index, err
	}
	before, err := v.entry(e.Before)
	return fresh(before.Index, e.Index), err
}

// checkNothingElse refuses keys of no known kind.
func (v *view) checkNothingElse() error {
	all := uint64(0)
	for range prefixed(v.index, nil) {
		all++
	}
	if known := v.count(indexSubject) + v.count(indexOpen) + v.count(indexTerm); known != all {
		return indexFault(0, fmt.Sprintf("%d keys of no known kind", all-known))
	}
	return nil
}

// logged is how many entries the log holds.
func (v *view) logged() (n uint64) {
	for range prefixed(v.log, nil) {
		n++
	}
	return n
}

func (v *view) count(kind byte) (n uint64) {
	for range prefixed(v.index, []byte{kind}) {
		n++
	}
	return n
}

func indexFault(seq uint64, what string) error {
	return &Error{Code: CodeIndex, Seq: seq, Err: errors.New(what)}
}
