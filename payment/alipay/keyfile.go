package alipay

import (
	"bytes"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"syscall"
)

// Modes that a key file may not have.
const (
	privateFileMode fs.FileMode = 0o077 // nobody else may even read it
	publicFileMode  fs.FileMode = 0o022 // nobody else may write it
)

// maxKeyFile is far above any key or certificate file.
const maxKeyFile = 64 << 10

// readKeyFile reads a regular file whose mode has none of the forbidden bits. It looks at the file that it opened, not at the
// path, and does not wait for a writer if somebody put a pipe there.
func readKeyFile(path string, forbidden fs.FileMode) ([]byte, error) {
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrKeyFile, withoutPath(err))
	}
	defer func() { _ = f.Close() }() // nothing was written: there is nothing to lose
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrKeyFile, withoutPath(err))
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%w: not a regular file", ErrKeyFile)
	}
	if open := info.Mode().Perm() & forbidden; open != 0 {
		return nil, fmt.Errorf("%w: mode %04o is open to others, want %04o", ErrKeyFile, info.Mode().Perm(), info.Mode().Perm()&^forbidden)
	}
	data, err := io.ReadAll(io.LimitReader(f, maxKeyFile+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("%w: %w", ErrKeyFile, withoutPath(err))
	case len(data) > maxKeyFile:
		return nil, fmt.Errorf("%w: larger than %d bytes", ErrKeyFile, maxKeyFile)
	case len(bytes.TrimSpace(data)) == 0:
		return nil, fmt.Errorf("%w: empty", ErrKeyFile)
	}
	return data, nil
}

// withoutPath takes the path out of an error of package os: the caller names it, with the key's role.
func withoutPath(err error) error {
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		return path.Err
	}
	return err
}

// decodeKey returns the DER bytes of the first PEM block, or of bare base64 on one line or many.
func decodeKey(data []byte) ([]byte, error) {
	data = bytes.TrimPrefix(bytes.TrimSpace(data), []byte("\xef\xbb\xbf"))
	if bytes.HasPrefix(data, []byte("-----BEGIN ")) {
		return decodePEM(data)
	}
	der := make([]byte, base64.StdEncoding.DecodedLen(len(data)))
	n, err := base64.StdEncoding.Decode(der, bytes.Join(bytes.Fields(data), nil))
	if err != nil || n == 0 { // the error would tell at which byte
		return nil, fmt.Errorf("%w: neither PEM nor base64", ErrKey)
	}
	return der[:n], nil
}

func decodePEM(data []byte) ([]byte, error) {
	block, rest := pem.Decode(data)
	switch {
	case block == nil:
		return nil, fmt.Errorf("%w: its PEM block is damaged", ErrKey)
	case block.Type == "ENCRYPTED PRIVATE KEY" || block.Headers["DEK-Info"] != "":
		return nil, fmt.Errorf("%w: it is encrypted; store it without a passphrase, readable by its owner alone", ErrKey)
	case len(bytes.TrimSpace(rest)) != 0:
		return nil, fmt.Errorf("%w: more than one PEM block", ErrKey)
	}
	return block.Bytes, nil
}

// LoadSecret reads a shared key from a file: one line of 16 to 128 printable characters, such as the MD5 key of the old interfaces.
// The file must be a regular one that only its owner can read. The error wraps [ErrKeyFile] or [ErrKey], names the file and never
// holds a byte of the key.
func LoadSecret(path string) (string, error) {
	data, err := readKeyFile(path, privateFileMode)
	if err != nil {
		return "", fmt.Errorf("our secret key %s: %w", path, err)
	}
	defer clear(data)
	text := string(bytes.TrimSpace(data))
	if len(text) < 16 || len(text) > 128 || strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r >= 0x7f }) {
		return "", fmt.Errorf("our secret key %s: %w: not one line of 16 to 128 printable characters", path, ErrKey)
	}
	return text, nil
}
