package configs

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestTheSampleTemplate is valid, comments and all: what it shows in comments is too.
func TestTheSampleTemplate(t *testing.T) {
	t.Parallel()
	data, err := Templates.ReadFile("templates/receipt.toml")
	if err != nil {
		t.Fatal(err)
	}
	if sample, err := ParseTemplate("receipt.toml", data); err != nil || sample.Sale.Parts == nil || sample.Refund.Parts != nil {
		t.Errorf("%+v, %v", sample, err)
	}
	var all []string
	for line := range strings.Lines(string(data)) {
		for _, begin := range []string{"#[", "#parts", "#language", "#logo", "#header", "#footer"} {
			if strings.HasPrefix(line, begin) {
				line = line[1:]
			}
		}
		all = append(all, line)
	}
	whole, err := ParseTemplate(filepath.Join("shop", "receipt.toml"), []byte(strings.Join(all, "")))
	if err != nil || whole.Language != "both" || whole.Logo != filepath.Join("shop", "logo.png") || len(whole.Header) != 1 {
		t.Errorf("%+v, %v", whole, err)
	}
	for name, d := range whole.Documents() {
		if len(d.Parts) == 0 {
			t.Errorf("no example of [%s]", name)
		}
	}
}

// TestEveryFaultOfATemplate comes at once, with its line and a cure.
func TestEveryFaultOfATemplate(t *testing.T) {
	t.Parallel()
	_, err := ParseTemplate("receipt.toml", []byte(`language = "fr"
logo = "../../etc/logo.png"
header = ["1","2","3","4","5","6","7","8","9"]
footer = ["a\u001b@"]
colour = "red"
[sale]
parts = ["title", "brand", "amnt",
  "order", "rule", "rule", "order",
  "text: ok", "tall: \u001d", "shout: x"]
[refund]
parts = []
[receipt]
`))
	got := seen(t, err)
	want := []string{
		`1 language "fr" bad_language about.template.language`,
		`2 logo "../../etc/logo.png" template_logo about.template.logo`,
		`3 header too_many about.template.header`,
		`4 footer[1] "a\u001b@" control_characters about.template.footer`,
		`5 colour unknown_key hint_unknown_key`,
		`7 sale.parts part_missing hint_part_missing`,
		`7 sale.parts part_missing hint_part_missing`,
		`7 sale.parts[3] "amnt" part_unknown hint_did_you_mean`,
		`8 sale.parts[7] "order" part_twice hint_part_twice`,
		`9 sale.parts[10] "shout: x" part_unknown hint_parts`,
		`9 sale.parts[9] "tall: \u001d" control_characters about.template.sale.parts`,
		`11 refund.parts part_missing hint_part_missing`,
		`11 refund.parts part_missing hint_part_missing`,
		`11 refund.parts part_missing hint_part_missing`,
		`11 refund.parts part_missing hint_part_missing`,
		`11 refund.parts part_missing hint_part_missing`,
		`12 receipt unknown_key hint_unknown_key`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestPaperAboutMoneyIsWhole: of no document can a template leave out what became of the money, how much it was, when and under which
// number; the fault names the part and its line.
func TestPaperAboutMoneyIsWhole(t *testing.T) {
	t.Parallel()
	for document, must := range map[string][]string{
		"sale": {"title", "brand", "time", "order", "amount"}, "refund": {"title", "brand", "time", "order", "amount"},
		"cancel": {"title", "time", "order", "amount"}, "unresolved": {"title", "time", "order", "amount", "note"},
	} {
		for i, out := range must {
			text := "\n[" + document + "]\nparts = [\"" + strings.Join(slices.Delete(slices.Clone(must), i, i+1), `", "`) + "\"]\n"
			_, err := ParseTemplate("receipt.toml", []byte(text))
			if got := seen(t, err); len(got) != 1 || got[0] != "3 "+document+".parts part_missing hint_part_missing" {
				t.Errorf("%s without %s: %q", document, out, got)
			}
			if err != nil && !strings.Contains(err.Error(), out) {
				t.Errorf("%s without %s: %v", document, out, err)
			}
		}
		if _, err := ParseTemplate("receipt.toml", []byte("["+document+"]\nparts = [\""+strings.Join(must, `", "`)+"\"]\n")); err != nil {
			t.Errorf("%s: %v", document, err)
		}
	}
}

// TestATemplateThatIsNotThere says how to make one.
func TestATemplateThatIsNotThere(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	_, err := LoadTemplate(filepath.Join(dir, "receipt.toml"))
	if got := seen(t, err); len(got) != 1 || !strings.HasSuffix(got[0], "unreadable hint_template_missing") {
		t.Errorf("got %q", got)
	}
	if err := os.WriteFile(filepath.Join(dir, "receipt.toml"), []byte("[sale"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = LoadTemplate(filepath.Join(dir, "receipt.toml"))
	if got := seen(t, err); len(got) != 1 || !strings.HasPrefix(got[0], "1 ") || !strings.Contains(got[0], "syntax") {
		t.Errorf("got %q", got)
	}
}

func FuzzParseTemplate(f *testing.F) {
	data, err := Templates.ReadFile("templates/receipt.toml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add([]byte("[sale]\nparts = [\"text:\", [1], {}]\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := ParseTemplate("receipt.toml", data)
		if err != nil {
			return
		}
		for name, d := range got.Documents() {
			if d.Parts != nil && !slices.Contains(d.Parts, "order") {
				t.Errorf("%s passed without order: %q", name, d.Parts)
			}
		}
	})
}
