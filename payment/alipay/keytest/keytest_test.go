package keytest

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"strings"
	"testing"
)

// Each key is whole, long enough, and nobody else's.
func TestRSA(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for n := range strings.Count(primes, "\n") {
		key := RSA(n)
		if err := key.Validate(); err != nil || key.N.BitLen() != 2048 {
			t.Errorf("key %d of %d bits: %v", n, key.N.BitLen(), err)
		}
		for _, p := range key.Primes {
			if !p.ProbablyPrime(1) || seen[p.String()] {
				t.Errorf("key %d: a number of it is no prime, or another key's", n)
			}
			seen[p.String()] = true
		}
		digest := sha256.Sum256([]byte("pay"))
		signature, err := rsa.SignPKCS1v15(nil, key, crypto.SHA256, digest[:])
		if err != nil || rsa.VerifyPKCS1v15(&key.PublicKey, crypto.SHA256, digest[:], signature) != nil {
			t.Errorf("key %d does not sign: %v", n, err)
		}
	}
	if len(seen) < 16 {
		t.Errorf("%d primes", len(seen))
	}
}
