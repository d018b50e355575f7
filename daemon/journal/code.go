package journal

// Code says in one word what state a journal is in. Codes are stable: scripts read them.
type Code string

// The codes. What a person should know and do about each is in the words catalogue under "journal.<code>" and
// "journal.<code>_cure".
const (
	CodeOK         Code = "ok"
	CodeMissing    Code = "missing"      // there is no file
	CodeInUse      Code = "in_use"       // a daemon has it open
	CodeNotJournal Code = "not_journal"  // some other file, or one of no content
	CodeTruncated  Code = "truncated"    // its end is missing
	CodeOversized  Code = "oversized"    // larger than any journal can be
	CodeDamaged    Code = "damaged"      // a page or an entry holds what was never written
	CodeChain      Code = "chain_broken" // an entry is missing, or its hash does not fit
	CodeIndex      Code = "index_wrong"  // the entries are whole, lookups are not
	CodeNewer      Code = "newer"        // written by a newer program
	CodeRolledBack Code = "rolled_back"  // fewer entries than the anchor saw
	CodeForeign    Code = "foreign"      // other entries than the anchor saw
	CodeFull       Code = "full"         // no room on the device
	CodeBroken     Code = "broken"       // a write or a flush failed
	CodeUnreadable Code = "unreadable"   // permissions, or the device fails to read
	CodeTimeout    Code = "timeout"      // the examination did not end in time
	CodeCrashed    Code = "crashed"      // the examination was killed by the file
)

// sentinel returns the error to compare with, nil for CodeOK and for a code this program does not know.
func (c Code) sentinel() error {
	switch c {
	case CodeOK:
		return nil
	case CodeMissing:
		return ErrMissing
	case CodeInUse:
		return ErrInUse
	case CodeNotJournal:
		return ErrNotJournal
	case CodeTruncated:
		return ErrTruncated
	case CodeOversized:
		return ErrOversized
	case CodeDamaged:
		return ErrDamaged
	case CodeChain:
		return ErrChain
	case CodeIndex:
		return ErrIndex
	case CodeNewer:
		return ErrNewer
	case CodeRolledBack:
		return ErrRolledBack
	case CodeForeign:
		return ErrForeign
	case CodeFull:
		return ErrFull
	case CodeBroken:
		return ErrBroken
	case CodeUnreadable:
		return ErrUnreadable
	case CodeTimeout:
		return ErrTimeout
	case CodeCrashed:
		return ErrCrashed
	}
	return nil
}
