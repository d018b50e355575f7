// Package words is the one catalogue of what posd says to people: cashiers,
// customers, technicians and administrators, each phrase in Chinese and in
// English.
//
// # Rules
//
// A key is "area.name" in lower snake case, such as "printer.paper_out", and
// belongs to the one file named after its area; words.go joins the files. A
// phrase is a [fmt] format: a per cent sign is written twice, and both
// languages take the same verbs in the same order, or number them ("%[2]s").
// An argument that is a [Key] or a [Message] appears as its words in the language
// asked for. The tests hold every table to this.
//
// # Caveats
//
// Phrases carry no payment codes, keys or buyers' names, and no line breaks:
// whoever shows them knows the width. Asking for a key that is not there
// answers the key, because a sale must not stop for a missing word.
package words
