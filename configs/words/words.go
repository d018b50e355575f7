package words

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Lang says which of the two languages a reader is given.
type Lang string

// The languages, spelt as the configuration spells them.
const (
	Zh        Lang = "zh"   // Simplified Chinese.
	En        Lang = "en"   // English.
	Bilingual Lang = "both" // Chinese, then English.
)

// Key names a phrase: "area.name".
type Key string

// ErrLang reports a language that is neither "zh", "en" nor "both".
var ErrLang = errors.New(`words: language is not "zh", "en" or "both"`)

// between stands between the two languages of a Bilingual text.
const between = " / "

// phrase is one thing to say, as a fmt format in each language.
type phrase struct{ Zh, En string }

// table is the phrases of one area.
type table map[Key]phrase

// areas lists the table of every file, one a line.
var areas = []table{
	adminWords,
	commandWords,
	configAboutWords,
	configWords,
	displayWords,
	healthWords, reachWords, clockWords,
	journalWords,
	printerWords,
	reasonWords,
	reconcileWords,
	relayAboutWords, relayWords,
	simWords,
	tillWords,
}

// catalogue is all areas in one, built once and never written again.
var catalogue = join(areas)

// join copies the tables into one; the tests refuse a key that is in two.
func join(tables []table) table {
	all := table{}
	for _, t := range tables {
		maps.Copy(all, t)
	}
	return all
}

// Text returns the phrase of key in lang with args put in. A Key or a Message
// among args becomes its own words. An unknown key returns the key itself, an
// unknown language English.
func Text(lang Lang, key Key, args ...any) string {
	p, ok := catalogue[key]
	if !ok {
		return string(key)
	}
	switch lang {
	case Zh:
		return format(Zh, p.Zh, args)
	case Bilingual:
		return format(Zh, p.Zh, args) + between + format(En, p.En, args)
	case En:
	}
	return format(En, p.En, args)
}

// Both returns the phrase of key in Chinese and in English, as [Text] does.
func Both(key Key, args ...any) (zh, en string) {
	return Text(Zh, key, args...), Text(En, key, args...)
}

// Has reports whether the catalogue knows key.
func Has(key Key) bool {
	_, ok := catalogue[key]
	return ok
}

// Keys returns every key of the catalogue, sorted.
func Keys() []Key {
	return slices.Sorted(maps.Keys(catalogue))
}

// ParseLang reads a language as the configuration spells it: "zh", "en" or
// "both". Anything else is ErrLang.
func ParseLang(name string) (Lang, error) {
	switch lang := Lang(name); lang {
	case Zh, En, Bilingual:
		return lang, nil
	default:
		return "", fmt.Errorf("%w: %q", ErrLang, name)
	}
}

// format puts args into one language's text, first giving the keys and
// messages among them their own words.
func format(lang Lang, text string, args []any) string {
	if len(args) == 0 && !strings.Contains(text, "%") {
		return text
	}
	said := make([]any, len(args))
	for i, arg := range args {
		switch inner := arg.(type) {
		case Key:
			arg = Text(lang, inner)
		case Message:
			arg = inner.In(lang)
		}
		said[i] = arg
	}
	return fmt.Sprintf(text, said...)
}
