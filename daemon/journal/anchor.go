package journal

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// anchor is what stands outside the database about its head: how many entries there were, and the hash of the last.
type anchor struct {
	count uint64
	hash  Hash
}

// anchorPath is where the anchor of the journal at path stands.
func anchorPath(path string) string { return path + ".head" }

const (
	anchorSlots  = 2
	anchorFormat = "posd journal head 1\nentries %d\nhash %s\n"
)

// text returns an anchor as it stands in a slot of one page: three lines, a checksum, and blank lines to the end.
func (a anchor) text() []byte {
	head := fmt.Sprintf(anchorFormat, a.count, a.hash)
	text := fmt.Sprintf("%ssum %x\n", head, sha256.Sum256([]byte(head)))
	return append([]byte(text), bytes.Repeat([]byte("\n"), pageSize-len(text))...)
}

// parseAnchor reads a slot; a slot that is torn, empty or foreign is not ok.
func parseAnchor(slot []byte) (a anchor, ok bool) {
	lines := strings.SplitN(string(slot), "\n", 4)
	if len(lines) < 4 {
		return anchor{}, false
	}
	var hash string
	if _, err := fmt.Sscanf(lines[1]+" "+lines[2], "entries %d hash %s", &a.count, &hash); err != nil {
		return anchor{}, false
	}
	if a.hash.UnmarshalText([]byte(hash)) != nil {
		return anchor{}, false
	}
	return a, bytes.Equal(slot, a.text())
}

// readAnchor returns the newer of the two slots that hold together; not ok where there is none. An error is one of reading.
func readAnchor(path string) (newest anchor, ok bool, err error) {
	b, err := os.ReadFile(anchorPath(path))
	if errors.Is(err, fs.ErrNotExist) {
		return anchor{}, false, nil
	}
	for slot := range anchorSlots {
		if len(b) < (slot+1)*pageSize {
			break
		}
		if a, good := parseAnchor(b[slot*pageSize : (slot+1)*pageSize]); good && (!ok || a.count > newest.count) {
			newest, ok = a, true
		}
	}
	return newest, ok, err
}

// anchorFile writes anchors into the two slots in turn, in place: one block and no change of the file's metadata, and the slot a
// power cut tears is never the newest whole one.
type anchorFile struct {
	path    string
	f       *os.File
	slot    int64
	written anchor
}

// open takes over the file, making it where it is missing or does not hold together. last is what it says now.
func (a *anchorFile) open(path string, last anchor, valid bool) error {
	a.path = anchorPath(path)
	f, err := os.OpenFile(a.path, os.O_RDWR|os.O_CREATE, fileMode)
	if err != nil {
		return err
	}
	a.f, a.written = f, last
	if !valid {
		return a.plant()
	}
	first := make([]byte, pageSize)
	if _, err := f.ReadAt(first, 0); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if now, ok := parseAnchor(first); ok && now == last {
		a.slot = 1
	}
	return nil
}

// plant writes both slots and makes the file's name durable.
func (a *anchorFile) plant() error {
	empty := anchor{}.text()
	if _, err := a.f.WriteAt(append(empty, empty...), 0); err != nil {
		return err
	}
	if err := a.f.Truncate(anchorSlots * pageSize); err != nil {
		return err
	}
	if err := a.f.Sync(); err != nil {
		return err
	}
	return syncDir(filepath.Dir(a.path))
}

// write puts a head into the older slot and flushes it. After an error the file is opened anew for the next: a failed flush is never
// repeated on the same descriptor.
func (a *anchorFile) write(head anchor, n *counters) error {
	if head == a.written {
		return nil
	}
	if a.f == nil {
		f, err := os.OpenFile(a.path, os.O_RDWR, 0)
		if err != nil {
			return err
		}
		a.f = f
	}
	_, err := a.f.WriteAt(head.text(), a.slot*pageSize)
	if err == nil {
		err = a.f.Sync()
	}
	if err != nil {
		return errors.Join(err, a.close())
	}
	n.flushes.Add(1)
	n.bytes.Add(pageSize)
	a.written, a.slot = head, (a.slot+1)%anchorSlots
	return nil
}

func (a *anchorFile) close() error {
	if a.f == nil {
		return nil
	}
	f := a.f
	a.f = nil
	return f.Close()
}

// heedAnchor refuses a journal that is not the one, or not all, that the anchor saw, and takes the anchor over.
func (j *Journal) heedAnchor() error {
	last, valid, err := readAnchor(j.path)
	if err != nil {
		return &Error{Code: CodeUnreadable, Err: err}
	}
	if valid {
		if err := j.view(func(v *view) error { return v.follows(last) }); err != nil {
			return err
		}
	}
	if err := j.anchor.open(j.path, last, valid); err != nil {
		return uncreated(err)
	}
	return j.writeAnchor()
}

// follows reports whether the journal holds what the anchor saw.
func (v *view) follows(a anchor) error {
	if a.count == 0 {
		return nil
	}
	if a.count > v.head {
		return &Error{Code: CodeRolledBack, Have: v.head, Want: a.count}
	}
	if a.count < v.base && v.log.Get(seqKey(a.count)) == nil {
		return nil // what it saw is in the archive
	}
	hash, err := v.hashAt(a.count)
	if err != nil {
		return err
	}
	if hash != a.hash {
		return &Error{Code: CodeForeign, Seq: a.count}
	}
	return nil
}

// writeAnchor brings the anchor up to the head; j.writing is held, or nobody else has j yet.
func (j *Journal) writeAnchor() error {
	if err := j.anchor.write(anchor{j.head, j.hash}, &j.written); err != nil {
		return fmt.Errorf("journal: anchor: %w", err)
	}
	return nil
}
