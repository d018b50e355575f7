package escpostest_test

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"posd/printer/escpos/escpostest"
)

// gb writes text in GB18030, the bytes a Chinese printer wants.
func gb(t *testing.T, text string) string {
	t.Helper()
	out, err := simplifiedchinese.GB18030.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// feed writes bytes that must all find room.
func feed(t *testing.T, p *escpostest.Printer, parts ...string) {
	t.Helper()
	if _, err := p.Write([]byte(strings.Join(parts, ""))); err != nil {
		t.Fatal(err)
	}
}

// printed feeds a new printer and returns the text that came out and the kinds of
// its violations.
func printed(t *testing.T, opts escpostest.Options, bytes string) (string, []escpostest.Kind) {
	t.Helper()
	p := escpostest.New(opts)
	feed(t, p, bytes)
	var text strings.Builder
	for _, paper := range p.Papers() {
		text.WriteString(paper.Text())
	}
	return text.String(), kinds(p)
}

// kinds returns the kinds of the violations so far.
func kinds(p *escpostest.Printer) []escpostest.Kind {
	var out []escpostest.Kind
	for _, v := range p.Violations() {
		out = append(out, v.Kind)
	}
	return out
}

// clean fails the test if the host did anything wrong.
func clean(t *testing.T, p *escpostest.Printer) {
	t.Helper()
	for _, v := range p.Violations() {
		t.Error(v)
	}
}

// wantReplies compares what the printer answered since it was last asked.
func wantReplies(t *testing.T, p *escpostest.Printer, want ...byte) {
	t.Helper()
	if got := p.Replies(); !slices.Equal(got, want) {
		t.Errorf("answered % X, want % X", got, want)
	}
}
