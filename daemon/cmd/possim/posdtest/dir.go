package posdtest

import (
	"os"
	"path/filepath"
	"sync"
	"testing"

	"posd/payment/alipay/alipaytest"
	"posd/payment/alipay/keytest"
)

// contract is the keys of one contract, by the names of their files, which all counters share.
var contract = sync.OnceValues(func() (map[string][]byte, error) {
	identity, err := alipaytest.IdentityOf(keytest.RSA(0), keytest.RSA(1), keytest.RSA(2))
	if err != nil {
		return nil, err
	}
	alipay, err := identity.PEM()
	if err != nil {
		return nil, err
	}
	private, public, err := alipaytest.MerchantKeyOf(keytest.RSA(6))
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
