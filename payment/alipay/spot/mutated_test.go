package spot

import (
	"net/http"
	"strings"
	"testing"

	"posd/payment"
	"posd/payment/alipay/forgerytest"
)

// No mutilated, exchanged, replayed or re-signed answer is believed, whatever the signature's kind. Blanks between the members of an
// answer are not signed.
func TestMutatedAnswersAreNotBelieved(t *testing.T) {
	t.Parallel()
	c := map[string]*Client{SignMD5: newClient(t, SignMD5), SignRSA2: newClient(t, SignRSA2)}
	var targets []forgerytest.Target
	for _, members := range [][]string{
		paid(),
		{"result_code", "UNKNOW", "error", "ORDER_SUCCESS_PAY_INPROCESS", "partner_trans_id", testNumber},
		{"result_code", "FAILED", "error", "BUYER_BALANCE_NOT_ENOUGH", "partner_trans_id", testNumber},
	} {
		for _, kind := range []string{SignRSA2, SignMD5} {
			truth := document(t, kind, members...)
			text := strings.Join(members, " ")
			other := strings.Split(strings.ReplaceAll(text, testNumber, testNumber[:20]+"_1"), " ")
			lies := []forgerytest.Answer{
				{Body: document(t, kind, other...)},
				{Body: truth[:strings.Index(truth, "<sign>")] + "</alipay>"},
				{Body: document(t, map[string]string{SignRSA2: SignMD5, SignMD5: SignRSA2}[kind], members...)}, // as if another kind were agreed
			}
			if dearer := strings.Split(strings.Replace(text, "12.50", "12.51", 1), " "); strings.Contains(text, "12.50") {
				lies = append(lies, forgerytest.Answer{Body: document(t, kind, dearer...)})
			}
			target := forgerytest.Target{
				Name: kind + " " + text[:20], Truth: forgerytest.Answer{Body: truth}, Lies: lies,
				Judge: func(a forgerytest.Answer) payment.Answer { return c[kind].verdict(http.StatusOK, a.Body) },
			}
			for i := 0; i < len(members); i += 2 {
				target.Signed = append(target.Signed, "<"+members[i], ">"+members[i+1]+"</")
			}
			targets = append(targets, target)
		}
	}
	forgerytest.Run(t, targets)
}
