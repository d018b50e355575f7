// Package journal is posd's memory: one append-only log of typed records in a bbolt file, each chained to the one before it by
// SHA-256. It knows no noun of payments. Owners (payment, spool, till, admin) give it records and fold what they read back; one
// [Journal.Append] takes records of several owners in one commit, so that "paid" and "receipt owed" are durable together or not
// at all.
//
// # Rules
//
//   - When Append returns without an error, its records survive a power cut, on any disk that keeps what it has flushed.
//   - After the first failed write or flush nothing is written any more ([ErrBroken]). Linux reports a failed flush once and then
//     counts the lost pages as clean: repeating it on the same descriptor would succeed without writing. Readers go on seeing what
//     was acknowledged before. Opening the file anew flushes it and drops what the kernel holds of it, so that what is then read
//     is what the device has.
//   - Nothing but Append, Tend, Open, Close and [Compact] writes, and nothing writes while the terminal is idle.
//   - No caller is held up by another's slowness: iterators run their loop's body between transactions, Snapshot gives way.
//   - A file is believed only as far as it was verified: every entry read is compared with its hash and the one before it.
//
// # Use
//
//	found, err := journal.Examine(ctx, []string{"/usr/bin/posd", "journal", "check", "-quick", "-json"}, path) // see Examine
//	j, err := journal.Open(path, journal.Opts{Board: serial, ClockQuality: clock.Quality})
//	...
//	if err := j.Room(); err != nil { ... } // before a sale: is there room for all it will append
//	_, err = j.Append(time.Now(), paid, owed)
//	err = j.Tend() // after a sale, when nobody waits
//
// A record's Index terms are filed when its subject first carries them; repeating them in each of its records costs nothing and
// keeps an owner's code simple. Keys that begin with the time ("20261123T101500-7f3a") lie together in the index: writing one costs
// the device half of what a random key does.
//
// # The log, for who verifies it from outside
//
// The hash of an entry is
//
//	SHA-256(prev || encoding)
//
// where prev is the hash of the entry before it (of entry 1: 32 random bytes made with the file, its beginning, which Export shows
// as prev) and encoding is, without padding, integers unsigned and big-endian, text as UTF-8 after its length in bytes as uint16:
//
//	byte    1, the layout
//	uint64  seq, from 1
//	int64   time, nanoseconds since 1970-01-01T00:00:00Z, two's complement
//	uint64  before: the seq of the entry before it of the same stream and key, or 0
//	text    board
//	text    clock
//	text    stream
//	text    kind
//	text    key
//	uint32  version
//	byte    open, 0 or 1
//	byte    number of index terms
//	text    each index term, in the order of their bytes
//	uint32  length of the body in bytes
//	        body
//
// A line of [Journal.Export] has these as members of one JSON object, with prev and hash in hexadecimal. time is RFC 3339 with as
// many digits as it needs; the body is the string "body" where it is UTF-8, else "body_base64".
//
// # The file
//
// Schema 2 is a bbolt file with pages of 4096 bytes and four buckets:
//
//	about  "schema": uint32; "beginning": 32 bytes; "base": uint64 and 32 bytes, see below
//	log    seq as uint64: encoding and hash
//	tail   the same, for the newest entries
//	index  's' stream 0 key: seq of the subject's newest entry in the log
//	       'o' stream 0 key: nothing; that entry is open
//	       't' term 0 seq:   nothing; the entry brought the term to its subject
//
// An append writes to the tail alone: five or six pages, 20 to 24 KiB, however large the journal. Tend moves the tail into the log
// and files it when it has 128 entries; with one tree for all of it, each append would rewrite a path of pages for each of its
// keys (measured: 50 KiB at 10^5 records). What the tail holds is kept in memory as well, learnt at opening, so that opening reads
// a few hundred entries at most. Before the file's end lies a reserve of zeros from which all commits take their pages: see
// [Journal.Room].
//
// [Compact] takes old entries away and leaves the chain whole. "base" names the last entry that it has put into an archive, with that
// entry's hash: the one after it is chained to it, so that the archives, read in the order of their names, and an export of the
// journal are one chain that an outside tool can verify from the first line to the last. Of the entries up to the base the log
// holds only those of subjects that were still open, or have gone on since, or are not the kind to leave; each is stored with the
// hash before it between its encoding and its own, because its neighbour may be gone. Before the first compaction the base is 0
// and the journal's beginning. Schema 1 had no base.
//
// Beside the file stands its anchor, "journal.db.head": how many entries there were, and the hash of the last, in two slots of one
// page that are written in turn, the newer one counting. The rule: a database with fewer entries than its anchor is rolled back,
// one with another hash at that place is foreign, and neither is opened for writing until a person removes the anchor. A database
// that is gone while its anchor counts entries is rolled back to nothing. The anchor is written by Tend, Open and Close after what
// it names is durable, so it is never ahead; between two calls of Tend it is behind by a sale.
//
// # Caveats
//
// One process at a time: bbolt locks the file, and nothing here waits for the lock. The promise about room holds on file systems
// that write in place, such as ext4; on one that copies (btrfs, f2fs) a full device shows as ErrBroken. bbolt's pages carry no
// checksums: damage to an entry is found by its hash when it is read, damage to the index by [Check] alone. A card put back or
// cloned as a whole brings its anchor with it; only a witness off the card sees that. On a 32-bit machine a journal ends at 1 GiB,
// a million and a half entries.
package journal
