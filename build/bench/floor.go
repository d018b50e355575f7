package main

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"errors"
	"os"
	"syscall"
	"time"
)

// floor does what a sale cannot do without, and nothing else: two writes that are flushed, and a signature.
type floor struct {
	file *os.File
	key  *rsa.PrivateKey
	data []byte // of the first write
	head []byte // of the second
	at   int64
	end  int64
}

// headSize is the page that bbolt writes and flushes last in each commit.
const headSize = 4096

// newFloor makes the file of a floor at path: bytes is what one commit of the journal writes, times how often it will be
// measured. Its blocks are all allocated and written before, as those of the journal's reserve are, or each flush would wait for
// the file system's own journal too and be an easy thing to compare with.
func newFloor(path string, bytes, times int, key *rsa.PrivateKey) (*floor, error) {
	file, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	f := &floor{file: file, key: key, data: make([]byte, bytes-headSize), head: make([]byte, headSize), at: headSize}
	f.end = f.at + int64(times)*int64(len(f.data))
	zeros := make([]byte, 1<<20)
	for off := int64(0); off < f.end; off += int64(len(zeros)) {
		if _, err := file.WriteAt(zeros, off); err != nil {
			return nil, errors.Join(err, file.Close())
		}
	}
	if err := file.Sync(); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return f, nil
}

// measure returns how long the two flushed writes took, and the signature.
func (f *floor) measure() (flushes, sign time.Duration, err error) {
	if flushes, err = f.flush(); err != nil {
		return 0, 0, err
	}
	digest := sha256.Sum256(f.head)
	start := time.Now()
	_, err = rsa.SignPKCS1v15(nil, f.key, crypto.SHA256, digest[:])
	return flushes, time.Since(start), err
}

// flush returns how long the two flushed writes took.
func (f *floor) flush() (time.Duration, error) {
	if f.at+int64(len(f.data)) > f.end {
		f.at = headSize
	}
	start := time.Now()
	err := errors.Join(f.write(f.data, f.at), f.write(f.head, 0))
	f.at += int64(len(f.data))
	return time.Since(start), err
}

func (f *floor) write(b []byte, off int64) error {
	if _, err := f.file.WriteAt(b, off); err != nil {
		return err
	}
	return syscall.Fdatasync(int(f.file.Fd()))
}

func (f *floor) close() error { return f.file.Close() }
