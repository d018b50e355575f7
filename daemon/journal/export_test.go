package journal

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"time"
)

// outsideLine is what the package documentation says of a line.
type outsideLine struct {
	Seq, Before                     uint64
	Time                            time.Time
	Board, Clock, Stream, Kind, Key string
	Version                         uint32
	Open                            bool
	Index                           []string
	Body                            *string
	Base64                          []byte `json:"body_base64"`
	Prev, Hash                      string
}

// verify is the outside tool: it knows the package documentation and nothing of this package's code.
func verify(r io.Reader) (lines int, head string, err error) {
	in := bufio.NewScanner(r)
	in.Buffer(nil, 1<<20)
	for in.Scan() {
		var l outsideLine
		if err := json.Unmarshal(in.Bytes(), &l); err != nil {
			return lines, head, err
		}
		if head != "" && l.Prev != head {
			return lines, head, fmt.Errorf("line %d does not follow", lines+1)
		}
		if hash, err := l.hash(); err != nil || hash != l.Hash {
			return lines, head, fmt.Errorf("line %d: its hash is %s: %w", lines+1, hash, err)
		}
		head = l.Hash
		lines++
	}
	return lines, head, in.Err()
}

func (l *outsideLine) hash() (string, error) {
	b, err := hex.DecodeString(l.Prev)
	text := func(s string) { b = append(binary.BigEndian.AppendUint16(b, uint16(len(s))), s...) }
	b = append(b, 1)
	b = binary.BigEndian.AppendUint64(b, l.Seq)
	b = binary.BigEndian.AppendUint64(b, uint64(l.Time.UnixNano()))
	b = binary.BigEndian.AppendUint64(b, l.Before)
	for _, s := range []string{l.Board, l.Clock, l.Stream, l.Kind, l.Key} {
		text(s)
	}
	b = binary.BigEndian.AppendUint32(b, l.Version)
	open := byte(0)
	if l.Open {
		open = 1
	}
	b = append(b, open, byte(len(l.Index)))
	for _, term := range l.Index {
		text(term)
	}
	body := l.Base64
	if l.Body != nil {
		body = []byte(*l.Body)
	}
	b = append(binary.BigEndian.AppendUint32(b, uint32(len(body))), body...)
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:]), err
}

func TestExportIsVerifiedFromOutside(t *testing.T) {
	t.Parallel()
	j := openTest(t, newPath(t))
	fillSales(t, j, 50)
	appendTest(t, j, Record{Stream: "s", Kind: "k", Key: "<&>\u2028\"人", Body: []byte("<人民币>\u2028\x00\"&"), Index: []string{"z", "<"}})
	appendTest(t, j, Record{Stream: "s", Kind: "k", Body: []byte{0xff, 0, 0xfe}}, Record{Stream: "s", Kind: "k"})
	for _, from := range []uint64{0, 1, 77} {
		var b bytes.Buffer
		if err := j.Export(&b, from); err != nil {
			t.Fatal(err)
		}
		n, head, err := verify(bytes.NewReader(b.Bytes()))
		if seq, hash := j.Head(); err != nil || head != hash.String() || uint64(n) != seq-max(from, 1)+1 {
			t.Errorf("from %d: %d lines to %s, %v", from, n, head, err)
		}
		changed := strings.Replace(b.String(), "paid 30", "paid 31", 1)
		if n, _, err := verify(strings.NewReader(changed)); err == nil {
			t.Errorf("a changed body passed as line %d", n)
		}
	}
}

func TestExportEndsWithItsWriter(t *testing.T) {
	t.Parallel()
	j := openTest(t, newPath(t))
	fillSales(t, j, 50)
	r, w := io.Pipe()
	_ = r.CloseWithError(errCut)
	if err := j.Export(w, 0); !errors.Is(err, errCut) {
		t.Errorf("Export = %v", err)
	}
	if err := j.Snapshot(w); !errors.Is(err, errCut) {
		t.Errorf("Snapshot = %v", err)
	}
}

// TestSnapshotBesideAppends takes a copy as slowly as can be while the journal goes on.
func TestSnapshotBesideAppends(t *testing.T) {
	t.Parallel()
	j := openTest(t, newPath(t))
	fillSales(t, j, 100)
	want := dump(t, j)
	r, w := io.Pipe()
	done := make(chan error, 1)
	go func() {
		err := j.Snapshot(w)
		_ = w.Close()
		done <- err
	}()
	var copied bytes.Buffer
	if _, err := io.CopyN(&copied, r, 1); err != nil { // the copy has begun
		t.Fatal(err)
	}
	for n := 100; n < 150; n++ {
		for _, records := range saleCommits(n) {
			appendTest(t, j, records...)
		}
		if err := j.Tend(); err != nil {
			t.Fatal(err)
		}
		if _, err := io.CopyN(&copied, r, 1000); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := io.Copy(&copied, r); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	path := newPath(t)
	if err := os.WriteFile(path, copied.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	mustCheck(t, path)
	c, err := OpenReadOnly(path)
	if err != nil {
		t.Fatal(err)
	}
	if dump(t, c) != want {
		t.Error("the copy is not of the moment it began")
	}
	closeTest(t, c)
}

// TestSnapshotGivesWay has the file outgrow its mapping while a copy that nobody reads holds a transaction: the append must not wait.
func TestSnapshotGivesWay(t *testing.T) {
	t.Parallel()
	opts := testOpts()
	opts.initialMap = 2 << 20
	j, err := Open(newPath(t), opts)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = j.Close() }()
	_, w := io.Pipe()
	done := make(chan error, 1)
	go func() {
		err := j.Snapshot(w)
		done <- err
	}()
	for live := 0; live == 0; { // until it holds its transaction
		j.snapshots.mu.Lock()
		live = len(j.snapshots.live)
		j.snapshots.mu.Unlock()
	}
	fillSales(t, j, 2500)
	if j.used < 3<<20 {
		t.Fatalf("%d bytes are no test", j.used)
	}
	_ = w.Close() // the reader goes away at last
	if err := <-done; err == nil {
		t.Error("the copy was not interrupted")
	}
	if err := j.Snapshot(io.Discard); err != nil {
		t.Errorf("the next one: %v", err)
	}
}

func TestCloseInterruptsSnapshots(t *testing.T) {
	t.Parallel()
	j := openTest(t, newPath(t))
	r, w := io.Pipe()
	done := make(chan error, 1)
	go func() {
		err := j.Snapshot(w)
		_ = w.Close()
		done <- err
	}()
	if _, err := io.CopyN(io.Discard, r, 1); err != nil {
		t.Fatal(err)
	}
	closeTest(t, j)
	_, _ = io.Copy(io.Discard, r)
	if err := <-done; !errors.Is(err, ErrClosed) {
		t.Errorf("Snapshot = %v", err)
	}
}

// TestMapSize holds the rule of bbolt's that giveWay relies on.
func TestMapSize(t *testing.T) {
	t.Parallel()
	for n, want := range map[int64]int64{
		0: 32 << 10, 32 << 10: 32 << 10, 32<<10 + 1: 64 << 10, 1 << 30: 1 << 30, 1<<30 + 1: 2 << 30, 5 << 29: 3 << 30,
	} {
		if got := mapSize(n); got != want {
			t.Errorf("mapSize(%d) = %d, want %d", n, got, want)
		}
	}
}
