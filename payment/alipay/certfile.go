package alipay

import (
	"bytes"
	"encoding/pem"
	"fmt"
)

// LoadCertificates reads the certificates of a file as Alipay's console offers it, in PEM form, one or several, and returns each
// one's DER bytes. They are not parsed: Alipay's root file holds some that package crypto/x509 does not know. The file must be a
// regular one that only its owner can write. The error wraps [ErrKeyFile] or [ErrKey] and names the file.
func LoadCertificates(path string) ([][]byte, error) {
	data, err := readKeyFile(path, publicFileMode)
	if err != nil {
		return nil, fmt.Errorf("certificate file %s: %w", path, err)
	}
	certs, err := ParseCertificates(data)
	if err != nil {
		return nil, fmt.Errorf("certificate file %s: %w", path, err)
	}
	return certs, nil
}

// ParseCertificates reads certificates from the contents of a file; see [LoadCertificates]. The error wraps [ErrKey].
func ParseCertificates(data []byte) ([][]byte, error) {
	var certs [][]byte
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	for block, rest := pem.Decode(data); block != nil; block, rest = pem.Decode(rest) {
		if block.Type != "CERTIFICATE" {
			return nil, fmt.Errorf("%w: it holds a %s, want certificates alone", ErrKey, block.Type)
		}
		certs = append(certs, block.Bytes)
	}
	if n := bytes.Count(data, []byte("-----BEGIN ")); n != len(certs) {
		return nil, fmt.Errorf("%w: %d of its %d PEM blocks are damaged", ErrKey, n-len(certs), n)
	}
	if len(certs) == 0 {
		return nil, fmt.Errorf("%w: it holds no certificate in PEM form", ErrKey)
	}
	return certs, nil
}
