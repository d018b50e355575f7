package openapi

import "errors"

// ErrConfig says that a client cannot be made of a configuration. Each fault names the setting.
var ErrConfig = errors.New("gateway configuration refused")

// ErrCertificate says that a certificate cannot be used: not one, not RSA, not ours, not signed by Alipay's root.
var ErrCertificate = errors.New("certificate refused")

// Reasons why an answer is not believed. They stay inside: an Answer carries them as its Detail.
var (
	errEnvelope = errors.New("the answer is not an envelope of the call's response and sign")
	errCharset  = errors.New("the answer is not UTF-8")
	errUnsigned = errors.New("the answer is not signed")
	errForged   = errors.New("the answer's signature does not verify under the configured alipay key")
	errRenewed  = errors.New("the answer is signed under a certificate that is not configured")
	errShape    = errors.New("the answer lacks a member it must have")
	errNotOurs  = errors.New("the answer is not about this request")
)
