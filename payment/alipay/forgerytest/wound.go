package forgerytest

import "regexp"

// field returns the body, or one of the headers from 1.
func (a *Answer) field(i int) *string {
	if i == 0 {
		return &a.Body
	}
	return &a.Headers[i-1].Value
}

// wound mutilates one field of an answer; the body as often as all headers together.
func (r *run) wound(truth Answer) Answer {
	out := truth.clone()
	at := 0
	if n := len(truth.Headers); n > 0 && r.rng.IntN(2) == 0 {
		at = 1 + r.rng.IntN(n)
	}
	field := out.field(at)
	if len(*field) < 2 {
		return truth
	}
	other := r.other(at)
	switch kind := r.rng.IntN(10); {
	case kind == 0:
		*field = other
	case kind == 1:
		*field = r.graft(*field, other)
	case kind <= 3:
		*field = r.swapWords(*field)
	default:
		*field = r.mutilate(*field)
	}
	return *out
}

// other returns the same field of another answer, truth or lie.
func (r *run) other(at int) string {
	x := r.targets[r.rng.IntN(len(r.targets))]
	a := x.Truth
	if n := len(x.Lies); n > 0 && r.rng.IntN(2) == 0 {
		a = x.Lies[r.rng.IntN(n)]
	}
	if at > len(a.Headers) {
		return ""
	}
	return *a.clone().field(at)
}

// span returns two places in a text, in order.
func (r *run) span(n int) (i, j int) {
	i, j = r.rng.IntN(n+1), r.rng.IntN(n+1)
	return min(i, j), max(i, j)
}

// graft puts a piece of another text in the place of a piece: the same place, as often as any.
func (r *run) graft(text, other string) string {
	i, j := r.span(len(text))
	k, l := r.span(len(other))
	if r.rng.IntN(2) == 0 {
		k, l = min(i, len(other)), min(j, len(other))
	}
	return text[:i] + other[k:l] + text[j:]
}

var word = regexp.MustCompile(`[A-Za-z0-9_.]+`)

// swapWords lets two words, such as two members' values or names, change places.
func (r *run) swapWords(text string) string {
	words := word.FindAllStringIndex(text, -1)
	if len(words) < 2 {
		return text
	}
	a, b := r.rng.IntN(len(words)), r.rng.IntN(len(words))
	i, j := words[min(a, b)], words[max(a, b)]
	if a == b {
		return text[:i[0]] + text[i[1]:]
	}
	return text[:i[0]] + text[j[0]:j[1]] + text[i[1]:j[0]] + text[i[0]:i[1]] + text[j[1]:]
}

// pieces are what readers of JSON, XML and headers stumble over.
const pieces = `{}[]<>/"',:;=&%\ 0YNSFUT` + "\n\r\x00"

// mutilate cuts, doubles, swaps, overwrites or puts in.
func (r *run) mutilate(text string) string {
	i, j := r.span(len(text) - 1)
	switch r.rng.IntN(6) {
	case 0:
		return text[:i] + text[j:]
	case 1:
		return text[:j] + text[i:]
	case 2:
		return text[:i]
	case 3:
		b := []byte(text)
		b[i], b[j] = b[j], b[i]
		return string(b)
	case 4:
		b := []byte(text)
		b[i] = byte(r.rng.Uint32()) //nolint:gosec // its lowest eight bits
		return string(b)
	}
	return text[:i] + string(pieces[r.rng.IntN(len(pieces))]) + text[i:]
}
