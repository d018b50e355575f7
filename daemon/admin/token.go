package admin

import (
	"bytes"
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// Token is what a client outside the unix socket has to know. Only its SHA-256 sum is kept. The zero Token asks for nothing.
type Token struct {
	sum [sha256.Size]byte
	set bool
}

// minToken is the least length of a token: shorter ones can be guessed over a network.
const (
	minToken = 16
	maxToken = 512
)

// NewToken returns the Token of secret, 16 to 512 bytes of printable ASCII without spaces. The error wraps ErrToken.
func NewToken(secret []byte) (Token, error) {
	if len(secret) < minToken || len(secret) > maxToken {
		return Token{}, fmt.Errorf("%w: it must hold %d to %d characters", ErrToken, minToken, maxToken)
	}
	for _, c := range secret {
		if c <= ' ' || c > '~' {
			return Token{}, fmt.Errorf("%w: only printable ASCII without spaces can be sent", ErrToken)
		}
	}
	return Token{sha256.Sum256(secret), true}, nil
}

// ReadToken reads the Token from the first and only line of the file at path, which nobody but its owner may be able to read. An
// empty path gives the zero Token. The error wraps ErrToken or is the file system's.
func ReadToken(path string) (Token, error) {
	if path == "" {
		return Token{}, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return Token{}, err
	}
	defer f.Close() //nolint:errcheck // it was only read
	info, err := f.Stat()
	if err != nil {
		return Token{}, err
	}
	if !info.Mode().IsRegular() || info.Mode().Perm()&0o077 != 0 {
		return Token{}, fmt.Errorf("%w: %s is %s; it must be a file of mode 0600", ErrToken, path, fs.FileMode.String(info.Mode()))
	}
	secret, err := io.ReadAll(io.LimitReader(f, maxToken+2))
	if err != nil {
		return Token{}, err
	}
	return NewToken(bytes.TrimRight(secret, "\r\n"))
}

// IsZero reports whether nobody is asked for a token.
func (t Token) IsZero() bool { return !t.set }

// is compares in a time that tells nothing about the token.
func (t Token) is(secret string) bool {
	sum := sha256.Sum256([]byte(secret))
	return t.set && subtle.ConstantTimeCompare(sum[:], t.sum[:]) == 1
}
