package staff

import (
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/crypto/argon2"
)

// Cost is what one look at a PIN takes, by argon2id (RFC 9106).
type Cost struct {
	Time   uint32 // passes
	Memory uint32 // KiB
}

// DefaultCost is the one of OWASP's recommendations for argon2id that needs 12 MiB: about a quarter of a second on a small board.
var DefaultCost = Cost{Time: 3, Memory: 12 << 10}

const (
	saltLen, hashLen = 16, 32
	maxSafe          = 1 << 20 // bytes of the file of PINs that are read
)

// pinHash is a PIN as it is kept.
type pinHash struct {
	Time   uint32 `json:"t"`
	Memory uint32 `json:"m"`
	Salt   string `json:"salt"` // base64, as is Hash
	Hash   string `json:"hash"`
}

func (c Cost) hash(pin string, random io.Reader) (pinHash, error) {
	salt := make([]byte, saltLen)
	if _, err := io.ReadFull(random, salt); err != nil {
		return pinHash{}, err
	}
	key := argon2.IDKey([]byte(pin), salt, c.Time, c.Memory, 1, hashLen)
	text := base64.StdEncoding
	return pinHash{c.Time, c.Memory, text.EncodeToString(salt), text.EncodeToString(key)}, nil
}

// is reports whether the hash is pin's, in a time that tells nothing about it.
func (h pinHash) is(pin string) bool {
	text := base64.StdEncoding
	salt, errSalt := text.DecodeString(h.Salt)
	want, errHash := text.DecodeString(h.Hash)
	if errSalt != nil || errHash != nil || h.Time < 1 || h.Time > 16 || h.Memory > 64<<10 || len(want) != hashLen {
		return false
	}
	got := argon2.IDKey([]byte(pin), salt, h.Time, h.Memory, 1, hashLen)
	return subtle.ConstantTimeCompare(got, want) == 1
}

// readPins reads the file with the hashes, by the random names that the journal has for them; one that is not there is empty.
func readPins(path string) (map[string]pinHash, error) {
	pins := map[string]pinHash{}
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return pins, nil
	}
	if err != nil {
		return pins, err
	}
	defer f.Close() //nolint:errcheck // it was only read
	content, err := io.ReadAll(io.LimitReader(f, maxSafe))
	if err != nil {
		return pins, err
	}
	if err := json.Unmarshal(content, &pins); err != nil {
		return map[string]pinHash{}, fmt.Errorf("%s: %w", path, errGarbled)
	}
	return pins, nil
}

// errGarbled says nothing of the content, which is secret.
var errGarbled = errors.New("the file of PINs cannot be read")

// writePins replaces the file at path so that a power cut leaves the old one or the new one.
func writePins(path string, pins map[string]pinHash) error {
	content, err := json.Marshal(pins)
	if err != nil {
		return err
	}
	aside := path + ".new"
	f, err := os.OpenFile(aside, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(aside, path); err != nil {
		return err
	}
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}
