package configs

import (
	"errors"
	"io/fs"
	"os"

	"posd/configs/words"
)

// Bits that the mode of a key file may not have.
const (
	secretMode fs.FileMode = 0o077 // nobody but the owner may do anything
	publicMode fs.FileMode = 0o022 // nobody but the owner may change it
)

// CheckFiles looks at the key files on this machine: each must be a regular file
// that nobody but its owner can change, and those that hold secrets must be
// closed to all others. What is inside them is for their readers to judge. All
// faults come as one *Error.
func (c Config) CheckFiles() error {
	k := checker{src: c.src}
	c.checkFiles(&k)
	return Invalid(k.list...)
}

func (c Config) checkFiles(k *checker) {
	files := []struct {
		key, path string
		forbidden fs.FileMode
	}{
		{"gateway.private_key", c.Gateway.PrivateKey, secretMode},
		{"gateway.alipay_public_key", c.Gateway.AlipayPublicKey, publicMode},
		{"gateway.md5_key", c.Gateway.MD5Key, secretMode},
		{"gateway.app_cert", c.Gateway.AppCert, publicMode},
		{"gateway.alipay_cert", c.Gateway.AlipayCert, publicMode},
		{"gateway.alipay_root_cert", c.Gateway.AlipayRootCert, publicMode},
		{"gateway.auth_token_file", c.Gateway.AuthTokenFile, secretMode},
		{"gateway.isv_token_file", c.Gateway.IsvTokenFile, secretMode},
		{"gateway.ca_file", c.Gateway.CAFile, publicMode},
		{"admin.token_file", c.Admin.TokenFile, secretMode},
	}
	for _, f := range files {
		if f.path != "" {
			k.file(f.key, f.path, f.forbidden)
		}
	}
}

// file notes what keeps the file at path from being trusted.
func (k *checker) file(key, path string, forbidden fs.FileMode) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		k.fault(key, path, "config.file_missing")
	case err != nil:
		k.fault(key, path, "config.file_unreadable", cause(err))
	case !info.Mode().IsRegular():
		k.fault(key, path, "config.file_not_regular")
	case info.Size() == 0:
		k.fault(key, path, "config.file_empty")
	case info.Mode().Perm()&forbidden != 0:
		k.mode(key, path, info.Mode(), forbidden)
	}
}

// mode notes rights that are too wide, with the command that narrows them.
func (k *checker) mode(key, path string, mode, forbidden fs.FileMode) {
	problem, hint := words.Key("config.file_writable_by_others"), words.Key("config.hint_chmod_644")
	if forbidden == secretMode {
		problem, hint = "config.file_open_to_others", "config.hint_chmod_600"
	}
	shown := presentable(key, path)
	if shown == "" {
		shown = "FILE"
	}
	k.list = append(k.list, k.src.fault(key, path, words.Say(problem, mode.Perm().String()), words.Say(hint, shown)))
}
