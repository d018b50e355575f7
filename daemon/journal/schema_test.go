package journal

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"go.etcd.io/bbolt"

	"posd/configs/words"
)

// schema1 makes a journal as programs of schema 1 left it, with some sales in the log and some in the tail.
func schema1(t *testing.T) string {
	t.Helper()
	path := soundFile(t)
	edit(t, path, func(tx *bbolt.Tx) error {
		about := tx.Bucket([]byte(bucketAbout))
		return errors.Join(about.Delete([]byte(aboutBase)), putSchema(about, 1))
	})
	return path
}

func schemaAt(t *testing.T, path string) (have uint32) {
	t.Helper()
	edit(t, path, func(tx *bbolt.Tx) (err error) {
		have, err = schemaOf(tx)
		return err
	})
	return have
}

// TestAnOlderSchemaIsReadAndMigrated: reading changes nothing, opening for writing brings the file up to date, and no entry is another.
func TestAnOlderSchemaIsReadAndMigrated(t *testing.T) {
	t.Parallel()
	path := schema1(t)
	j, err := OpenReadOnly(path)
	if err != nil {
		t.Fatal(err)
	}
	all, found := dump(t, j), lookups(t, j, 70)
	closeTest(t, j)
	mustCheck(t, path)
	if have := schemaAt(t, path); have != 1 {
		t.Fatalf("reading left schema %d", have)
	}
	j = openTest(t, path)
	if dump(t, j) != all || lookups(t, j, 70) != found {
		t.Error("the migration changed what is read")
	}
	appendTest(t, j, saleCommits(70)[0]...)
	closeTest(t, j)
	mustCheck(t, path)
	if have := schemaAt(t, path); have != Schema {
		t.Errorf("opening left schema %d", have)
	}
}

// TestANewerSchemaIsRefused with both versions named, and not a byte of it changes.
func TestANewerSchemaIsRefused(t *testing.T) {
	t.Parallel()
	path := soundFile(t)
	edit(t, path, func(tx *bbolt.Tx) error { return putSchema(tx.Bucket([]byte(bucketAbout)), Schema+1) })
	before := takeImage(t, path)
	_, err := Open(path, testOpts())
	if !errors.Is(err, ErrNewer) || !strings.Contains(err.Error(), "have 3, want 2") {
		t.Errorf("Open = %v", err)
	}
	for _, lang := range []words.Lang{words.Zh, words.En} {
		if cause, _ := Check(path, nil).Words(lang); !strings.Contains(cause, "3") || !strings.Contains(cause, "2") {
			t.Errorf("it is told as %q", cause)
		}
	}
	if after := takeImage(t, path); !slices.Equal(after.db, before.db) || !slices.Equal(after.head, before.head) {
		t.Error("the refused file is changed")
	}
}

// TestMigrationsAreTakenInTurn, each once, all in one transaction.
func TestMigrationsAreTakenInTurn(t *testing.T) {
	t.Parallel()
	path := schema1(t)
	var ran []string
	steps := []migration{
		func(*bbolt.Tx) error { ran = append(ran, "1 to 2"); return nil },
		func(*bbolt.Tx) error { ran = append(ran, "2 to 3"); return nil },
	}
	failing := append(slices.Clone(steps[:1]), func(*bbolt.Tx) error { return errCut })
	db, err := bbolt.Open(path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	err = db.Update(func(tx *bbolt.Tx) error { return migrate(tx, failing) })
	if closed := db.Close(); !errors.Is(err, errCut) || closed != nil {
		t.Errorf("a failing step: %v, %v", err, closed)
	}
	if have := schemaAt(t, path); have != 1 {
		t.Errorf("a failed migration left schema %d", have)
	}
	ran = nil
	for range 2 {
		edit(t, path, func(tx *bbolt.Tx) error { return migrate(tx, steps) })
	}
	if got := strings.Join(ran, ", "); got != "1 to 2, 2 to 3" {
		t.Errorf("ran %s", got)
	}
	if len(migrations()) != Schema-1 {
		t.Errorf("%d migrations lead to schema %d", len(migrations()), Schema)
	}
}
