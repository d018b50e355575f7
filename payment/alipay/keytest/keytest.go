// Package keytest has RSA keys for tests. Drawing one takes a moment on this machine and half a minute under an emulator; these were
// drawn once. Everybody has them, so they protect nothing: only tests use them.
package keytest

import (
	"crypto/rsa"
	_ "embed"
	"fmt"
	"math/big"
	"strings"
)

// primes are the two of each key, in hex, a key in each line.
//
//go:embed primes.txt
var primes string

// exponent is the public one of all keys.
const exponent = 65537

// RSA returns the n-th key of 2048 bits, from 0, always the same. Keys of different numbers have nothing in common.
func RSA(n int) *rsa.PrivateKey {
	lines := strings.Split(strings.TrimSpace(primes), "\n")
	if n < 0 || n >= len(lines) {
		panic(fmt.Sprintf("keytest: no key %d: there are %d", n, len(lines)))
	}
	var p, q big.Int
	if _, err := fmt.Sscanf(lines[n], "%x %x", &p, &q); err != nil {
		panic(fmt.Sprintf("keytest: key %d: %v", n, err))
	}
	one := big.NewInt(1)
	lessP, lessQ := new(big.Int).Sub(&p, one), new(big.Int).Sub(&q, one)
	common := new(big.Int).GCD(nil, nil, lessP, lessQ)
	order := new(big.Int).Mul(lessP, new(big.Int).Div(lessQ, common))
	key := &rsa.PrivateKey{
		PublicKey: rsa.PublicKey{N: new(big.Int).Mul(&p, &q), E: exponent},
		D:         new(big.Int).ModInverse(big.NewInt(exponent), order),
		Primes:    []*big.Int{&p, &q},
	}
	key.Precompute()
	return key
}
