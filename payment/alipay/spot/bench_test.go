package spot

import (
	"crypto"
	"crypto/rand"
	"crypto/sha256"
	"testing"
	"time"

	"posd/payment"
)

// BenchmarkSeal reports build and sign over a raw RSA signature of the same run: target 1.01. They are made in turns.
func BenchmarkSeal(b *testing.B) {
	c := newClient(b, SignRSA2)
	r := payment.PayRequest{Number: testNumber, Amount: testAmount, Subject: "tea", Code: payment.NewCode("281234567890123456"), Created: c.now()}
	digest := sha256.Sum256([]byte("x"))
	var ours, raw time.Duration
	b.ReportAllocs()
	for b.Loop() {
		start := time.Now()
		if _, err := c.sealed(c.payForm(r)); err != nil {
			b.Fatal(err)
		}
		middle := time.Now()
		if _, err := ourKey().Sign(rand.Reader, digest[:], crypto.SHA256); err != nil {
			b.Fatal(err)
		}
		ours, raw = ours+middle.Sub(start), raw+time.Since(middle)
	}
	b.ReportMetric(float64(ours)/float64(raw), "of-a-raw-signature")
}

// BenchmarkBuild is the part that is not the signature.
func BenchmarkBuild(b *testing.B) {
	c := newClient(b, SignMD5)
	r := payment.PayRequest{Number: testNumber, Amount: testAmount, Subject: "tea", Code: payment.NewCode("281234567890123456"), Created: c.now()}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.sealed(c.payForm(r)); err != nil {
			b.Fatal(err)
		}
	}
}
