package alipay

import "errors"

// Errors of a scanned code.
var (
	// ErrCode says that a scan is no payment code and nothing else that is known either. The error never holds the scan.
	ErrCode = errors.New("not a payment code")
)

// Errors of keys and signatures.
var (
	// ErrKeyFile says that a key file is missing, unreadable, or open to others than its owner.
	ErrKeyFile = errors.New("key file refused")
	// ErrKey says that a file holds no usable key: another kind of key, an encrypted or damaged one, one under 2048 bits.
	ErrKey = errors.New("key refused")
	// ErrSignature says that a signature does not belong to these bytes under this key.
	ErrSignature = errors.New("signature does not verify")
)
