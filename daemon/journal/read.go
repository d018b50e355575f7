package journal

import (
	"fmt"
	"iter"
	"slices"
)

// readBatch is how many entries one look at the journal reads for an iterator. The loop's body runs between the looks, so that a
// slow reader holds nothing up.
const readBatch = 64

// Get returns entry seq, or ErrNotFound. Every entry read is verified against its hash: a flipped bit is ErrChain or ErrDamaged.
func (j *Journal) Get(seq uint64) (e Entry, err error) {
	err = j.view(func(v *view) error {
		if seq == 0 || seq > v.head || seq <= v.base && v.log.Get(seqKey(seq)) == nil {
			return fmt.Errorf("%w: %d of %d", ErrNotFound, seq, v.head)
		}
		e, err = v.entry(seq)
		return err
	})
	return e, err
}

// Latest returns the newest entry of a subject, or ErrNotFound.
func (j *Journal) Latest(stream, key string) (e Entry, err error) {
	err = j.view(func(v *view) error {
		seq := v.lastSeq(subject{stream, key})
		if seq == 0 {
			return fmt.Errorf("%w: %s %q", ErrNotFound, stream, key)
		}
		e, err = v.entry(seq)
		return err
	})
	return e, err
}

// Entries yields the entries with from <= Seq <= to in order, from the one after [Journal.Base] on; to 0 stands for the newest at the
// start of the loop. An error ends it.
func (j *Journal) Entries(from, to uint64) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		if head := j.Len(); to == 0 || to > head {
			to = head
		}
		next := max(from, j.Base()+1)
		j.each(yield, func() []uint64 {
			batch := make([]uint64, 0, readBatch)
			for ; next <= to && len(batch) < readBatch; next++ {
				batch = append(batch, next)
			}
			return batch
		})
	}
}

// History yields the entries of one subject, oldest first; none for a subject that is not there. An error ends it.
func (j *Journal) History(stream, key string) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		seqs, err := j.trace(subject{stream, key})
		if err != nil {
			yield(Entry{}, err)
			return
		}
		slices.Reverse(seqs)
		chunks, stop := iter.Pull(slices.Chunk(seqs, readBatch))
		defer stop()
		j.each(yield, func() []uint64 {
			batch, _ := chunks()
			return batch
		})
	}
}

// trace returns the Seqs of a subject's entries, newest first.
func (j *Journal) trace(sub subject) (seqs []uint64, err error) {
	var next uint64
	err = j.view(func(v *view) error {
		next = v.lastSeq(sub)
		return nil
	})
	for err == nil && next > 0 {
		err = j.view(func(v *view) error {
			for n := 0; n < readBatch && next > 0; n++ {
				e, err := v.entry(next)
				if err != nil {
					return err
				}
				seqs, next = append(seqs, next), e.Before
			}
			return nil
		})
	}
	return seqs, err
}

// each yields the entries of one batch of Seqs after the other, until a batch is empty.
func (j *Journal) each(yield func(Entry, error) bool, batch func() []uint64) {
	for {
		entries, err := j.readAll(batch())
		for i := range entries {
			if !yield(entries[i], nil) {
				return
			}
		}
		if err != nil {
			yield(Entry{}, err)
		}
		if err != nil || len(entries) == 0 {
			return
		}
	}
}

// readAll returns the entries before the first error as well.
func (j *Journal) readAll(seqs []uint64) (entries []Entry, err error) {
	if len(seqs) == 0 {
		return nil, nil
	}
	err = j.view(func(v *view) error {
		for _, seq := range seqs {
			e, err := v.entry(seq)
			if err != nil {
				return err
			}
			entries = append(entries, e)
		}
		return nil
	})
	return entries, err
}

// OpenKeys yields, in the order of their bytes, the keys of a stream's subjects whose newest entry is Open, as they were at the
// start of the loop. An error ends it.
func (j *Journal) OpenKeys(stream string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		var keys []string
		err := j.view(func(v *view) error {
			keys = v.openKeys(stream)
			return nil
		})
		if err != nil {
			yield("", err)
			return
		}
		for _, key := range keys {
			if !yield(key, nil) {
				return
			}
		}
	}
}

// ByIndex returns the newest entry of each subject that has carried term, in any of its records. The subject that was last to take
// the term on comes first. limit bounds the result, 0 does not.
func (j *Journal) ByIndex(term string, limit int) (entries []Entry, err error) {
	err = j.view(func(v *view) error {
		seen := map[subject]bool{}
		for seq := range v.filed(term) {
			e, err := v.newest(seq)
			if err != nil {
				return err
			}
			if sub := e.subject(); !seen[sub] {
				seen[sub] = true
				entries = append(entries, e)
			}
			if len(entries) == limit {
				break
			}
		}
		return nil
	})
	return entries, err
}

// newest returns the newest entry of the subject of entry seq.
func (v *view) newest(seq uint64) (Entry, error) {
	e, err := v.entry(seq)
	if err != nil {
		return Entry{}, err
	}
	if last := v.lastSeq(e.subject()); last != seq {
		return v.entry(last)
	}
	return e, nil
}
