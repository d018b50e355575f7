package journal

import (
	"encoding/binary"
	"errors"
	"fmt"

	"go.etcd.io/bbolt"
)

// Schema is the version of the layout that this program writes.
const Schema = 2

// The buckets and keys of schema 2, as the package documentation describes them.
const (
	bucketAbout = "about"
	bucketLog   = "log"
	bucketTail  = "tail"
	bucketIndex = "index"

	aboutSchema    = "schema"    // uint32
	aboutBeginning = "beginning" // 32 random bytes: Prev of entry 1
	aboutBase      = "base"      // uint64 and 32 bytes: the last entry that compaction has archived, and its hash

	indexSubject = 's' // stream 0 key   -> Seq of its newest entry in the log
	indexOpen    = 'o' // stream 0 key   -> nothing; the newest entry in the log is Open
	indexTerm    = 't' // term 0 Seq     -> nothing; the subject of that entry carries the term from there on
)

// plant lays out an empty journal.
func plant(tx *bbolt.Tx, beginning Hash) error {
	for _, name := range []string{bucketLog, bucketTail, bucketIndex} {
		if _, err := tx.CreateBucket([]byte(name)); err != nil {
			return err
		}
	}
	about, err := tx.CreateBucket([]byte(bucketAbout))
	if err != nil {
		return err
	}
	if err := about.Put([]byte(aboutBeginning), beginning[:]); err != nil {
		return err
	}
	if err := putBase(about, 0, beginning); err != nil {
		return err
	}
	return putSchema(about, Schema)
}

func putSchema(about *bbolt.Bucket, version uint32) error {
	return about.Put([]byte(aboutSchema), binary.BigEndian.AppendUint32(nil, version))
}

// schemaOf returns the version of the layout of a file, CodeNotJournal if it has none.
func schemaOf(tx *bbolt.Tx) (uint32, error) {
	about := tx.Bucket([]byte(bucketAbout))
	if about == nil {
		return 0, &Error{Code: CodeNotJournal}
	}
	v := about.Get([]byte(aboutSchema))
	if len(v) != 4 || binary.BigEndian.Uint32(v) == 0 {
		return 0, &Error{Code: CodeNotJournal}
	}
	return binary.BigEndian.Uint32(v), nil
}

// checkSchema refuses a file that a newer program wrote: this one would not understand it.
func checkSchema(tx *bbolt.Tx) error {
	have, err := schemaOf(tx)
	if err != nil {
		return err
	}
	if have > Schema {
		return &Error{Code: CodeNewer, Have: uint64(have), Want: Schema}
	}
	return nil
}

// migration rewrites a file of one schema into the next.
type migration func(*bbolt.Tx) error

// migrations lists, first to last, what turns schema 1 into 2, 2 into 3 and so on up to Schema.
func migrations() []migration { return []migration{baseAtBeginning} }

// baseAtBeginning turns schema 1 into 2: a journal that nothing has been taken from is whole from its beginning.
func baseAtBeginning(tx *bbolt.Tx) error {
	about := tx.Bucket([]byte(bucketAbout))
	beginning := about.Get([]byte(aboutBeginning))
	if len(beginning) != len(Hash{}) {
		return &Error{Code: CodeDamaged, Err: errors.New("the chain has no beginning")}
	}
	return putBase(about, 0, Hash(beginning))
}

// migrate brings a file up to Schema in the caller's one transaction.
func migrate(tx *bbolt.Tx, steps []migration) error {
	have, err := schemaOf(tx)
	if err != nil {
		return err
	}
	for from := have; int(from) <= len(steps); from++ {
		if err := steps[from-1](tx); err != nil {
			return fmt.Errorf("journal: migrate schema %d: %w", from, err)
		}
		if err := putSchema(tx.Bucket([]byte(bucketAbout)), from+1); err != nil {
			return err
		}
	}
	return nil
}
