package alipaytest

import (
	"bytes"
	"encoding/json"
	"testing"
)

// FuzzEnvelope: whatever comes in, what is called signed is one whole JSON value that stands in the message byte for byte, and
// the parts are inside it.
func FuzzEnvelope(f *testing.F) {
	for _, seed := range []string{
		`{"request":{"head":{"version":"2.0.4"},"body":{}},"signature":"AA=="}`,
		" {\n\"signature\" : \"\" , \"request\": { \"body\":{}, \"head\":{\"a\":[1,{}]} } } ",
		`{"request":{"head":{},"body":{}},"request":{},"signature":""}`,
		`{"\u0072equest":{"head":{},"body":{}},"signature":""}`,
		`{"request":{"head":{},"body":{}},"signature":""}{}`,
		`{"request":null,"signature":null}`, `{`, `[]`, ``, "\xff", `{"request":{"head":[],"body":1},"signature":"x"}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, message []byte) {
		e, err := parseEnvelope(message)
		if err != nil {
			return
		}
		if !json.Valid(e.signed) || !bytes.Contains(message, e.signed) {
			t.Fatalf("signed %q is not of %q", e.signed, message)
		}
		var loose struct {
			Request   json.RawMessage `json:"request"`
			Signature string          `json:"signature"`
		}
		if err := json.Unmarshal(message, &loose); err != nil || !bytes.Equal(loose.Request, e.signed) || loose.Signature != e.signature {
			t.Fatalf("a lenient reader sees %q, %v", loose.Request, err)
		}
		for name, value := range e.body {
			if !json.Valid(value) {
				t.Fatalf("member %q is %q", name, value)
			}
		}
	})
}

// FuzzMoney: an amount that is taken is written back as it came.
func FuzzMoney(f *testing.F) {
	for _, seed := range []string{
		`{"currency":"JPY","value":"1000"}`, `{"currency":"JPY","value":"01"}`, `{"currency":"JPY","value":1}`,
		`{"currency":"JPY","value":"99999999999999999999"}`, `{"currency":"jpy","value":"1"}`, `{"value":"1","currency":"USD","x":1}`, `null`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		m, err := parseMoney(raw)
		if err != nil {
			return
		}
		text, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := parseMoney(text); err != nil || again != m || m.Value < 1 || m.Value > maxValue {
			t.Fatalf("%s became %s: %v", raw, text, err)
		}
	})
}

// FuzzScenarioOf: any digits select some scenario, and never another than they say.
func FuzzScenarioOf(f *testing.F) {
	f.Add("280074000000000001")
	f.Add("2800")
	f.Add("28009")
	f.Add("000010-100000000")
	f.Fuzz(func(t *testing.T, code string) {
		s := ScenarioOf(code)
		if s.Name == "" || s.Number != 0 && (len(code) < 16 || ScenarioOf(s.Code).Name != s.Name) {
			t.Fatalf("%q selects %+v", code, s)
		}
	})
}
