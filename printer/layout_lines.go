package printer

import (
	"strings"

	"posd/configs/words"
)

// text adds s, wrapped, in the manner of like. An empty s adds nothing.
func (l *layout) text(s string, like Text) {
	for _, line := range wrap(clean(s, l.paper.Narrow), l.cols/like.Size.Scale(), l.paper.Narrow) {
		like.Text = line
		l.add(like)
	}
}

// phrase adds a phrase in the paper's language; both languages get lines of
// their own.
func (l *layout) phrase(key words.Key, like Text) {
	switch l.paper.Lang {
	case words.Bilingual:
		zh, en := words.Both(key)
		l.text(zh, like)
		l.text(en, like)
	case words.Zh, words.En:
		l.text(words.Text(l.paper.Lang, key), like)
	default:
		l.text(words.Text(words.En, key), like)
	}
}

// once returns a phrase which names the thing in both languages already, or
// need not: Chinese for a Chinese reader, else English.
func (l *layout) once(key words.Key, args ...any) string {
	switch l.paper.Lang {
	case words.Zh, words.Bilingual:
		return words.Text(words.Zh, key, args...)
	case words.En:
	}
	return words.Text(words.En, key, args...)
}

// Label returns the name of a row, such as the left end of a Line, as it stands
// on paper: both languages side by side if asked.
func Label(lang words.Lang, key words.Key, args ...any) string {
	if lang != words.Bilingual {
		return words.Text(lang, key, args...)
	}
	zh, en := words.Both(key, args...)
	return zh + " " + en
}

// label is Label in the paper's language.
func (l *layout) label(key words.Key) string { return Label(l.paper.Lang, key) }

// field adds "label: value". A value that does not fit beside its label but
// on a line of its own gets one, so that numbers stay whole.
func (l *layout) field(key words.Key, value string) {
	value = clean(value, l.paper.Narrow)
	if value == "" {
		return
	}
	label := l.label(key) + l.colon()
	switch wl, wv := Width(label, l.paper.Narrow), Width(value, l.paper.Narrow); {
	case wl+wv <= l.cols:
		l.add(Text{Text: label + value})
	case wv <= l.cols:
		l.text(label, Text{})
		l.add(Text{Text: value, Align: Right})
	default:
		l.text(label+value, Text{})
	}
}

// prose adds "label: value" of a value that is read and not copied: it may be
// broken where text is broken.
func (l *layout) prose(key words.Key, value string) {
	if value = clean(value, l.paper.Narrow); value != "" {
		l.text(l.label(key)+l.colon()+value, Text{})
	}
}

// total adds the sum that everybody looks for, as large as fits onto one line.
func (l *layout) total(label, sum string) {
	like := Columns{Size: Large, Bold: true}
	if (Width(label, l.paper.Narrow)+1+Width(sum, l.paper.Narrow))*Large.Scale() > l.cols {
		like.Size = Tall
	}
	l.pair(label, sum, like)
}

// signLines is the blank paper above where somebody signs: 7.5 mm for the hand.
const signLines = 2

// sign adds a line on which somebody signs: it begins behind what stands at
// its left.
func (l *layout) sign(left string) {
	left = clean(left, l.paper.Narrow)
	room := l.cols - Width(left, l.paper.Narrow) - 1
	if room < l.cols/3 {
		l.text(left, Text{})
		left, room = "", l.cols-1
	}
	l.add(Feed{Lines: signLines}, Columns{Left: left, Right: strings.Repeat("_", room)})
}

// colon returns what stands between label and value: Chinese text has a wide
// colon and no blank.
func (l *layout) colon() string {
	if l.paper.Lang == words.Zh {
		return "："
	}
	return ": "
}

// pair adds left and right on one line, or under each other where they do not
// fit.
func (l *layout) pair(left, right string, like Columns) {
	left, right = clean(left, l.paper.Narrow), clean(right, l.paper.Narrow)
	cols := l.cols / like.Size.Scale()
	if Width(left, l.paper.Narrow)+1+Width(right, l.paper.Narrow) <= cols {
		like.Left, like.Right = left, right
		l.add(like)
		return
	}
	l.text(left, Text{Size: like.Size, Bold: like.Bold})
	l.text(right, Text{Align: Right, Size: like.Size, Bold: like.Bold})
}
