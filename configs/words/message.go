package words

// Message is a phrase with its arguments, not yet in any language: what a
// fault or a problem carries until somebody reads it.
type Message struct {
	Key  Key
	Args []any
}

// Say returns the message of key with args.
func Say(key Key, args ...any) Message {
	return Message{Key: key, Args: args}
}

// In returns the message in lang, as [Text] does.
func (m Message) In(lang Lang) string {
	return Text(lang, m.Key, m.Args...)
}

// IsZero reports whether nothing is said.
func (m Message) IsZero() bool {
	return m.Key == ""
}
