package configs

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxShown is the longest value or key that a fault repeats, in characters. A
// key or a token pasted into the wrong place is longer than any right value that
// is not a path.
const maxShown = 48

// maxPath is the longest path that a fault repeats, in bytes; a pasted RSA key
// is longer.
const maxPath = 255

// secretFiles are the keys that name files with secrets: what stands there may
// be the secret itself, pasted.
var secretFiles = []string{"gateway.private_key", "gateway.md5_key", "gateway.auth_token_file", "gateway.isv_token_file", "gateway.code_file", "admin.token_file"}

// pathKeys are the keys whose right values may be longer than maxShown.
var pathKeys = []string{
	"gateway.private_key", "gateway.md5_key", "gateway.alipay_public_key", "gateway.app_cert", "gateway.alipay_cert",
	"gateway.alipay_root_cert", "gateway.auth_token_file", "gateway.isv_token_file", "gateway.code_file", "gateway.identity", "gateway.ca_file", "admin.token_file", "admin.socket", "journal.path",
	"scanner.path", "printer.path", "display.path",
}

// presentable returns value as a fault may show it, or nothing if it may be a
// secret, is too long or would break the line.
func presentable(key, value string) string {
	key = withoutIndex(key)
	switch {
	case slices.Contains(secretFiles, key):
		if !looksLikePath(strings.Trim(value, `"'`)) {
			return ""
		}
	case slices.Contains(pathKeys, key):
	case utf8.RuneCountInString(value) > maxShown, key == "gateway.url" && strings.Contains(value, "@"):
		return ""
	}
	if !isPrintable(value) || len(value) > maxPath || strings.Contains(value, "-----BEGIN") {
		return ""
	}
	return value
}

// presentableKey quotes a key that would break the line, and cuts a long one.
func presentableKey(key string) string {
	if runes := []rune(key); len(runes) > maxShown {
		key = string(runes[:maxShown]) + "..."
	}
	if isPrintable(key) {
		return key
	}
	return strconv.Quote(key)
}

// looksLikePath tells a path from a pasted key or token.
func looksLikePath(value string) bool {
	if strings.ContainsAny(value, " \\\"") {
		return false
	}
	for _, start := range []string{"/", "./", "../"} {
		if strings.HasPrefix(value, start) {
			return true
		}
	}
	for _, end := range []string{".pem", ".key", ".der", ".txt", ".token"} {
		if strings.HasSuffix(value, end) {
			return true
		}
	}
	return false
}

// isPrintable reports whether s is valid text without control characters.
func isPrintable(s string) bool {
	return utf8.ValidString(s) && strings.IndexFunc(s, func(r rune) bool { return !unicode.IsPrint(r) }) < 0
}

// withoutIndex takes the entry numbers out of a key: "scanner[2].path" becomes
// "scanner.path".
func withoutIndex(key string) string {
	for {
		start := strings.IndexByte(key, '[')
		end := strings.IndexByte(key, ']')
		if start < 0 || end < start {
			return key
		}
		key = key[:start] + key[end+1:]
	}
}
