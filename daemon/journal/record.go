package journal

import (
	"encoding/hex"
	"fmt"
	"slices"
	"time"
	"unicode"
	"unicode/utf8"
)

// What a record may hold at most. A commit's size is bounded by these, and with it the room that is kept for commits to come.
const (
	MaxName    = 64       // bytes of Stream, Kind, ClockQuality and Board
	MaxKey     = 256      // bytes of Key
	MaxTerm    = 256      // bytes of one Index term
	MaxTerms   = 16       // Index terms of one record
	MaxBody    = 64 << 10 // bytes of Body
	MaxVersion = 1<<31 - 1
	MaxBatch   = 1024 // records of one Append
)

// Record is what an owner asks the journal to keep. Stream and Key together name its subject: the thing whose states the
// records of one Key are. All text is UTF-8 without control characters.
type Record struct {
	Stream  string   // the owner, such as "payment" or "spool"; 1 to MaxName bytes
	Kind    string   // what kind of record of that owner it is; 1 to MaxName bytes
	Key     string   // the subject within the stream, such as a payment's id; up to MaxKey bytes, empty for the stream's only subject
	Version int      // version of Body's layout, 0 to MaxVersion
	Open    bool     // the subject still needs work after this record
	Index   []string // terms under which the subject is found, such as "order:A1001"; kept sorted, each once
	Body    []byte   // the owner's bytes, up to MaxBody
}

// Entry is a record in its place in the log.
type Entry struct {
	Record
	Seq          uint64    // place in the log, from 1, without gaps
	Time         time.Time // when it was appended, by the caller's clock, in UTC to the nanosecond
	ClockQuality string    // what was known about that clock
	Board        string    // serial number of the board that wrote it
	Before       uint64    // Seq of the entry before it of the same subject, 0 if it is the first
	Prev         Hash      // Hash of entry Seq-1; of entry 1 the journal's own random beginning
	Hash         Hash      // over Prev and everything above, as the package documentation says
}

// Hash is a SHA-256 sum.
type Hash [32]byte

// String returns the sum in lower-case hexadecimal.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// MarshalText implements [encoding.TextMarshaler] in lower-case hexadecimal.
func (h Hash) MarshalText() ([]byte, error) { return hex.AppendEncode(nil, h[:]), nil }

// UnmarshalText implements [encoding.TextUnmarshaler] and takes exactly 64 hexadecimal digits.
func (h *Hash) UnmarshalText(text []byte) error {
	if len(text) != hex.EncodedLen(len(h)) {
		return fmt.Errorf("%w: %d characters are no SHA-256 sum", ErrRecord, len(text))
	}
	if _, err := hex.Decode(h[:], text); err != nil {
		return fmt.Errorf("%w: %w", ErrRecord, err)
	}
	return nil
}

// subject names what the records of one Key are about.
type subject struct{ stream, key string }

func (r *Record) subject() subject { return subject{r.Stream, r.Key} }

// normal returns r with its index terms sorted and each there once, or an error that wraps ErrRecord.
func (r *Record) normal() (Record, error) {
	n := *r
	n.Index = slices.Compact(slices.Sorted(slices.Values(r.Index)))
	if err := n.valid(); err != nil {
		return Record{}, fmt.Errorf("%w: %s/%s: %w", ErrRecord, r.Stream, r.Kind, err)
	}
	return n, nil
}

// valid says what is wrong with a record whose terms are in order.
func (r *Record) valid() error {
	switch {
	case !isText(r.Stream, 1, MaxName):
		return fmt.Errorf("stream is not 1 to %d bytes of plain text", MaxName)
	case !isText(r.Kind, 1, MaxName):
		return fmt.Errorf("kind is not 1 to %d bytes of plain text", MaxName)
	case !isText(r.Key, 0, MaxKey):
		return fmt.Errorf("key is not up to %d bytes of plain text", MaxKey)
	case r.Version < 0 || r.Version > MaxVersion:
		return fmt.Errorf("version %d is not 0 to %d", r.Version, MaxVersion)
	case len(r.Index) > MaxTerms:
		return fmt.Errorf("%d index terms are more than %d", len(r.Index), MaxTerms)
	case len(r.Body) > MaxBody:
		return fmt.Errorf("body of %d bytes is larger than %d", len(r.Body), MaxBody)
	}
	for i, term := range r.Index {
		if !isText(term, 1, MaxTerm) || i > 0 && term <= r.Index[i-1] {
			return fmt.Errorf("index term %d is not 1 to %d bytes of plain text in order", i+1, MaxTerm)
		}
	}
	return nil
}

// isText reports whether s is least to most bytes of UTF-8 without control characters. The byte 0 ends names inside the index.
func isText(s string, least, most int) bool {
	if len(s) < least || len(s) > most || !utf8.ValidString(s) {
		return false
	}
	for _, r := range s {
		if unicode.IsControl(r) {
			return false
		}
	}
	return true
}

// isTime reports whether t can be kept as nanoseconds since 1970 in 64 bits.
func isTime(t time.Time) bool {
	y := t.UTC().Year()
	return y > 1677 && y < 2262
}
