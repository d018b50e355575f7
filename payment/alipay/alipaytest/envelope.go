package alipaytest

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
)

// envelope is a request as it came: {"request":{"head":{},"body":{}},"signature":""} and nothing else.
type envelope struct {
	signed     json.RawMessage // the exact bytes of the value of "request": what the signature covers
	head, body object
	signature  string
}

// parseEnvelope reads a request strictly. It bounds nothing: the caller has bounded the bytes.
func parseEnvelope(message []byte) (envelope, error) {
	outer, err := parseObject(message)
	if err != nil {
		return envelope{}, err
	}
	if err := outer.exactly("request", "signature"); err != nil {
		return envelope{}, err
	}
	e := envelope{signed: outer["request"]}
	var ok bool
	if e.signature, ok = outer.text("signature"); !ok {
		return envelope{}, fmt.Errorf("%w: signature is not a string", errMembers)
	}
	inner, err := parseObject(e.signed)
	if err != nil {
		return envelope{}, err
	}
	if err := inner.exactly("head", "body"); err != nil {
		return envelope{}, err
	}
	if e.head, err = inner.object("head"); err != nil {
		return envelope{}, fmt.Errorf("head: %w", err)
	}
	if e.body, err = inner.object("body"); err != nil {
		return envelope{}, fmt.Errorf("body: %w", err)
	}
	return e, nil
}

// verify checks an RSA2 signature: SHA256withRSA (PKCS #1 v1.5) over the signed bytes, in standard base64.
func (e envelope) verify(key *rsa.PublicKey) error { return verifyRSA2(key, e.signed, e.signature) }

// signRSA2 signs the bytes of a value as RSA2 does.
func signRSA2(key *rsa.PrivateKey, value []byte) (string, error) {
	sum := sha256.Sum256(value)
	signature, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, sum[:])
	if err != nil {
		return "", fmt.Errorf("sign: %w", err)
	}
	return base64.StdEncoding.EncodeToString(signature), nil
}
