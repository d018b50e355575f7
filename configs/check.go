package configs

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"posd/configs/words"
)

// Validate returns every fault of c as one *Error, or nil. Parse has done so
// already; this is for a Config made by hand or changed.
func (c Config) Validate() error {
	return Invalid(c.faults()...)
}

// faults returns what is wrong with the values.
func (c Config) faults() []Fault {
	k := checker{src: c.src, shop: c.Merchant}
	k.terminal(c.Terminal)
	k.merchant(c.Merchant)
	k.gateway(c.Gateway)
	k.spotMerchant(c)
	k.openAPIShop(c)
	k.scanners(c.Scanners)
	k.printer(c.Printer)
	k.receipt(c.Receipt)
	k.display(c.Display)
	k.drawer(c.Drawer, c.Printer)
	k.gpio(c.GPIO, c.Drawer)
	k.samePort(c)
	k.admin(c.Admin)
	k.journal(c.Journal)
	k.staff(c.Staff)
	k.policy(c.Policy, c.Printer)
	k.showCode(c.ShowCode, c.Gateway, c.Printer)
	return k.list
}

// besides returns the faults of values whose keys have no fault of type: a
// second sentence about the same line would only confuse.
func besides(types, values []Fault) []Fault {
	var rest []Fault
	for _, v := range values {
		if !concernsAny(v.Key, types) {
			rest = append(rest, v)
		}
	}
	return rest
}

// concernsAny reports whether key is in a faulty table or list, or is a list
// with a faulty entry.
func concernsAny(key string, faults []Fault) bool {
	for _, f := range faults {
		if key == f.Key || strings.HasPrefix(key, f.Key+".") || strings.HasPrefix(key, f.Key+"[") ||
			strings.HasPrefix(f.Key, key+"[") {
			return true
		}
	}
	return false
}

// checker collects the faults of values.
type checker struct {
	src  source
	shop Merchant // what some families need of it
	list []Fault
}

// fault notes that key's value has a problem; the hint is the key's own.
func (k *checker) fault(key, value string, problem words.Key, args ...any) {
	k.list = append(k.list, k.src.fault(key, value, words.Say(problem, args...), words.Message{}))
}

// required notes a key that must have a value, and reports whether it has.
func (k *checker) required(key, value string) bool {
	if value == "" {
		k.fault(key, "", "config.required")
	}
	return value != ""
}

// text notes a text that is too long, in characters, or would act on a printer
// or a display instead of being shown.
func (k *checker) text(key, value string, longest int) {
	switch {
	case !isPrintable(value):
		k.fault(key, strconv.Quote(value), "config.control_characters")
	case utf8.RuneCountInString(value) > longest:
		k.fault(key, strconv.Quote(value), "config.too_long", longest)
	}
}

// lines checks a list of lines for paper.
func (k *checker) lines(key string, lines []string) {
	if len(lines) > maxPaperLines {
		k.fault(key, "", "config.too_many", maxPaperLines)
	}
	for i, line := range lines {
		k.text(entry(key, i), line, maxPaperLine)
	}
}

// shaped notes a value that is not of the shape; an empty one is left alone.
func (k *checker) shaped(key, value string, shape *regexp.Regexp, problem words.Key) {
	if value != "" && !shape.MatchString(value) {
		k.fault(key, strconv.Quote(value), problem)
	}
}

// oneOf notes a value that is not among the words allowed.
func (k *checker) oneOf(key, value string, allowed ...string) bool {
	if slices.Contains(allowed, value) {
		return true
	}
	if value == "" {
		k.fault(key, "", "config.required")
		return false
	}
	k.fault(key, strconv.Quote(value), "config.not_one_of", `"`+strings.Join(allowed, `", "`)+`"`)
	return false
}

// between notes a number out of its range.
func (k *checker) between(key string, value, least, most int) {
	if value < least || value > most {
		k.fault(key, strconv.Itoa(value), "config.out_of_range", least, most)
	}
}

// amongNumbers notes a number that is not in the list.
func (k *checker) amongNumbers(key string, value int, allowed ...int) {
	if !slices.Contains(allowed, value) {
		k.fault(key, strconv.Itoa(value), "config.not_one_of", strings.Trim(fmt.Sprint(allowed), "[]"))
	}
}

// lasts notes a duration out of its range.
func (k *checker) lasts(key string, value, least, most time.Duration) {
	if value < least || value > most {
		k.fault(key, value.String(), "config.duration_out_of_range", least, most)
	}
}

// waits checks a list of pauses, one by one and together.
func (k *checker) waits(key string, waits []time.Duration) {
	if len(waits) < 1 || len(waits) > maxWaits {
		k.fault(key, "", "config.entries_out_of_range", 1, maxWaits)
	}
	var sum time.Duration
	for i, w := range waits {
		k.lasts(entry(key, i), w, minWait, maxWait)
		sum += w
	}
	if sum > maxWaitSum {
		k.fault(key, sum.String(), "config.waits_too_long", maxWaitSum)
	}
}

// entry returns the key of the i-th entry, from 0, of a list.
func entry(key string, i int) string {
	return key + "[" + strconv.Itoa(i+1) + "]"
}

// about returns what a key is for, with an example: the hint of last resort.
func about(key string) words.Message {
	key = withoutIndex(key)
	if says := words.Key("config.about." + key); words.Has(says) {
		return words.Say(says)
	}
	return words.Message{}
}
