// Package strict reads JSON that somebody else signed, in the one way in which it cannot mean two things.
//
// encoding/json takes the last of two members with one name, and "Response" for "response". Whoever can add a member to an
// envelope can so put a forged one beside the one that was signed. Here an object with repeated names, in whatever case, is no
// object; a name is matched byte for byte; and a value is handed out as the very bytes that a signature covers.
//
// # Rules
//
// [Parse] checks the whole text: RFC 8259 syntax, valid UTF-8, no name twice in any object at any depth (compared without
// regard to case), no escapes in names, at most [MaxDepth] levels and [MaxMembers] members an object. Values are not copied:
// they alias the text. Errors tell a byte offset and never the text.
//
// # Caveats
//
// The caller bounds the size of the text. A member that is null counts as not there.
package strict
