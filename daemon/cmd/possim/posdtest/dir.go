package posdtest

import (
	"os"
	"path/filepath"
	"sync"
	"testing"

	"posd/payment/alipay/alipaytest"
)

// contract makes the keys of one contract, by the names of their files. Making them takes seconds where numbers have 32 bits, so
// that the counters of a test binary share them.
var contract = sync.OnceValues(func() (map[string][]byte, error) {
	identity, err := alipaytest.NewIdentity()
	if err != nil {
		return nil, err
	}
	alipay, err := identity.PEM()
	if err != nil {
		return nil, err
	}
	private, public, err := alipaytest.MerchantKey()
	return map[string][]byte{"simulated-alipay.pem": alipay, "private.pem": private, "public.pem": public}, err
})

// Dir returns a folder for a counter that finds its keys there, as a second one in the same folder does.
func Dir(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	keys, err := contract()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, "keys"), 0o700); err != nil {
		t.Fatal(err)
	}
	for name, text := range keys {
		if err := os.WriteFile(filepath.Join(dir, "keys", name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}
