package strict

import "errors"

// Errors of reading. Each is wrapped with the byte offset or the name of the member.
var (
	// ErrSyntax says that the text is not one JSON object in UTF-8.
	ErrSyntax = errors.New("not a JSON object")
	// ErrRepeated says that an object has two members whose names are equal but for case.
	ErrRepeated = errors.New("a member is there twice")
	// ErrLimit says that the text is nested too deep or an object has too many members.
	ErrLimit = errors.New("too deep or too many members")
	// ErrKind says that a member is there but is of another kind.
	ErrKind = errors.New("another kind of value")
)
