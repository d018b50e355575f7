package spot

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"slices"
	"testing"
	"time"

	"posd/payment"
)

func testPay(c *Client) payment.PayRequest {
	return payment.PayRequest{Number: testNumber, Amount: testAmount, Subject: "tea", Code: payment.NewCode("281234567890123456"), Created: c.now()}
}

func TestBuildAndSignAllocateLittle(t *testing.T) {
	for _, kind := range []string{SignMD5, SignRSA, SignRSA2} {
		c := newClient(t, kind)
		r := testPay(c)
		if n := testing.AllocsPerRun(20, func() {
			if _, err := c.sealed(c.payForm(r)); err != nil {
				t.Fatal(err)
			}
		}); n > 12 {
			t.Errorf("%s: %v allocations, want at most 12", kind, n)
		}
	}
}

// BenchmarkSeal reports build and sign over a raw RSA signature of the same run: the median of pairs made in turns.
func BenchmarkSeal(b *testing.B) {
	c := newClient(b, SignRSA2)
	r := testPay(c)
	key := ourKey()
	value := make([]byte, 700)
	overs := make([]float64, 0, 1<<14)
	b.ReportAllocs()
	for b.Loop() {
		start := time.Now()
		digest := sha256.Sum256(value)
		if _, err := rsa.SignPKCS1v15(nil, key, crypto.SHA256, digest[:]); err != nil {
			b.Fatal(err)
		}
		middle := time.Now()
		if _, err := c.sealed(c.payForm(r)); err != nil {
			b.Fatal(err)
		}
		overs = append(overs, float64(time.Since(middle))/float64(middle.Sub(start)))
	}
	slices.Sort(overs)
	b.ReportMetric(overs[len(overs)/2], "x-raw-sign")
}

// BenchmarkBuild is the part that is not the signature.
func BenchmarkBuild(b *testing.B) {
	c := newClient(b, SignMD5)
	r := testPay(c)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.sealed(c.payForm(r)); err != nil {
			b.Fatal(err)
		}
	}
}
