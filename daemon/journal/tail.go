package journal

import (
	"bytes"
	"errors"
	"slices"

	"go.etcd.io/bbolt"
)

const (
	// sealAfter is how many entries the tail holds before Tend moves them into the log. More would make the move longer and the
	// look through the tail at opening too; fewer would rewrite the index more often.
	sealAfter = 128
	// sealAtLast is when Append moves them itself, because nobody tended.
	sealAtLast = 4 * sealAfter
)

// recall learns the head and what the index does not know yet from the tail, verifying it: the one part of the file that opening
// reads through, and it is no longer than a few hundred entries.
func (j *Journal) recall() error {
	st := state{recent: newRecent(), size: j.size, used: j.used}
	err := j.view(func(v *view) (err error) {
		if st.head = keySeq(lastKey(v.log)); st.head < v.base {
			return &Error{Code: CodeChain, Seq: v.base, Err: errors.New("the log ends before its base")}
		}
		if st.hash, err = v.hashAt(st.head); err != nil {
			return err
		}
		v.state = &st
		if last := lastKey(v.tail); last != nil {
			return v.recallTail(keySeq(last))
		}
		if st.head > 0 {
			_, err = v.entry(st.head)
		}
		return err
	})
	if err != nil {
		return err
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	j.state = st
	return nil
}

// recallTail takes in the tail's entries up to last, which follow the log's without a gap.
func (v *view) recallTail(last uint64) error {
	for v.head < last {
		e, err := v.entry(v.head + 1)
		if err != nil {
			return err
		}
		before, err := v.latest(e.subject())
		if err != nil {
			return err
		}
		if before.seq != e.Before {
			return &Error{Code: CodeIndex, Seq: e.Seq, Err: errors.New("the index knows another entry before it")}
		}
		v.recent.add(&e, before.terms)
		v.head, v.hash = e.Seq, e.Hash
	}
	return nil
}

func lastKey(b *bbolt.Bucket) []byte {
	k, _ := b.Cursor().Last()
	return k
}

// sealDue is seal when it is worth it.
func (j *Journal) sealDue() error {
	if j.recent.count < sealAfter {
		return nil
	}
	return j.seal()
}

// seal moves the tail into the log and files it in the index, in one commit. Done with the tail's many entries at once this writes
// each page of the index once for all of them; the commits of a sale write none.
func (j *Journal) seal() error {
	if j.recent.count == 0 {
		return nil
	}
	err := j.commit(j.recent.need(), func(tx *bbolt.Tx) error {
		if err := moveTail(tx); err != nil {
			return err
		}
		return j.recent.file(tx.Bucket([]byte(bucketIndex)))
	})
	if err != nil {
		return err
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	j.recent = newRecent()
	return nil
}

func moveTail(tx *bbolt.Tx) error {
	log, tail := tx.Bucket([]byte(bucketLog)), tx.Bucket([]byte(bucketTail))
	log.FillPercent = 1 // it only grows at its end
	err := tail.ForEach(func(k, v []byte) error { return log.Put(bytes.Clone(k), slices.Clone(v)) })
	if err != nil {
		return err
	}
	if err := tx.DeleteBucket([]byte(bucketTail)); err != nil {
		return err
	}
	_, err = tx.CreateBucket([]byte(bucketTail))
	return err
}
