package words

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	keyShape = regexp.MustCompile(`^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$`)
	verb     = regexp.MustCompile(`%[-+# 0]*(\[\d+\])?[\d.*]*[a-zA-Z%]`)
	declared = regexp.MustCompile(`(?m)^\s*"([a-z0-9_.]+)":\s*\{`)
	numbered = regexp.MustCompile(`\[(\d+)\]`)
)

func TestPhrasesAreWholeInBothLanguages(t *testing.T) {
	t.Parallel()
	for _, area := range areas {
		for key, p := range area {
			if !keyShape.MatchString(string(key)) {
				t.Errorf("%s: a key is area.name in lower snake case", key)
			}
			for _, text := range []string{p.Zh, p.En} {
				if text == "" || strings.TrimSpace(text) != text || strings.ContainsAny(text, "\r\n\t") {
					t.Errorf("%s: %q is empty, padded or broken over lines", key, text)
				}
				if strings.Contains(verb.ReplaceAllString(text, ""), "%") {
					t.Errorf("%s: %q has a lone per cent sign: write it twice", key, text)
				}
			}
			if zh, en := verbs(p.Zh), verbs(p.En); !slices.Equal(zh, en) {
				t.Errorf("%s: Chinese takes %q, English %q", key, zh, en)
			}
		}
	}
}

// TestKeysAreWrittenOnce reads the sources, because a key that is in two tables
// is lost where they are joined.
func TestKeysAreWrittenOnce(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	written := map[string]string{}
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		for _, m := range declared.FindAllSubmatch(source, -1) {
			key := string(m[1])
			if other, ok := written[key]; ok {
				t.Errorf("%s is in %s and in %s", key, other, file)
			}
			written[key] = file
		}
	}
	if len(written) != len(Keys()) {
		t.Errorf("the catalogue has %d keys, the sources %d", len(Keys()), len(written))
	}
}

func TestText(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		lang Lang
		key  Key
		args []any
		want string
	}{
		{Zh, "display.confirming", nil, "等待用户确认支付"},
		{En, "display.paid", nil, "Paid, thank you"},
		{Bilingual, "display.idle", nil, "欢迎光临 / Welcome"},
		{"", "display.idle", nil, "Welcome"},
		{Zh, "no.such_key", []any{1}, "no.such_key"},
	} {
		if got := Text(c.lang, c.key, c.args...); got != c.want {
			t.Errorf("Text(%s, %s) = %q, want %q", c.lang, c.key, got, c.want)
		}
	}
	if zh, en := Both("display.idle"); zh != "欢迎光临" || en != "Welcome" {
		t.Errorf("Both = %q, %q", zh, en)
	}
	if Has("no.such_key") || !Has("display.idle") {
		t.Error("Has is wrong")
	}
}

func TestWordsAmongArgumentsAreSpoken(t *testing.T) {
	t.Parallel()
	for _, arg := range []any{Key("display.paid"), Say("display.paid"), "支付成功"} {
		if got := format(Zh, "%s：%d", []any{arg, 3}); got != "支付成功：3" {
			t.Errorf("%T: got %q", arg, got)
		}
	}
	if !(Message{}).IsZero() || Say("display.paid").IsZero() {
		t.Error("IsZero is wrong")
	}
}

func TestParseLang(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"zh", "en", "both"} {
		if lang, err := ParseLang(name); err != nil || string(lang) != name {
			t.Errorf("ParseLang(%q) = %q, %v", name, lang, err)
		}
	}
	if _, err := ParseLang("ZH"); err == nil {
		t.Error(`ParseLang("ZH") passed`)
	}
}

// verbs lists the verbs of a format in the order of the arguments they take.
func verbs(text string) []string {
	var plain, byNumber []string
	for _, v := range verb.FindAllString(text, -1) {
		switch {
		case v == "%%":
		case numbered.MatchString(v):
			byNumber = append(byNumber, numbered.FindString(v)+numbered.ReplaceAllString(v, ""))
		default:
			plain = append(plain, v)
		}
	}
	slices.Sort(byNumber)
	byNumber = slices.Compact(byNumber)
	for i, v := range byNumber {
		_, byNumber[i], _ = strings.Cut(v, "]")
	}
	return append(plain, byNumber...)
}
