package alipay

import (
	"bytes"
	"fmt"
	"strings"
)

// maxToken is far above any token that Alipay hands out.
const maxToken = 512

// LoadToken reads a secret of one line, such as an integrator's app_auth_token, from a file that only its owner can read. The error
// wraps [ErrKeyFile], names the file and never holds a byte of the token.
func LoadToken(path string) (string, error) {
	data, err := readKeyFile(path, privateFileMode)
	if err != nil {
		return "", fmt.Errorf("token file %s: %w", path, err)
	}
	token := string(bytes.TrimSpace(data))
	clear(data)
	if len(token) > maxToken || strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r >= 0x7f }) {
		return "", fmt.Errorf("token file %s: %w: want one line without blanks", path, ErrKeyFile)
	}
	return token, nil
}
