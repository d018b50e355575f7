package strict_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"posd/payment/alipay/strict"
)

func TestParseTakes(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		`{}`,
		" \t\r\n{ } \n",
		`{"a":1,"b":-0.5e+10,"c":0,"d":[],"e":[1,[2],{"a":null}],"f":true,"g":false,"h":null}`,
		`{"中":"文","s":"\"\\\/\b\f\n\r\t中"}`,
		`{"a":{"a":{"a":1}},"b":{"a":2}}`,
		strings.Repeat(`{"a":`, strict.MaxDepth-1) + "{}" + strings.Repeat("}", strict.MaxDepth-1),
	} {
		if _, err := strict.Parse([]byte(text)); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	many := strings.Builder{}
	for i := range strict.MaxMembers + 1 {
		many.WriteString(`,"` + strings.Repeat("a", i+1) + `":1`)
	}
	for _, c := range []struct {
		text string
		want error
	}{
		{"", strict.ErrSyntax},
		{" ", strict.ErrSyntax},
		{"[]", strict.ErrSyntax},
		{"null", strict.ErrSyntax},
		{"<html>", strict.ErrSyntax},
		{`{"a":1}{"a":1}`, strict.ErrSyntax},
		{`{"a":1} x`, strict.ErrSyntax},
		{"{\"a\":1}\x00", strict.ErrSyntax},
		{`{"a":1`, strict.ErrSyntax},
		{`{"a":1,}`, strict.ErrSyntax},
		{`{,"a":1}`, strict.ErrSyntax},
		{`{"a" 1}`, strict.ErrSyntax},
		{`{"a":}`, strict.ErrSyntax},
		{`{a:1}`, strict.ErrSyntax},
		{`{'a':1}`, strict.ErrSyntax},
		{`{"a":01}`, strict.ErrSyntax},
		{`{"a":+1}`, strict.ErrSyntax},
		{`{"a":1.}`, strict.ErrSyntax},
		{`{"a":.5}`, strict.ErrSyntax},
		{`{"a":1e}`, strict.ErrSyntax},
		{`{"a":NaN}`, strict.ErrSyntax},
		{`{"a":True}`, strict.ErrSyntax},
		{`{"a":nullx}`, strict.ErrSyntax},
		{`{"a":[1 2]}`, strict.ErrSyntax},
		{`{"a":[1,]}`, strict.ErrSyntax},
		{`{"a":"` + "\n" + `"}`, strict.ErrSyntax},
		{`{"a":"\x"}`, strict.ErrSyntax},
		{`{"a":"\u12g4"}`, strict.ErrSyntax},
		{`{"a":"\u12`, strict.ErrSyntax},
		{`{"a":"`, strict.ErrSyntax},
		{`{"a":"\`, strict.ErrSyntax},
		{"{\"a\":\"\xc4\xe3\"}", strict.ErrSyntax}, // GBK
		{`{"\u0061":1}`, strict.ErrSyntax},
		{`{"a":1,"a":1}`, strict.ErrRepeated},
		{`{"a":1,"b":2,"A":1}`, strict.ErrRepeated},
		{`{"status":1,"` + "\u017f" + `tatus":2}`, strict.ErrRepeated}, // the long s folds to s, as in encoding/json
		{`{"k":1,"` + "\u212a" + `":2}`, strict.ErrRepeated},           // the kelvin sign folds to k
		{`{"x":{"deep":[{"a":1,"a":2}]}}`, strict.ErrRepeated},
		{strings.Repeat(`{"a":`, strict.MaxDepth) + "{}" + strings.Repeat("}", strict.MaxDepth), strict.ErrLimit},
		{`{"a":` + strings.Repeat("[", 100_000), strict.ErrLimit},
		{"{" + many.String()[1:] + "}", strict.ErrLimit},
	} {
		if _, err := strict.Parse([]byte(c.text)); !errors.Is(err, c.want) {
			t.Errorf("%.60q: %v, want %v", c.text, err, c.want)
		}
	}
}

func TestErrorsDoNotRepeatTheText(t *testing.T) {
	t.Parallel()
	_, err := strict.Parse([]byte(`{"identityCode":"281234567890123456`))
	if err == nil || strings.Contains(err.Error(), "28123") || strings.Contains(err.Error(), "identity") {
		t.Errorf("%v", err)
	}
}

// The value handed out is the very slice of the text that a signature covers.
func TestValuesAliasTheText(t *testing.T) {
	t.Parallel()
	text := []byte(` { "response" :  {"a": 1 , "b":[ ]}  , "signature":"x" } `)
	o, err := strict.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	value, ok := o.Value("response")
	if !ok || string(value) != `{"a": 1 , "b":[ ]}` {
		t.Fatalf("%q", value)
	}
	value[1] = ' '
	if text[bytes.IndexByte(text, ':')+4] != ' ' {
		t.Error("the value is a copy")
	}
}

func TestMembers(t *testing.T) {
	t.Parallel()
	o, err := strict.Parse([]byte(`{"s":"a中\n","n":1250,"neg":-1.5,"none":null,"empty":"","t":true,"o":{"x":"y"},"l":[]}`))
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"s": "a中\n", "n": "1250", "neg": "-1.5", "none": "", "empty": "", "missing": "", "S": "",
	} {
		if got, err := o.Text(name); got != want || err != nil {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	for _, name := range []string{"t", "o", "l"} {
		if _, err := o.Text(name); !errors.Is(err, strict.ErrKind) {
			t.Errorf("%s as text: %v", name, err)
		}
	}
	for _, name := range []string{"s", "l"} {
		if _, err := o.Object(name); !errors.Is(err, strict.ErrKind) {
			t.Errorf("%s as object: %v", name, err)
		}
	}
	inner, err := o.Object("o")
	if x, _ := inner.Text("x"); err != nil || x != "y" {
		t.Errorf("inner: %v, %v", inner, err)
	}
	for _, name := range []string{"none", "missing"} {
		if inner, err := o.Object(name); inner != nil || err != nil {
			t.Errorf("%s: %v, %v", name, inner, err)
		}
		if _, ok := o.Value(name); ok {
			t.Errorf("%s is there", name)
		}
	}
}

// What is taken here, encoding/json takes too and reads the same; what it refuses, is refused here.
func FuzzParse(f *testing.F) {
	for _, text := range []string{
		`{"response":{"head":{},"body":{"resultInfo":{"resultStatus":"S"}}},"signature":"x"}`,
		`{"a":"é\/","b":[1.5e3,{"c":null}]}`, `{"a":1,"A":2}`, `{"a":{`, "{\"a\":\"\\ud800\"}", ` {} `, `{"a":tru}`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		o, err := strict.Parse(text)
		if err != nil {
			return
		}
		var theirs map[string]json.RawMessage
		if err := json.Unmarshal(text, &theirs); err != nil {
			t.Fatalf("%q: encoding/json refuses it: %v", text, err)
		}
		if len(theirs) != len(o) {
			t.Fatalf("%q: %d members, encoding/json has %d", text, len(o), len(theirs))
		}
		for _, m := range o {
			if !bytes.Equal(theirs[m.Name], m.Value) {
				t.Fatalf("%q: member %q is %q, encoding/json has %q", text, m.Name, m.Value, theirs[m.Name])
			}
			if got, err := o.Text(m.Name); err == nil && m.Value[0] == '"' {
				var want string
				if json.Unmarshal(m.Value, &want) != nil || got != want {
					t.Fatalf("%q: text %q, encoding/json has %q", text, got, want)
				}
			}
		}
	})
}
