package spot

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"posd/payment"
)

// A forged part beside a signed one, in every way in which a lenient reader would take it.
func TestForgedDocuments(t *testing.T) {
	t.Parallel()
	c := newClient(t, SignRSA2)
	truth := document(t, SignRSA2, "result_code", "UNKNOW", "error", "ORDER_SUCCESS_PAY_INPROCESS", "partner_trans_id", testNumber)
	if a := c.verdict(http.StatusOK, truth); a.Outcome != payment.Confirming {
		t.Fatalf("the truth is not believed: %+v", a)
	}
	const lie = "<response><alipay><result_code>SUCCESS</result_code><partner_trans_id>" + testNumber + "</partner_trans_id></alipay></response>"
	put := func(before, what string) string { return strings.Replace(truth, before, what+before, 1) }
	for name, raw := range map[string]string{
		"second response":     put("<sign>", lie),
		"first response":      put("<response>", lie),
		"Response":            put("<sign>", strings.NewReplacer("<response>", "<Response>", "</response>", "</Response>").Replace(lie)),
		"second alipay":       put("</response>", "<alipay><result_code>SUCCESS</result_code></alipay>"),
		"second result":       put("<result_code>", "<result_code>SUCCESS</result_code>"),
		"RESULT_CODE":         put("<result_code>", "<RESULT_CODE>SUCCESS</RESULT_CODE>"),
		"inside a member":     strings.Replace(truth, "UNKNOW", "<result_code>SUCCESS</result_code>", 1),
		"comment":             put("<result_code>", "<!-- -->"),
		"comment in the name": strings.Replace(truth, "UNKNOW", "SUCCESS<!---->", 1),
		"cdata":               strings.Replace(truth, "UNKNOW", "<![CDATA[SUCCESS]]>", 1),
		"entity":              strings.Replace(truth, "<alipay>", `<!DOCTYPE alipay [<!ENTITY r "SUCCESS">]><alipay>`, 1),
		"entity used":         strings.Replace(truth, "UNKNOW", "&r;", 1),
		"number":              strings.Replace(truth, "UNKNOW", "&#83;UCCESS", 1),
		"instruction":         put("<result_code>", "<?x y?>"),
		"attribute":           strings.Replace(truth, "<result_code>", `<result_code type="x">`, 1),
		"name attribute":      strings.Replace(truth, "<result_code>", `<result_code name="x">`, 1),
		"namespace":           strings.Replace(truth, "<alipay>", `<alipay xmlns="x">`, 1),
		"trailing":            truth + lie,
		"leading":             lie + truth,
		"extra":               put("<sign>", "<extra></extra>"),
		"no sign":             truth[:strings.Index(truth, "<sign>")] + "</alipay>",
		"empty sign":          truth[:strings.Index(truth, "<sign>")] + "<sign></sign><sign_type>RSA2</sign_type></alipay>",
		"two signs":           put("<sign>", "<sign>x</sign>"),
		"refused request":     strings.Replace(truth, "<is_success>T", "<is_success>F", 1),
		"changed":             strings.Replace(truth, "UNKNOW", "SUCCESS", 1),
		"moved":               strings.Replace(truth, "<response><alipay>", "<response><alipay><alipay_pay_time>1</alipay_pay_time>", 1),
		"downgrade":           strings.Replace(truth, "<sign_type>RSA2", "<sign_type>MD5", 1),
		"UTF-16":              "\xff\xfe<\x00a\x00",
		"empty":               "",
		"HTML":                "<html><body>200 OK SUCCESS</body></html>",
		"JSON":                `{"alipay":{"is_success":"T"}}`,
		"deep":                strings.Repeat("<a>", 100_000),
		"half":                truth[:len(truth)/2],
	} {
		if a := c.verdict(http.StatusOK, raw); a.Outcome != payment.Unknown || a.Signed || a.Denied {
			t.Errorf("%s: %+v", name, a)
		}
	}
}

// An unsigned refusal of what we are closes the gate; every unsigned refusal proves nothing.
func TestUnsignedRefusals(t *testing.T) {
	t.Parallel()
	c := newClient(t, SignRSA2)
	for code, want := range map[string]struct {
		denied bool
		reason string
	}{
		"ILLEGAL_SIGN": {true, "our_key_refused"}, "ILLEGAL_PARTNER": {true, "merchant_id_refused"}, "ILLEGAL_EXTERFACE": {true, "address_wrong"},
		"HAS_NO_PRIVILEGE": {true, "contract_missing"}, "SYSTEM_ERROR": {false, "gateway_busy"}, "SESSION_TIMEOUT": {false, "answer_unsigned"},
		"BUYER_BALANCE_NOT_ENOUGH": {false, "balance_not_enough"},
	} {
		a := c.verdict(http.StatusOK, "<?xml version=\"1.0\" encoding=\"GBK\"?>\n<alipay><is_success>F</is_success><error>"+code+"</error></alipay>")
		if a.Outcome != payment.Unknown || a.Signed || a.Denied != want.denied || a.Reason.Code != want.reason {
			t.Errorf("%s: %+v", code, a)
		}
	}
}

// What is taken as XML is XML to the standard library too, with the same text; nothing panics.
func FuzzParseXML(f *testing.F) {
	f.Add([]byte(document(f, SignMD5, paid()...)))
	for _, text := range []string{"<a/>", "<a><b>x</b></a>", `<a><p name="x">&lt;</p></a>`, "<?xml version=\"1.0\"?><a></a>", "<a><b/>\n<c></c></a>"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, doc []byte) {
		e, err := parseXML(doc)
		if err != nil {
			if !errors.Is(err, errSyntax) && !errors.Is(err, errRepeated) && !errors.Is(err, errLimit) {
				t.Fatal(err)
			}
			return
		}
		if bytes.ContainsFunc(doc, func(r rune) bool { return r >= 0x80 }) { // GBK is none of the standard library's
			return
		}
		d := xml.NewDecoder(bytes.NewReader(doc))
		d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
		var first string
		for {
			token, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%q: %v", doc, err)
			}
			if start, ok := token.(xml.StartElement); ok && first == "" {
				first = start.Name.Local
			}
		}
		if name, _, _ := strings.Cut(e.name, " "); name != first {
			t.Fatalf("%q: %q, the standard library has %q", doc, e.name, first)
		}
	})
}
