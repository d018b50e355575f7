package journal

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"time"
)

// layout is the first byte of every encoded entry.
const layout = 1

// sealed chains e to prev and returns the bytes that are stored: the encoded entry and its hash.
func (e *Entry) sealed(prev Hash) []byte {
	raw := e.encode()
	e.Prev = prev
	e.Hash = chain(prev, raw)
	return append(raw, e.Hash[:]...)
}

// chain is the rule of the chain: the hash of an entry covers its own encoding and the hash before it.
func chain(prev Hash, encoded []byte) Hash {
	sum := sha256.New()
	sum.Write(prev[:])
	sum.Write(encoded)
	return Hash(sum.Sum(nil))
}

// encode returns the one encoding of e without its hashes, as the package documentation lays it down.
func (e *Entry) encode() []byte {
	b := make([]byte, 0, 128+len(e.Body)+len(Hash{}))
	b = append(b, layout)
	b = binary.BigEndian.AppendUint64(b, e.Seq)
	b = binary.BigEndian.AppendUint64(b, uint64(e.Time.UnixNano())) // two's complement
	b = binary.BigEndian.AppendUint64(b, e.Before)
	for _, s := range []string{e.Board, e.ClockQuality, e.Stream, e.Kind, e.Key} {
		b = appendText(b, s)
	}
	b = binary.BigEndian.AppendUint32(b, uint32(e.Version)) //nolint:gosec // valid bounds it by MaxVersion
	b = append(b, bit(e.Open))
	b = append(b, byte(len(e.Index))) //nolint:gosec // valid bounds it by MaxTerms
	for _, term := range e.Index {
		b = appendText(b, term)
	}
	b = binary.BigEndian.AppendUint32(b, uint32(len(e.Body))) //nolint:gosec // valid bounds it by MaxBody
	return append(b, e.Body...)
}

func appendText(b []byte, s string) []byte {
	b = binary.BigEndian.AppendUint16(b, uint16(len(s))) //nolint:gosec // valid bounds it by MaxKey
	return append(b, s...)
}

func bit(open bool) byte {
	if open {
		return 1
	}
	return 0
}

// errEntry reports bytes that encode never writes.
var errEntry = errors.New("bytes are no entry")

// decode reads what encode wrote, and nothing else: of every entry there is one encoding. The result shares no memory with b.
func decode(b []byte) (Entry, error) {
	r := reader{rest: b}
	ok := r.byte() == layout
	e := Entry{Seq: r.uint64()}
	e.Time = time.Unix(0, int64(r.uint64())).UTC() //nolint:gosec // two's complement is the layout
	e.Before = r.uint64()
	e.Board, e.ClockQuality = r.text(), r.text()
	e.Stream, e.Kind, e.Key = r.text(), r.text(), r.text()
	version := r.uint32()
	open := r.byte()
	for range min(int(r.byte()), MaxTerms+1) {
		e.Index = append(e.Index, r.text())
	}
	e.Body = r.body()
	if !ok || r.short || len(r.rest) != 0 || version > MaxVersion || open > 1 {
		return Entry{}, errEntry
	}
	e.Version, e.Open = int(version), open == 1
	return e, e.sane()
}

// sane refuses an entry that Append would not have written.
func (e *Entry) sane() error {
	if e.Seq == 0 || e.Before >= e.Seq || !isText(e.Board, 0, MaxName) || !isText(e.ClockQuality, 0, MaxName) {
		return errEntry
	}
	if e.valid() != nil || !isTime(e.Time) {
		return errEntry
	}
	return nil
}

// reader takes an encoding apart from the front; after a shortage it yields zeros.
type reader struct {
	rest  []byte
	short bool
}

func (r *reader) take(n int) []byte {
	if n > len(r.rest) {
		r.short, r.rest = true, nil
		return make([]byte, min(n, 8))
	}
	b := r.rest[:n]
	r.rest = r.rest[n:]
	return b
}

func (r *reader) byte() byte     { return r.take(1)[0] }
func (r *reader) uint32() uint32 { return binary.BigEndian.Uint32(r.take(4)) }
func (r *reader) uint64() uint64 { return binary.BigEndian.Uint64(r.take(8)) }
func (r *reader) text() string   { return string(r.take(int(binary.BigEndian.Uint16(r.take(2))))) }

// body returns nil for a body of no bytes.
func (r *reader) body() []byte {
	n := r.uint32()
	if n > MaxBody {
		r.short = true
		return nil
	}
	return append([]byte(nil), r.take(int(n))...)
}
