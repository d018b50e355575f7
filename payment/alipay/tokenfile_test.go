package alipay_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"posd/payment/alipay"
)

func TestLoadToken(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := func(name, text string, mode os.FileMode) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), mode); err != nil {
			t.Fatal(err)
		}
		return path
	}
	if got, err := alipay.LoadToken(file("good", "201510BBaabdb44d8fd04607abf8d5931ec75D84\r\n", 0o600)); got != "201510BBaabdb44d8fd04607abf8d5931ec75D84" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	for name, path := range map[string]string{
		"open to all": file("open", "201510BB", 0o644),
		"empty":       file("empty", "\n", 0o600),
		"two lines":   file("two", "201510BB\n201510CC\n", 0o600),
		"blank":       file("blank", "201510BB x", 0o600),
		"long":        file("long", "201510BB"+strings.Repeat("x", 600), 0o600),
		"not there":   filepath.Join(dir, "none"),
	} {
		got, err := alipay.LoadToken(path)
		if !errors.Is(err, alipay.ErrKeyFile) || got != "" || strings.Contains(err.Error(), "201510BB") {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}
