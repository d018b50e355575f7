package configs

import (
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"posd/configs/words"
)

const maxParts = 60 // of a receipt; more would be a roll of paper

// mustHave are the parts without which paper about money is worth nothing: what became of it, of how much, when, and under which number.
// Refunds start from the order number, Alipay's acceptance cases ask for brand and amount, and what is not known must say what not to
// do.
var mustHave = map[string][]string{
	"sale": {"title", "brand", "time", "order", "amount"}, "refund": {"title", "brand", "time", "order", "amount"},
	"cancel": {"title", "time", "order", "amount"}, "unresolved": {"title", "time", "order", "amount", "note"},
}

// repeatable are the parts that may stand on a receipt more than once.
var repeatable = []string{"rule", "blank"}

// faults returns what is wrong with the template's values.
func (t Template) faults() []Fault {
	k := checker{src: t.src}
	if t.Language != "" {
		k.language("language", string(t.Language))
	}
	if t.Logo != "" && !filepath.IsLocal(t.Logo) {
		k.fault("logo", strconv.Quote(t.Logo), "config.template_logo")
	}
	k.lines("header", t.Header)
	k.lines("footer", t.Footer)
	for name, d := range t.Documents() {
		if d.Parts != nil {
			k.parts(name, d.Parts)
		}
	}
	return k.list
}

// parts checks one document from top to bottom.
func (k *checker) parts(document string, parts []string) {
	key := document + ".parts"
	if len(parts) > maxParts {
		k.fault(key, "", "config.too_many", maxParts)
	}
	seen := map[string]bool{}
	for i, part := range parts {
		k.part(entry(key, i), part, seen)
	}
	for _, name := range mustHave[document] {
		if !seen[name] {
			k.list = append(k.list, k.src.fault(key, "", words.Say("config.part_missing", name), words.Say("config.hint_part_missing", name)))
		}
	}
}

// part checks one part, and notes that it was seen.
func (k *checker) part(key, part string, seen map[string]bool) {
	if style, text := SplitPart(part); style != "" {
		k.text(key, text, maxPaperLine)
		return
	}
	known := TemplateParts()
	switch {
	case !slices.Contains(known, part):
		hint := words.Say("config.hint_parts", strings.Join(known, ", "))
		if near := nearest(part, known); near != "" {
			hint = words.Say("config.hint_did_you_mean", near)
		}
		k.list = append(k.list, k.src.fault(key, strconv.Quote(part), words.Say("config.part_unknown"), hint))
	case seen[part] && !slices.Contains(repeatable, part):
		k.list = append(k.list, k.src.fault(key, strconv.Quote(part), words.Say("config.part_twice"), words.Say("config.hint_part_twice")))
	}
	seen[part] = true
}
