package journal

import (
	"encoding/binary"
	"errors"
	"fmt"
	"runtime/debug"

	"go.etcd.io/bbolt"
)

// guard runs fn and turns a panic into ErrDamaged. bbolt trusts its pages and panics on one it did not write, and a page the
// device cannot read, or one beyond a file cut short, arrives as a fault.
func guard(fn func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if r := recover(); r != nil {
			err = &Error{Code: CodeDamaged, Err: fmt.Errorf("%v", r)}
		}
	}()
	return fn()
}

// view is one look at the journal: a transaction and what the index does not know yet, of the same moment.
type view struct {
	tx               *bbolt.Tx
	log, tail, index *bbolt.Bucket
	base             uint64 // up to this entry the log holds only what compaction has left
	baseHash         Hash
	*state
}

// view runs fn with one consistent look at the journal. fn is to be short and to keep nothing of the transaction's memory: an
// append that ends meanwhile waits for it.
func (j *Journal) view(fn func(*view) error) error {
	return guard(func() error {
		j.mu.RLock()
		defer j.mu.RUnlock()
		tx, err := j.begin()
		if err != nil {
			return err
		}
		defer func() { _ = tx.Rollback() }() // fails only when it has ended
		v := &view{tx: tx, state: &j.state}
		if err := v.openBuckets(); err != nil {
			return err
		}
		return fn(v)
	})
}

// begin starts a reading transaction; j.mu is held.
func (j *Journal) begin() (*bbolt.Tx, error) {
	if j.closed {
		return nil, ErrClosed
	}
	tx, err := j.db.Begin(false)
	if err != nil {
		return nil, &Error{Code: CodeUnreadable, Err: err}
	}
	return tx, nil
}

func (v *view) openBuckets() error {
	if err := checkSchema(v.tx); err != nil {
		return err
	}
	v.log, v.tail, v.index = v.tx.Bucket([]byte(bucketLog)), v.tx.Bucket([]byte(bucketTail)), v.tx.Bucket([]byte(bucketIndex))
	if v.log == nil || v.tail == nil || v.index == nil {
		return &Error{Code: CodeDamaged, Err: errors.New("a bucket is missing")}
	}
	return v.readBase()
}

// readBase learns where the whole of the log begins: after entry 0 in a file of schema 1, which has no such thing.
func (v *view) readBase() error {
	b := v.tx.Bucket([]byte(bucketAbout)).Get([]byte(aboutBase))
	if len(b) == 8+len(Hash{}) {
		v.base, v.baseHash = keySeq(b[:8]), Hash(b[8:])
		return nil
	}
	have, err := schemaOf(v.tx)
	if err == nil && have > 1 {
		return &Error{Code: CodeDamaged, Err: errors.New("the log has no base")}
	}
	if err == nil {
		v.baseHash, err = v.beginning()
	}
	return err
}

// beginning returns what entry 1 is chained to.
func (v *view) beginning() (Hash, error) {
	b := v.tx.Bucket([]byte(bucketAbout)).Get([]byte(aboutBeginning))
	if len(b) != len(Hash{}) {
		return Hash{}, &Error{Code: CodeDamaged, Err: errors.New("the chain has no beginning")}
	}
	return Hash(b), nil
}

// stored returns the encoding of entry seq and the hash stored behind it, in the transaction's memory; nil if there is none. What
// compaction has left carries the hash before it as well.
func (v *view) stored(seq uint64) ([]byte, Hash) {
	key := seqKey(seq)
	raw := v.tail.Get(key)
	if raw == nil {
		raw = v.log.Get(key)
	}
	n := len(raw) - len(Hash{})
	if seq <= v.base {
		n -= len(Hash{})
	}
	if n < 0 {
		return nil, Hash{}
	}
	return raw[:n], Hash(raw[len(raw)-len(Hash{}):])
}

// before returns the hash that entry seq is chained to.
func (v *view) before(seq uint64) (Hash, error) {
	if seq > v.base {
		return v.hashAt(seq - 1)
	}
	raw, _ := v.stored(seq)
	if raw == nil {
		return Hash{}, &Error{Code: CodeChain, Seq: seq, Err: errors.New("the entry is missing")}
	}
	behind := raw[len(raw) : len(raw)+len(Hash{})]
	return Hash(behind), nil
}

// hashAt returns the stored hash of entry seq, for 0 the journal's beginning.
func (v *view) hashAt(seq uint64) (Hash, error) {
	if seq == v.base {
		return v.baseHash, nil
	}
	raw, hash := v.stored(seq)
	if raw == nil {
		return Hash{}, &Error{Code: CodeChain, Seq: seq, Err: errors.New("the entry is missing")}
	}
	return hash, nil
}

// entry reads entry seq, which must exist, and verifies it against its hash and the one before it.
func (v *view) entry(seq uint64) (Entry, error) {
	prev, err := v.before(seq)
	if err != nil {
		return Entry{}, err
	}
	raw, hash := v.stored(seq)
	if raw == nil {
		return Entry{}, &Error{Code: CodeChain, Seq: seq, Err: errors.New("the entry is missing")}
	}
	if chain(prev, raw) != hash {
		return Entry{}, &Error{Code: CodeChain, Seq: seq, Err: errors.New("the hash does not fit")}
	}
	e, err := decode(raw)
	if err == nil && e.Seq != seq {
		err = fmt.Errorf("the entry calls itself %d", e.Seq)
	}
	if err != nil {
		return Entry{}, &Error{Code: CodeChain, Seq: seq, Err: err}
	}
	e.Prev, e.Hash = prev, hash
	return e, nil
}

func seqKey(seq uint64) []byte { return binary.BigEndian.AppendUint64(nil, seq) }

// keySeq reads what seqKey wrote, 0 from anything else.
func keySeq(b []byte) uint64 {
	if len(b) != 8 {
		return 0
	}
	return binary.BigEndian.Uint64(b)
}
