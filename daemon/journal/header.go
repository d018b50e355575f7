package journal

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
)

// pageSize is that of every journal, whatever the machine's own. bbolt keeps two head pages and writes them in turn: with pages of
// a file system's block each lies in a block of its own, so that a block torn by a power cut takes one of them at most.
const pageSize = 4096

// The head page of a bbolt file, version 2 (go.etcd.io/bbolt v1.5.0, internal/common/page.go and meta.go), in little-endian order
// as on every machine that posd is built for.
const (
	headAt       = 16 // behind the page's own header
	headLen      = 64
	headMagic    = 0xED0CDAED
	headVersion  = 2
	offPageSize  = 8
	offHighWater = 40 // the number of pages in use
	offTx        = 48
	offSum       = 56 // FNV-1a of what is before it
)

// header is what the head pages say, read without mapping the file into memory.
type header struct {
	used int64 // bytes of pages in use: a file shorter than this is truncated
	bad  int   // head pages that do not hold together, 0 or 1
}

// readHeader reads the head pages of a file of size bytes. It is the guard before the file is mapped: what bbolt would find missing
// only by a bus error is an *Error here.
func readHeader(r io.ReaderAt, size int64) (header, error) {
	var h header
	var newest, magic, found uint64
	for page := range int64(2) {
		var b [headLen]byte
		switch _, err := r.ReadAt(b[:], page*pageSize+headAt); {
		case errors.Is(err, io.EOF):
			h.bad++
			continue
		case err != nil:
			return header{}, &Error{Code: CodeUnreadable, Err: err}
		}
		if binary.LittleEndian.Uint32(b[:]) == headMagic {
			magic++
		}
		if !headSound(b[:]) {
			h.bad++
			continue
		}
		if tx := binary.LittleEndian.Uint64(b[offTx:]); found == 0 || tx > newest {
			newest = tx
			h.used = int64(min(binary.LittleEndian.Uint64(b[offHighWater:]), maxPages)) * pageSize
		}
		found++
	}
	return h, h.judge(size, found, magic)
}

// maxPages keeps the product with pageSize inside an int64.
const maxPages = 1 << 48

// headSound reports whether a head page is one that bbolt wrote for a journal.
func headSound(b []byte) bool {
	sum := fnv.New64a()
	_, _ = sum.Write(b[:offSum])
	return binary.LittleEndian.Uint32(b) == headMagic &&
		binary.LittleEndian.Uint32(b[4:]) == headVersion &&
		binary.LittleEndian.Uint32(b[offPageSize:]) == pageSize &&
		binary.LittleEndian.Uint64(b[offSum:]) == sum.Sum64()
}

func (h header) judge(size int64, found, magic uint64) error {
	switch {
	case size == 0, magic > 0 && size < 2*pageSize:
		return &Error{Code: CodeTruncated, Have: uint64(size), Want: uint64(max(h.used, 2*pageSize))} //nolint:gosec // sizes are not negative
	case found == 0 && magic == 0:
		return &Error{Code: CodeNotJournal}
	case found == 0:
		return &Error{Code: CodeDamaged, Err: errors.New("neither head page holds together")}
	case size < h.used:
		return &Error{Code: CodeTruncated, Have: uint64(size), Want: uint64(h.used)} //nolint:gosec // sizes are not negative
	case h.used < 4*pageSize:
		return &Error{Code: CodeDamaged, Err: fmt.Errorf("head page counts %d bytes of pages", h.used)}
	}
	return nil
}
